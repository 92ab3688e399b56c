package dev.flsys.model.export;

import dev.flsys.engine.file.ModelUnusable;
import dev.flsys.model.catalog.ModelFile;
import dev.flsys.model.catalog.ModelSettings;
import dev.flsys.process.BlockingCalls;
import dev.flsys.process.Orphans;
import dev.flsys.project.FlowerProject;
import dev.flsys.python.Interpreter;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Path;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.locks.ReentrantLock;
import java.util.function.Consumer;
import org.jboss.logging.Logger;

/**
 * Exports state dicts to models that run without Python. The project's own Python makes each export once.
 *
 * <p>Thread-safe; one process at a time.
 */
public final class Exporter implements AutoCloseable {

    private static final Logger LOG = Logger.getLogger(Exporter.class);
    private static final int ATTEMPTS = 2;

    private final FlowerProject project;
    private final ModelSettings settings;
    private final Python python;
    private final ExportCache cache;
    private final Architectures architectures;
    private final ExportProcess process;
    private final FileHashes hashes = new FileHashes();
    private final ExportFailures failures = new ExportFailures();
    private final ReentrantLock oneAtATime = new ReentrantLock(true);
    private final BlockingCalls calls = new BlockingCalls();

    /** The source of the interpreter. */
    @FunctionalInterface
    interface Python {
        Interpreter ensure(Consumer<String> report) throws InterruptedException;
    }

    Exporter(FlowerProject project, ModelSettings settings, Python python, ExportCacheLimit kept, ExportLimits limits) {
        this.project = project;
        this.settings = settings;
        this.python = python;
        this.cache = new ExportCache(project, kept, hashes);
        this.architectures = new Architectures(project, settings, hashes);
        this.process = new ExportProcess(project, settings, limits);
    }

    /**
     * The export of a state dict, from the cache if possible. A new export takes a few seconds, or minutes if the
     * project's Python has to be set up first.
     *
     * @param report gets each step as a line, on this thread
     * @throws ModelUnusable if the file or the definition is the cause. The same failure is thrown for half a minute
     *     without another try, unless weights or definition change
     * @throws dev.flsys.python.PythonUnavailable if the project has no Python with torch and none can be set up
     * @throws InterruptedException if this thread is interrupted or the service stops; the process is ended
     */
    public CachedExport export(ModelFile file, Consumer<String> report) throws InterruptedException {
        Optional<CachedExport> cached = cached(file);
        if (cached.isPresent()) {
            return cached.get();
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
     * The export in the cache, if there is one; needs no Python. Reads the weights and the cached files to compare
     * their hashes, unless they have not changed since the last call.
     *
     * @throws ModelUnusable if the weights or the definition cannot be read
     */
    public Optional<CachedExport> cached(ModelFile file) {
        return cache.find(key(file));
    }

    /**
     * Puts the weights of {@code file} into the exported form of their architecture; needs no Python.
     *
     * @return the caller closes it after the load. Empty if no export of this architecture is known, or the file cannot
     *     be read without Python
     */
    Optional<FilledExport> filled(ModelFile file) {
        return architectures.fill(file, cache::newWorkFolder);
    }

    /** Keeps the architecture of {@code export}, whose ONNX form has been found to give the right answers. */
    void keepArchitecture(ModelFile file, CachedExport export) {
        architectures.keep(file, export);
    }

    /** The files that {@code architecture} depends on. */
    List<Path> inputs(Architecture architecture) {
        return architecture.inputs().files(project);
    }

    /** The version of Pillow in the project's Python, as the newest export reported it; empty if none did. */
    Optional<String> reportedPillow() {
        return cache.reportedPillow();
    }

    private CachedExport exportUnlessThere(Interpreter interpreter, ModelFile file, Consumer<String> report)
            throws InterruptedException {
        ExportKey key = key(file);
        for (int attempt = 1; attempt <= ATTEMPTS; attempt++) {
            Optional<CachedExport> cached = cache.find(key);
            if (cached.isPresent()) {
                return cached.get();
            }
            failures.rethrow(key);
            report.accept("[FLSys] Exporting " + file.id() + " with the project's torch");
            Optional<CachedExport> made = attempt(interpreter, file, key);
            if (made.isPresent()) {
                report.accept(
                        "[FLSys] Exported " + file.id() + " as " + made.get().className());
                return made.get();
            }
            key = key(file);
        }
        throw new ModelUnusable("The weights or the definition of " + file.id() + " change while they are read.");
    }

    /** Makes one attempt; empty if weights or definition changed meanwhile. */
    private Optional<CachedExport> attempt(Interpreter interpreter, ModelFile file, ExportKey key)
            throws InterruptedException {
        try (WorkFolder work = cache.newWorkFolder()) {
            try {
                long start = System.nanoTime();
                Path entry = process.run(interpreter, file, key, work.path());
                if (!key(file).equals(key)) {
                    return Optional.empty();
                }
                CachedExport exported = cache.publish(entry, key);
                LOG.infof(
                        "Exported %s as %s in %d ms (%s)",
                        file.id(), exported.className(), (System.nanoTime() - start) / 1_000_000, exported.madeBy());
                return Optional.of(exported);
            } catch (ModelUnusable unusable) {
                if (!key(file).equals(key)) {
                    return Optional.empty();
                }
                throw failures.remember(key, unusable);
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

    /** Ends the exports of services that were killed, and removes their unfinished files. Blocks. */
    void clean() {
        Orphans.end();
        cache.clean();
        architectures.clean();
    }

    /** Ends the running export. */
    @Override
    public void close() {
        calls.close();
    }
}
