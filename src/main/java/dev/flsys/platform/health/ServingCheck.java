package dev.flsys.platform.health;

import dev.flsys.platform.shutdown.Drain;
import io.smallrye.health.api.AsyncHealthCheck;
import io.smallrye.mutiny.Uni;
import jakarta.inject.Singleton;
import org.eclipse.microprofile.health.HealthCheckResponse;
import org.eclipse.microprofile.health.Readiness;

/**
 * Ready until the service begins to end. Afterwards it still serves requests, but balancers must use another service.
 */
@Readiness
@Singleton
final class ServingCheck implements AsyncHealthCheck {

    private final Drain drain;

    ServingCheck(Drain drain) {
        this.drain = drain;
    }

    @Override
    public Uni<HealthCheckResponse> call() {
        return Uni.createFrom().item(() -> evaluate(drain.hasBegun()));
    }

    static HealthCheckResponse evaluate(boolean draining) {
        return draining
                ? HealthCheckResponse.named("serving")
                        .down()
                        .withData("reason", "The service is going down.")
                        .build()
                : HealthCheckResponse.up("serving");
    }
}
