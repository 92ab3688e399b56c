package dev.flsys.grpc;

import flsys.wire.HealthCheckRequest;
import flsys.wire.HealthCheckResponse;
import flsys.wire.HealthCheckResponse.ServingStatus;
import java.util.Set;
import java.util.concurrent.CompletionStage;
import java.util.function.Supplier;

/**
 * The service {@code grpc.health.v1.Health}, without {@code Watch}. A client that calls {@code Watch} gets
 * UNIMPLEMENTED.
 */
public final class HealthMethods {

    private static final String CHECK = "/grpc.health.v1.Health/Check";

    private HealthMethods() {}

    /**
     * The method Check.
     *
     * @param services the names that clients may ask for, besides the empty one
     * @param ready whether the service is ready
     */
    public static GrpcMethod<HealthCheckRequest> of(Set<String> services, Supplier<CompletionStage<Boolean>> ready) {
        return GrpcMethod.of(CHECK, HealthCheckRequest.getDefaultInstance(), (request, caller) -> {
            String name = request.getService();
            if (!name.isEmpty() && !services.contains(name)) {
                throw GrpcProblem.unknown("There is no service '" + name + "'.");
            }
            return ready.get().thenApply(is -> HealthCheckResponse.newBuilder()
                    .setStatus(is ? ServingStatus.SERVING : ServingStatus.NOT_SERVING)
                    .build());
        });
    }
}
