package dev.flsys.deploy;

import dev.flsys.model.ModelSlot;
import dev.flsys.model.ModelVersion;
import dev.flsys.project.FileStamp;
import java.time.Duration;
import java.util.Optional;
import java.util.concurrent.Executors;
import java.util.concurrent.ScheduledExecutorService;
import java.util.concurrent.TimeUnit;
import java.util.function.Consumer;
import org.jboss.logging.Logger;

/**
 * Looks twice a second whether another replica has chosen a model, and whether the file of the model that serves has
 * changed and come to rest. It looks rather than being notified, as notifications do not cross a network file system.
 */
final class DeployWatch implements AutoCloseable {

    private static final Logger LOG = Logger.getLogger(DeployWatch.class);
    private static final Duration PERIOD = Duration.ofMillis(500);
    /** After how many looks a choice that could not be followed is tried again. */
    private static final int RETRY = 10;

    private final ChoiceFile choices;
    private final ModelSlot slot;
    private final Consumer<Choice> chosen;
    private final Consumer<String> changed;
    private final ScheduledExecutorService timer = Executors.newSingleThreadScheduledExecutor(task -> {
        Thread thread = new Thread(task, "flsys-deploy-watch");
        thread.setDaemon(true);
        return thread;
    });

    private volatile String appliedId = "";
    private Optional<FileStamp> choiceSeen = Optional.empty();
    private Optional<Choice> wanted = Optional.empty();
    private int patience;
    private Optional<FileStamp> modelSeen = Optional.empty();
    private Optional<FileStamp> modelTold = Optional.empty();

    /**
     * @param chosen gets a choice that was made elsewhere, again and again until it is {@link #applied}
     * @param changed gets the path, as it was given, of the model that serves when its file has changed; once for each
     *     content
     */
    DeployWatch(ChoiceFile choices, ModelSlot slot, Consumer<Choice> chosen, Consumer<String> changed) {
        this.choices = choices;
        this.slot = slot;
        this.chosen = chosen;
        this.changed = changed;
    }

    void start() {
        var unused =
                timer.scheduleWithFixedDelay(this::look, PERIOD.toMillis(), PERIOD.toMillis(), TimeUnit.MILLISECONDS);
    }

    /** From now on {@code choice} is no news. */
    void applied(Choice choice) {
        appliedId = choice.id();
    }

    /**
     * Whether {@code choice} is still to be followed: another one may have been made, here or elsewhere, since it was
     * told.
     */
    boolean isDue(Choice choice) {
        return !choice.id().equals(appliedId)
                && choices.read()
                        .filter(latest -> latest.id().equals(choice.id()))
                        .isPresent();
    }

    private void look() {
        try {
            lookForChoice();
            slot.current().ifPresent(this::lookForChange);
        } catch (RuntimeException failed) {
            // an exception would end the timer
            LOG.warn("The deployed model could not be looked after", failed);
        }
    }

    private void lookForChoice() {
        Optional<FileStamp> now = choices.stamp();
        if (!now.equals(choiceSeen)) {
            choiceSeen = now;
            wanted = choices.read();
            patience = 0;
        }
        wanted = wanted.filter(choice -> !choice.id().equals(appliedId));
        if (wanted.isPresent() && patience-- <= 0) {
            patience = RETRY;
            chosen.accept(wanted.get());
        }
    }

    /** A change counts once two looks have seen the same, so that no file is loaded while it is written. */
    private void lookForChange(ModelVersion version) {
        Optional<FileStamp> now = FileStamp.now(version.stamp().path());
        if (now.isEmpty() || now.get().equals(version.stamp()) || now.equals(modelTold)) {
            modelSeen = Optional.empty();
        } else if (now.equals(modelSeen)) {
            modelTold = now;
            changed.accept(version.name());
        } else {
            modelSeen = now;
        }
    }

    @Override
    public void close() {
        timer.shutdownNow();
    }
}
