package dev.flsys.model.export;

import dev.flsys.model.ProjectPillow;
import dev.flsys.python.ProjectPython;
import jakarta.inject.Inject;
import jakarta.inject.Singleton;
import java.time.Duration;
import java.util.Optional;
import java.util.function.LongSupplier;
import java.util.function.Supplier;
import org.jboss.logging.Logger;
import org.jspecify.annotations.Nullable;

/**
 * The version of Pillow of the project's interpreter. If the files of the interpreter do not show it, the version of
 * the newest export is used. There is one version for the whole project, so all models get the same picture.
 */
@Singleton
final class InterpreterPillow implements ProjectPillow {

    private static final Logger LOG = Logger.getLogger(InterpreterPillow.class);
    private static final long HOLD = Duration.ofSeconds(5).toNanos();

    private final Supplier<Optional<String>> installed;
    private final Supplier<Optional<String>> reported;
    private final LongSupplier clock;
    private volatile @Nullable Answer last;

    @Inject
    InterpreterPillow(ProjectPython python, Exporter exporter) {
        this(
                () -> python.installed("pillow").or(() -> python.installed("pillow_simd")),
                exporter::reportedPillow,
                System::nanoTime);
    }

    InterpreterPillow(Supplier<Optional<String>> installed, Supplier<Optional<String>> reported, LongSupplier clock) {
        this.installed = installed;
        this.reported = reported;
        this.clock = clock;
    }

    @Override
    public Optional<String> version() {
        Answer held = last;
        long now = clock.getAsLong();
        if (held != null && now - held.at < HOLD) {
            return held.version;
        }
        Optional<String> version = installed.get().or(reported);
        if (held == null || !held.version.equals(version)) {
            LOG.infof(
                    "Pictures are resized as by Pillow %s",
                    version.orElse("in its newest version (the project's version is unknown)"));
        }
        last = new Answer(version, now);
        return version;
    }

    private record Answer(Optional<String> version, long at) {}
}
