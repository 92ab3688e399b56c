package dev.flsys.platform.health;

import dev.flsys.inference.pool.WorkerPool;
import io.smallrye.health.api.AsyncHealthCheck;
import io.smallrye.mutiny.Uni;
import jakarta.inject.Singleton;
import java.util.List;
import java.util.stream.Collectors;
import org.eclipse.microprofile.health.HealthCheckResponse;
import org.eclipse.microprofile.health.HealthCheckResponseBuilder;
import org.eclipse.microprofile.health.Readiness;

/**
 * Ready while an inference worker is left. Workers that hang in a model are replaced up to a limit. If all hang, no
 * prediction is possible.
 */
@Readiness
@Singleton
final class WorkersCheck implements AsyncHealthCheck {

    private final WorkerPool workers;

    WorkersCheck(WorkerPool workers) {
        this.workers = workers;
    }

    @Override
    public Uni<HealthCheckResponse> call() {
        return Uni.createFrom().item(() -> evaluate(workers.living(), workers.hanging()));
    }

    /**
     * @param living workers that can take requests
     * @param hanging names of the models in which workers hang, one for each worker
     */
    static HealthCheckResponse evaluate(int living, List<String> hanging) {
        HealthCheckResponseBuilder response = HealthCheckResponse.named("workers")
                .status(living > 0)
                .withData("workers", living)
                .withData("hanging_workers", hanging.size());
        String models = hanging.stream().distinct().sorted().collect(Collectors.joining(", "));
        if (!models.isEmpty()) {
            response.withData("hanging_in", models);
        }
        if (living == 0) {
            response.withData(
                    "reason",
                    "All inference workers hang in predictions that do not end (" + models
                            + "). Replace these models and restart the service.");
        }
        return response.build();
    }
}
