package dev.flsys.platform.health;

import dev.flsys.deploy.DeployedModel;
import dev.flsys.model.Models;
import io.smallrye.health.api.AsyncHealthCheck;
import io.smallrye.mutiny.Uni;
import jakarta.inject.Singleton;
import java.util.List;
import java.util.stream.Stream;
import org.eclipse.microprofile.health.HealthCheckResponse;
import org.eclipse.microprofile.health.HealthCheckResponseBuilder;
import org.eclipse.microprofile.health.Readiness;

/**
 * Ready while models can be loaded. A load that hangs occupies a thread. If too many loads hang, no other model can be
 * loaded.
 */
@Readiness
@Singleton
final class LoadsCheck implements AsyncHealthCheck {

    private final Models models;
    private final DeployedModel deployed;

    LoadsCheck(Models models, DeployedModel deployed) {
        this.models = models;
        this.deployed = deployed;
    }

    @Override
    public Uni<HealthCheckResponse> call() {
        return Uni.createFrom()
                .item(() -> evaluate(
                        models.canLoad() && deployed.canLoad(),
                        Stream.concat(models.hangingLoads().stream(), deployed.hangingLoads().stream())
                                .toList()));
    }

    /**
     * @param possible whether models can be loaded
     * @param hanging names of the models whose loads hang
     */
    static HealthCheckResponse evaluate(boolean possible, List<String> hanging) {
        HealthCheckResponseBuilder response =
                HealthCheckResponse.named("loads").status(possible).withData("hanging_loads", hanging.size());
        String names = String.join(", ", hanging.stream().distinct().toList());
        if (!names.isEmpty()) {
            response.withData("hanging_in", names);
        }
        if (!possible) {
            response.withData(
                    "reason",
                    "No model can be loaded, because these do not end: " + names
                            + ". Check the file system of these files, and restart the service.");
        }
        return response.build();
    }
}
