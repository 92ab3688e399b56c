package dev.flsys.inference;

import dev.flsys.access.ClientAddresses;
import io.vertx.core.http.HttpServerRequest;
import java.util.function.BooleanSupplier;

/**
 * The client of a request for a prediction.
 *
 * @param address its host address; clients of one address share the turns of one client
 * @param gone whether it has gone away, so that no answer is needed; called on any thread
 */
public record InferenceClient(String address, BooleanSupplier gone) {

    /** The client that sent {@code request}, with its address. */
    public static InferenceClient of(HttpServerRequest request, ClientAddresses addresses) {
        return new InferenceClient(
                addresses.of(request), () -> request.response().closed());
    }
}
