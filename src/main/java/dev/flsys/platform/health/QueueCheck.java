package dev.flsys.platform.health;

import dev.flsys.inference.pool.WorkerPool;
import io.smallrye.health.api.AsyncHealthCheck;
import io.smallrye.mutiny.Uni;
import jakarta.inject.Singleton;
import java.time.Duration;
import org.eclipse.microprofile.health.HealthCheckResponse;
import org.eclipse.microprofile.health.HealthCheckResponseBuilder;
import org.eclipse.microprofile.health.Readiness;

/**
 * Ready while predictions find a place in the queue. A queue that a short burst fills is no fault: this is the purpose
 * of the queue.
 */
@Readiness
@Singleton
final class QueueCheck implements AsyncHealthCheck {

    private static final Duration BURST = Duration.ofSeconds(1);

    private final WorkerPool workers;

    QueueCheck(WorkerPool workers) {
        this.workers = workers;
    }

    @Override
    public Uni<HealthCheckResponse> call() {
        return Uni.createFrom().item(() -> evaluate(workers.fullFor(), workers.waiting(), workers.busy()));
    }

    /**
     * @param fullFor as {@link WorkerPool#fullFor()}
     * @param waiting requests that wait
     * @param busy workers that work
     */
    static HealthCheckResponse evaluate(Duration fullFor, int waiting, int busy) {
        boolean full = fullFor.compareTo(BURST) > 0;
        HealthCheckResponseBuilder answer = HealthCheckResponse.named("queue")
                .status(!full)
                .withData("waiting", waiting)
                .withData("busy_workers", busy);
        if (full) {
            answer.withData(
                    "reason",
                    "The queue was full " + fullFor.toSeconds() + " seconds ago, and has not been half empty since.");
        }
        return answer.build();
    }
}
