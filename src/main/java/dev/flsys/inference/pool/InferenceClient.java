package dev.flsys.inference.pool;

import dev.flsys.access.ClientAddresses;
import dev.flsys.telemetry.Traces;
import io.opentelemetry.context.Context;
import io.vertx.core.http.HttpServerRequest;
import java.util.function.BooleanSupplier;
import org.jspecify.annotations.Nullable;

/**
 * The client of a request for a prediction.
 *
 * @param address its host address; clients of one address share the turns of one client
 * @param gone whether the client has disconnected, so that no answer is needed; called on any thread
 * @param trace the trace of the request; null if there is none
 */
public record InferenceClient(
        String address, BooleanSupplier gone, @Nullable Context trace) {

    /** The client of the request that this thread handles. */
    public InferenceClient(String address, BooleanSupplier gone) {
        this(address, gone, Traces.current());
    }

    /** The client that sent {@code request}, with its address. */
    public static InferenceClient of(HttpServerRequest request, ClientAddresses addresses) {
        return new InferenceClient(
                addresses.of(request), () -> request.response().closed());
    }
}
