package dev.flsys.platform.health;

import dev.flsys.deploy.DeployedModel;
import dev.flsys.inference.TrialInference;
import dev.flsys.inference.TrialResult;
import dev.flsys.inference.pool.RecentOutcomes;
import dev.flsys.platform.health.BackgroundCheck.Seen;
import io.quarkus.runtime.StartupEvent;
import io.smallrye.health.api.AsyncHealthCheck;
import io.smallrye.mutiny.Uni;
import jakarta.enterprise.event.Observes;
import jakarta.inject.Singleton;
import java.time.Duration;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import org.eclipse.microprofile.health.HealthCheckResponse;
import org.eclipse.microprofile.health.HealthCheckResponseBuilder;
import org.eclipse.microprofile.health.Readiness;

/**
 * Ready while predictions succeed. The requests of clients decide. If there was none recently, or they fail, a trial
 * inference is made in the same way. The service stays ready after one failure, and with one broken model among models
 * that work. It is not ready if nothing has ever succeeded and a trial fails, nor before the first trial has ended.
 */
@Readiness
@Singleton
final class InferenceCheck implements AsyncHealthCheck {

    /** The time for which a success is valid, so that an idle service does not predict for every probe. */
    private static final Duration RECENT = Duration.ofSeconds(10);
    /** Limit of a trial. A longer one waits for hanging workers or hangs itself; the longest requests take seconds. */
    private static final Duration STUCK = Duration.ofSeconds(30);

    private static final int FAILURES = 3;

    private final RecentOutcomes outcomes;
    private final TrialInference trials;
    private final DeployedModel deployed;
    private final BackgroundCheck<TrialResult> look = new BackgroundCheck<>(this::tryIfNeeded);

    /**
     * The latest results of the inferences of clients and trials.
     *
     * @param failuresInARow failures since the last success
     * @param sinceSuccess time since the last success; empty if there was none
     */
    record Lately(int failuresInARow, Optional<Duration> sinceSuccess) {

        static Lately of(RecentOutcomes outcomes) {
            return new Lately(outcomes.failuresInARow(), outcomes.sinceSuccess());
        }

        boolean hasSucceededWithin(Duration time) {
            return sinceSuccess.filter(since -> since.compareTo(time) < 0).isPresent();
        }
    }

    InferenceCheck(RecentOutcomes outcomes, TrialInference trials, DeployedModel deployed) {
        this.outcomes = outcomes;
        this.trials = trials;
        this.deployed = deployed;
    }

    /**
     * Makes the first trial after the first load. It takes long, because it loads native libraries. If it began with
     * the first probe, a service that has run for hours could answer that probe with 503 on a busy machine.
     */
    void tryFirst(@Observes StartupEvent event) {
        var unused = deployed.started().thenCompose(loaded -> look.seen());
    }

    @Override
    public Uni<HealthCheckResponse> call() {
        return Uni.createFrom().completionStage(look::seen).map(trial -> evaluate(Lately.of(outcomes), trial));
    }

    private CompletionStage<TrialResult> tryIfNeeded() {
        Lately lately = Lately.of(outcomes);
        return lately.failuresInARow() == 0 && lately.hasSucceededWithin(RECENT)
                ? CompletableFuture.completedFuture(new TrialResult(TrialResult.End.ANSWERED, "a request"))
                : trials.run();
    }

    static HealthCheckResponse evaluate(Lately lately, Seen<TrialResult> trial) {
        HealthCheckResponseBuilder answer =
                HealthCheckResponse.named("inference").withData("failures_in_a_row", lately.failuresInARow());
        lately.sinceSuccess().ifPresent(since -> answer.withData("seconds_since_success", since.toSeconds()));
        trial.latest().ifPresent(last -> answer.withData("trial", last.end().name()));
        Optional<String> fault = findFault(lately, trial);
        fault.ifPresent(reason -> answer.withData("reason", reason));
        return answer.status(fault.isEmpty()).build();
    }

    private static Optional<String> findFault(Lately lately, Seen<TrialResult> trial) {
        if (trial.pending().compareTo(STUCK) > 0 && !lately.hasSucceededWithin(STUCK)) {
            return Optional.of("The workers have not answered a trial for "
                    + trial.pending().toSeconds() + " seconds.");
        }
        if (trial.latest().isEmpty()) {
            return lately.sinceSuccess().isPresent()
                    ? Optional.empty()
                    : Optional.of("No prediction has been tried yet.");
        }
        // Without a model, each request may fail. Only requests can prove that predictions work.
        boolean suspect =
                lately.failuresInARow() >= FAILURES || lately.sinceSuccess().isEmpty();
        return trial.latest()
                .filter(last -> last.end() == TrialResult.End.FAILED && suspect)
                .map(TrialResult::detail);
    }
}
