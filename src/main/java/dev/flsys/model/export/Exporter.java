package dev.flsys.model.export;

import dev.flsys.engine.ModelUnusable;
import dev.flsys.model.ModelFile;
import dev.flsys.model.ModelSettings;
import dev.flsys.process.BlockingCalls;
import dev.flsys.project.FlowerProject;
import dev.flsys.python.Interpreter;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Path;
import java.util.Optional;
import java.util.concurrent.locks.ReentrantLock;
import java.util.function.Consumer;
import org.jboss.logging.Logger;

/**
 * Makes models that run without Python out of state dicts, by the project's own Python and once for each content.
 *
 * <p>Safe for use by several threads; one child process at a time.
 */
public final class Exporter implements AutoCloseable {

    private static final Logger LOG = Logger.getLogger(Exporter.class);
    private static final int ATTEMPTS = 2;

    private final FlowerProject project;
    private final ModelSettings settings;
    private final Python python;
    private final ExportCache cache;
    private final ExportChild child;
    private final FileHashes hashes = new FileHashes();
    private final ExportFailures failures = new ExportFailures();
    private final ReentrantLock oneAtATime = new ReentrantLock(true);
    private final BlockingCalls calls = new BlockingCalls();

    /** Where the interpreter comes from. */
    @FunctionalInterface
    interface Python {
        Interpreter ensure(Consumer<String> report) throws InterruptedException;
    }

    Exporter(FlowerProject project, ModelSettings settings, Python python, ExportCacheLimit kept, ExportLimits limits) {
        this.project = project;
        this.settings = settings;
        this.python = python;
        this.cache = new ExportCache(project, kept, hashes);
        this.child = new ExportChild(project, settings, limits);
    }

    /**
     * The exported form of a state dict, from the cache if it is there; else it is made, which takes a few seconds, and
     * minutes if the project's Python has to be made first.
     *
     * @param report gets each step as a line, on this thread
     * @throws ModelUnusable if the file or the definition is to blame. The same failure is told again for half a minute
     *     without another try, unless weights or definition change
     * @throws dev.flsys.python.PythonUnavailable if the project has no Python with torch and none can be made
     * @throws InterruptedException if this thread is interrupted or the service stops; the child is ended
     */
    public Exported export(ModelFile file, Consumer<String> report) throws InterruptedException {
        Optional<Exported> there = cached(file);
        if (there.isPresent()) {
            return there.get();
        }
        try (BlockingCalls.Call call = calls.enter()) {
            Interpreter interpreter = python.ensure(report);
            oneAtATime.lockInterruptibly();
            try {
                return exportUnlessThere(interpreter, file, report);
            } finally {
                oneAtATime.unlock();
            }
        }
    }

    /**
     * The exported form if it is in the cache; needs no Python. Reads the weights and the cached files to compare their
     * hashes, unless it did so before and they have not changed.
     *
     * @throws ModelUnusable if the weights or the definition cannot be read
     */
    public Optional<Exported> cached(ModelFile file) {
        return cache.find(key(file));
    }

    /** The version of Pillow in the project's Python, as the newest export reported it; empty if none did. */
    Optional<String> reportedPillow() {
        return cache.reportedPillow();
    }

    private Exported exportUnlessThere(Interpreter interpreter, ModelFile file, Consumer<String> report)
            throws InterruptedException {
        ExportKey key = key(file);
        for (int attempt = 1; attempt <= ATTEMPTS; attempt++) {
            Optional<Exported> there = cache.find(key);
            if (there.isPresent()) {
                return there.get();
            }
            failures.rethrow(key);
            report.accept("[FLSys] Exporting " + file.id() + " with the project's torch");
            Optional<Exported> made = attempt(interpreter, file, key);
            if (made.isPresent()) {
                report.accept(
                        "[FLSys] Exported " + file.id() + " as " + made.get().className());
                return made.get();
            }
            key = key(file);
        }
        throw new ModelUnusable("The weights or the definition of " + file.id() + " change while they are read.");
    }

    /** One run of the child; empty if weights or definition were changed during it, whatever came of it. */
    private Optional<Exported> attempt(Interpreter interpreter, ModelFile file, ExportKey key)
            throws InterruptedException {
        try {
            Path work = cache.newWorkFolder();
            try {
                long start = System.nanoTime();
                Path entry = child.run(interpreter, file, key, work);
                if (!key(file).equals(key)) {
                    return Optional.empty();
                }
                Exported exported = cache.publish(entry, key);
                LOG.infof(
                        "Exported %s as %s in %d ms (%s)",
                        file.id(), exported.className(), (System.nanoTime() - start) / 1_000_000, exported.madeBy());
                return Optional.of(exported);
            } catch (ModelUnusable unusable) {
                if (!key(file).equals(key)) {
                    return Optional.empty();
                }
                throw failures.remember(key, unusable);
            } finally {
                ExportCacheLimit.remove(work);
            }
        } catch (IOException failed) {
            throw new UncheckedIOException("The export of " + file.id() + " failed", failed);
        }
    }

    private ExportKey key(ModelFile file) {
        try {
            return ExportKey.of(file, settings, project.root(), hashes);
        } catch (IOException unreadable) {
            LOG.warnf("%s cannot be exported: %s", file.id(), unreadable);
            throw new ModelUnusable("The weights of " + file.id() + " or the definition module cannot be read.");
        }
    }

    /** Ends what runs. */
    @Override
    public void close() {
        calls.close();
    }
}
