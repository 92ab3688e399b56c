package dev.flsys.inference;

import io.vertx.core.http.HttpServerRequest;
import io.vertx.core.net.SocketAddress;
import java.util.function.BooleanSupplier;

/**
 * The client of a request for a prediction.
 *
 * @param address its host address; clients of one address share the turns of one client
 * @param gone whether it has gone away, so that no answer is needed; called on any thread
 */
public record InferenceClient(String address, BooleanSupplier gone) {

    /** The client that sent {@code request}. */
    static InferenceClient of(HttpServerRequest request) {
        SocketAddress remote = request.remoteAddress();
        String host = remote == null ? null : remote.hostAddress();
        return new InferenceClient(
                host == null ? "" : host, () -> request.response().closed());
    }
}
