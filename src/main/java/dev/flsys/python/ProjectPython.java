package dev.flsys.python;

import dev.flsys.problem.Problem;
import dev.flsys.project.FlowerProject;
import dev.flsys.project.PrivateFiles;
import jakarta.annotation.PreDestroy;
import jakarta.enterprise.context.ApplicationScoped;
import jakarta.inject.Inject;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.channels.FileChannel;
import java.nio.channels.FileLock;
import java.nio.channels.OverlappingFileLockException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.ConcurrentHashMap;
import java.util.function.Consumer;
import org.jboss.logging.Logger;
import org.jspecify.annotations.Nullable;

/**
 * The interpreter of the Flower project: FLOWER_PYTHON, or the project's {@code .venv}. The {@code .venv} is created on
 * first use from {@code requirements.txt} or {@code pyproject.toml}.
 *
 * <p>Thread-safe: they share one attempt. Several services on one project exclude each other by a file lock.
 */
@ApplicationScoped
public class ProjectPython {

    private static final Logger LOG = Logger.getLogger(ProjectPython.class);
    /** Oldest supported minor version of Python 3. */
    private static final int OLDEST_BASE = 9;

    private static final long LOCK_POLL_MILLIS = 500;
    private static final long STOP_MILLIS = 10_000;

    private final FlowerProject project;
    private final Optional<Path> chosen;
    private final ProjectEnvironment environment;
    private final BaseInterpreters bases;
    private final Map<Path, Interpreter> known = new ConcurrentHashMap<>();

    private volatile @Nullable Interpreter base;

    private final Object attempts = new Object();
    private @Nullable Progress current;
    private @Nullable Thread worker;

    @Inject
    public ProjectPython(FlowerProject project, PythonSettings settings) {
        this(project, settings, new BaseInterpreters(project.root()));
    }

    ProjectPython(FlowerProject project, PythonSettings settings, BaseInterpreters bases) {
        this.project = project;
        this.chosen = settings.interpreter();
        this.environment = new ProjectEnvironment(project.root());
        this.bases = bases;
    }

    /**
     * The interpreter, if a working one exists; nothing is created. The first call starts the interpreter, which takes
     * a fraction of a second.
     */
    public Optional<Interpreter> found() throws InterruptedException {
        Optional<Path> executable = executable();
        if (executable.isEmpty() || !Files.isExecutable(executable.get())) {
            return Optional.empty();
        }
        Interpreter asked = known.get(executable.get());
        if (asked == null) {
            asked = InterpreterProbe.ask(executable.get(), project.root())
                    .map(InterpreterProbe::interpreter)
                    .orElse(null);
            if (asked != null) {
                known.put(executable.get(), asked);
            }
        }
        return Optional.ofNullable(asked);
    }

    /** The description of the interpreter for the operator; starts no process. */
    public String description() {
        return chosen.map(path -> path + " (FLOWER_PYTHON)")
                .orElseGet(() -> environment.complete()
                        ? environment.python().toString()
                        : "none yet, .venv is created on first use");
    }

    /**
     * The version of an installed package, from the names of the files beside the package; Python is not started. Empty
     * if there is no interpreter, it does not have the package, or its folders are in unusual places.
     *
     * @param distribution its name with lower-case letters and {@code _} for every separator
     */
    public Optional<String> installed(String distribution) {
        Path home = Path.of(System.getProperty("user.home", ""));
        return executable().flatMap(found -> SitePackages.of(found, home).version(distribution));
    }

    /** The versions of all packages that {@link #installed(String)} finds, by name, in alphabetical order. */
    public Map<String, String> installed() {
        Path home = Path.of(System.getProperty("user.home", ""));
        return executable()
                .map(found -> SitePackages.of(found, home).versions())
                .orElse(Map.of());
    }

    private Optional<Path> executable() {
        return chosen.or(() ->
                Optional.of(environment).filter(ProjectEnvironment::complete).map(ProjectEnvironment::python));
    }

    /**
     * An interpreter of this machine, for work that needs no package of the project. The first call starts the
     * interpreters of the machine.
     */
    public Optional<Interpreter> base() throws InterruptedException {
        Interpreter there = base;
        if (there == null || !Files.isExecutable(there.executable())) {
            there = bases.findFirst(OLDEST_BASE).orElse(null);
            base = there;
        }
        return Optional.ofNullable(there);
    }

    /**
     * The interpreter. If there is none, it is created, which takes minutes.
     *
     * @param report receives each step as a line, on this thread
     * @throws PythonUnavailable if there is none and none can be created; the next call tries again
     * @throws InterruptedException if this thread is interrupted; the attempt ends when no thread waits for it
     */
    public Interpreter ensure(Consumer<String> report) throws InterruptedException {
        Optional<Interpreter> found = found();
        if (found.isPresent()) {
            return found.get();
        }
        if (chosen.isPresent()) {
            throw new PythonUnavailable("FLOWER_PYTHON does not answer like a Python 3 interpreter.");
        }
        return join().follow(report);
    }

    private Progress join() {
        synchronized (attempts) {
            if (current == null || current.over()) {
                Thread[] thread = new Thread[1];
                Progress progress = new Progress(() -> thread[0].interrupt());
                thread[0] = new Thread(() -> attempt(progress), "flsys-python");
                thread[0].setDaemon(true);
                current = progress;
                worker = thread[0];
                thread[0].start();
            }
            return current;
        }
    }

    private void attempt(Progress progress) {
        try {
            Path folder = project.makeOwnFolder("python");
            try (FileChannel file = PrivateFiles.open(
                            folder.resolve("lock"), StandardOpenOption.CREATE, StandardOpenOption.WRITE);
                    FileLock lock = lock(file, progress)) {
                LOG.debugf("Acquired the lock %s", lock);
                progress.succeed(createIfMissing(folder, progress));
            }
        } catch (InterruptedException stopped) {
            progress.fail(new PythonUnavailable("The creation of .venv was stopped."));
        } catch (Problem failed) {
            progress.fail(failed);
        } catch (IOException | UncheckedIOException failed) {
            LOG.warn("Could not create the project's .venv", failed);
            progress.fail(new PythonUnavailable("The project's .venv cannot be created: "
                    + failed.getClass().getSimpleName() + ". The log of FLSys has the details."));
        } catch (RuntimeException | Error unexpected) {
            LOG.error("Could not create the project's .venv", unexpected);
            progress.fail(
                    new PythonUnavailable("The project's .venv cannot be created. The log of FLSys has the cause."));
        }
    }

    private Interpreter createIfMissing(Path scratch, Progress progress) throws IOException, InterruptedException {
        if (!environment.complete()) {
            if (environment.foreign()) {
                throw new PythonUnavailable(
                        "The project's .venv has no working Python. Remove it, then FLSys creates a new one; or set FLOWER_PYTHON.");
            }
            known.clear();
            Consumer<String> report = line -> {
                LOG.info(line);
                progress.add(line);
            };
            new EnvironmentMaker(project.root(), bases, BaseInterpreters.hasGpu(), report).make(environment, scratch);
        }
        return found().orElseThrow(() -> new PythonUnavailable("The Python in the project's .venv does not answer."));
    }

    /** The lock between services. Within one JVM an exception reports a lock of another channel. */
    private static FileLock lock(FileChannel file, Progress progress) throws IOException, InterruptedException {
        boolean reported = false;
        while (true) {
            try {
                FileLock lock = file.tryLock();
                if (lock != null) {
                    return lock;
                }
            } catch (OverlappingFileLockException heldInThisJvm) {
                // This case is treated like a lock of another process.
            }
            if (!reported) {
                progress.add("[FLSys] Waiting for another FLSys that creates .venv");
                reported = true;
            }
            Thread.sleep(LOCK_POLL_MILLIS);
        }
    }

    /** Ends a running attempt and its children when the service stops. */
    @PreDestroy
    void stop() {
        Thread running;
        synchronized (attempts) {
            running = worker;
        }
        if (running != null) {
            running.interrupt();
            try {
                running.join(STOP_MILLIS);
            } catch (InterruptedException hurried) {
                Thread.currentThread().interrupt();
            }
        }
    }
}
