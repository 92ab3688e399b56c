/**
 * Calls of gRPC on the HTTP port: message frames, statuses, deadlines and cancellation. It also has the gRPC services
 * for health and reflection. A room that offers methods passes them to a {@link dev.flsys.grpc.GrpcRoute}, which is its
 * entry.
 *
 * <p>The calls are HTTP/2 requests on the port of all other requests. So they pass the filters for hosts, origins, the
 * API token, connections and the drain, and users open only one port. The servers of Quarkus and Vert.x for a shared
 * port are not used, for four reasons. They decompress a message without a limit, keep partial messages that no budget
 * counts, parse on the event loop, and do not read {@code deflate}. A server of grpc-java needs a port of its own,
 * which those filters do not guard. The remaining protocol is small: five bytes before each message, and a status in
 * the trailers.
 *
 * <p>A message is collected on the event loop within the budget of {@code platform.body}, and decompressed and parsed
 * on a worker. Format: grpc/grpc, {@code doc/PROTOCOL-HTTP2.md}.
 */
@NullMarked
package dev.flsys.grpc;

import org.jspecify.annotations.NullMarked;
