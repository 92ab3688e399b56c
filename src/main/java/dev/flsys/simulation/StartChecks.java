package dev.flsys.simulation;

import dev.flsys.flower.LaunchPlan;
import dev.flsys.flower.SuperLinkCommands;
import dev.flsys.flower.command.ParametersInvalid;
import dev.flsys.flower.command.StartParameters;
import dev.flsys.flower.options.StartOptions;
import dev.flsys.simulation.log.SimulationProblem;
import java.time.Duration;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.Executor;
import java.util.concurrent.RejectedExecutionException;
import java.util.concurrent.Semaphore;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import org.jboss.logging.Logger;

/** The options of the start script, and the check of parameters against them. Thread-safe. */
final class StartChecks {

    private static final Logger LOG = Logger.getLogger(StartChecks.class);

    /** Each caller holds a worker thread of the service until the script has answered. */
    private static final int MAX_CALLERS = 32;

    /** The longest wait of a start. Clients of the live protocol wait for its acknowledgement meanwhile. */
    private static final Duration TIMEOUT = Duration.ofSeconds(8);

    private final LaunchPlan plan;
    private final Optional<SuperLinkCommands> superlink;
    private final Executor executor;
    private final Semaphore callers = new Semaphore(MAX_CALLERS);

    /** @param superlink the commands of the SuperLink that gets new simulations; empty if processes run them */
    StartChecks(LaunchPlan plan, Optional<SuperLinkCommands> superlink, Executor executor) {
        this.plan = plan;
        this.superlink = superlink;
        this.executor = executor;
    }

    /**
     * The options of the start script.
     *
     * @throws SimulationProblem if very many callers wait for the script's answer
     */
    StartOptions options() {
        if (!callers.tryAcquire()) {
            throw SimulationProblem.optionsBusy();
        }
        try {
            return plan.options();
        } catch (InterruptedException serviceStops) {
            Thread.currentThread().interrupt();
            throw SimulationProblem.stopping();
        } finally {
            callers.release();
        }
    }

    /**
     * Checks the parameters against the options of the start script. Accepts them if the options are not known within
     * {@link #TIMEOUT}. In this case the request to the script continues, so the options are known at the next start.
     *
     * @throws ParametersInvalid if the script does not take them
     */
    void check(StartParameters parameters) {
        if (parameters.isEmpty() || !callers.tryAcquire()) {
            return;
        }
        CompletableFuture<Void> checked = new CompletableFuture<>();
        try {
            executor.execute(() -> check(parameters, checked));
        } catch (RejectedExecutionException serviceStops) {
            callers.release();
            throw SimulationProblem.stopping();
        }
        try {
            checked.get(TIMEOUT.toMillis(), TimeUnit.MILLISECONDS);
        } catch (TimeoutException notKnownYet) {
            LOG.debug("The options of the start script are not known yet; a simulation starts unchecked");
        } catch (ExecutionException failed) {
            if (failed.getCause() instanceof ParametersInvalid wrong) {
                throw wrong;
            }
            LOG.warn("The parameters of a simulation cannot be checked", failed.getCause());
        } catch (InterruptedException serviceStops) {
            Thread.currentThread().interrupt();
            throw SimulationProblem.stopping();
        }
    }

    private void check(StartParameters parameters, CompletableFuture<Void> checked) {
        try {
            if (superlink.isPresent()) {
                superlink.get().check(parameters);
            } else {
                plan.check(parameters);
            }
            checked.complete(null);
        } catch (InterruptedException | RuntimeException failed) {
            checked.completeExceptionally(failed);
        } finally {
            callers.release();
        }
    }
}
