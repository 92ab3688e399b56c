package dev.flsys.deploy;

import dev.flsys.model.serving.FileWatch;
import dev.flsys.model.serving.ModelSlot;
import dev.flsys.model.serving.ModelVersion;
import dev.flsys.project.FileStamp;
import io.netty.util.concurrent.DefaultThreadFactory;
import java.time.Duration;
import java.util.Optional;
import java.util.concurrent.Executors;
import java.util.concurrent.ScheduledExecutorService;
import java.util.concurrent.TimeUnit;
import java.util.function.Consumer;
import org.jboss.logging.Logger;

/**
 * Checks twice a second whether another replica has chosen a model. Also checks whether the file of the current model
 * has changed and is not written any more. It polls, because notifications do not cross a network file system.
 */
final class DeployWatch implements AutoCloseable {

    private static final Logger LOG = Logger.getLogger(DeployWatch.class);
    private static final Duration PERIOD = Duration.ofMillis(500);
    /** A choice that could not be followed is reported again after this number of checks. */
    private static final int RETRY_CHECKS = 10;
    /** A file that is absent at this number of checks in a row is gone, not replaced. */
    private static final int ABSENT_CHECKS = 3;

    private final ChoiceFile choices;
    private final ModelSlot slot;
    private final Consumer<Choice> chosen;
    private final Consumer<String> changed;
    private final FileWatch file;
    private final ScheduledExecutorService timer =
            Executors.newSingleThreadScheduledExecutor(new DefaultThreadFactory("flsys-deploy-watch", true));

    private volatile String appliedId = "";
    private Optional<FileStamp> choiceSeen = Optional.empty();
    private Optional<Choice> wanted = Optional.empty();
    private int checksUntilRetry;
    private Optional<FileStamp> reported = Optional.empty();
    private int absentChecks;

    /**
     * @param chosen gets the choice of another replica, again and again until it is {@link #markApplied}
     * @param changed gets the name of the current model when its file has changed; once for each content
     */
    DeployWatch(ChoiceFile choices, ModelSlot slot, Consumer<Choice> chosen, Consumer<String> changed) {
        this.choices = choices;
        this.slot = slot;
        this.chosen = chosen;
        this.changed = changed;
        this.file = new FileWatch("behind /predict", this::stamp, this::isNewChoice, this::onSettled, task -> {
            var unused = timer.schedule(task, PERIOD.toMillis(), TimeUnit.MILLISECONDS);
        });
    }

    void start() {
        var unused =
                timer.scheduleWithFixedDelay(this::check, PERIOD.toMillis(), PERIOD.toMillis(), TimeUnit.MILLISECONDS);
    }

    /** From now on {@code choice} is not reported any more. */
    void markApplied(Choice choice) {
        appliedId = choice.id();
    }

    /** Whether {@code choice} is still the latest: a newer one may have been made, here or in another replica. */
    boolean isDue(Choice choice) {
        return !choice.id().equals(appliedId)
                && choices.read()
                        .filter(latest -> latest.id().equals(choice.id()))
                        .isPresent();
    }

    /** Makes one check; the timer calls it. */
    void check() {
        try {
            checkChoice();
            Optional<FileStamp> now = stamp();
            checkAbsence(now);
            file.onFirstRead(now);
        } catch (RuntimeException failed) {
            // An exception would end the timer.
            LOG.warn("The deployed model could not be checked for changes", failed);
        }
    }

    /** Logs once that the file is gone, or that something else is in its place. */
    private void checkAbsence(Optional<FileStamp> now) {
        Optional<ModelVersion> serving = slot.current();
        absentChecks = now.isPresent() || serving.isEmpty() ? 0 : Math.min(absentChecks + 1, ABSENT_CHECKS + 1);
        if (absentChecks == ABSENT_CHECKS) {
            LOG.warnf(
                    "%s, which is deployed, is not a regular file any more. The model in memory still serves."
                            + " Put a model file in its place, or deploy another one, before the next start.",
                    serving.orElseThrow().name());
        }
    }

    private void checkChoice() {
        Optional<FileStamp> now = choices.stamp();
        if (!now.equals(choiceSeen)) {
            choiceSeen = now;
            wanted = choices.read();
            checksUntilRetry = 0;
        }
        wanted = wanted.filter(choice -> !choice.id().equals(appliedId));
        if (wanted.isPresent() && checksUntilRetry-- <= 0) {
            checksUntilRetry = RETRY_CHECKS;
            chosen.accept(wanted.get());
        }
    }

    private Optional<FileStamp> stamp() {
        return slot.current().map(version -> version.stamp().path()).flatMap(FileStamp::read);
    }

    /** A deleted file is not a change: the model in memory still serves. */
    private boolean isNewChoice(Optional<FileStamp> stamp) {
        return stamp.isPresent() && !stamp.equals(slot.current().map(ModelVersion::stamp)) && !stamp.equals(reported);
    }

    private void onSettled(Optional<FileStamp> stamp) {
        reported = stamp;
        slot.current().ifPresent(version -> changed.accept(version.name()));
    }

    @Override
    public void close() {
        timer.shutdownNow();
    }
}
