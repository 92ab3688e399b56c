package dev.flsys.socketio;

import io.netty.channel.ChannelPipeline;
import io.netty.handler.flush.FlushConsolidationHandler;
import io.vertx.core.http.HttpServerRequest;
import io.vertx.core.net.impl.ConnectionBase;

/**
 * Joins the flushes of packets that are written together. Each event is a separate frame, because clients expect that,
 * and Vert.x flushes each frame. Without this, each event of each client would be a system call.
 */
final class FlushCoalescing {

    /** The most frames of one flush. */
    private static final int MAX = 256;

    private FlushCoalescing() {}

    /** Joins the flushes of the connection of a request that opens a WebSocket. For the thread of the connection. */
    static void on(HttpServerRequest request) {
        if (request.connection() instanceof ConnectionBase connection) {
            ChannelPipeline pipeline = connection.channelHandlerContext().pipeline();
            if (pipeline.get(FlushConsolidationHandler.class) == null) {
                pipeline.addFirst(new FlushConsolidationHandler(MAX, true));
            }
        }
    }
}
