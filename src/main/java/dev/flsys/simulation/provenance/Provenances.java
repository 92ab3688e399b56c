package dev.flsys.simulation.provenance;

import com.fasterxml.jackson.databind.ObjectMapper;
import dev.flsys.project.FlowerProject;
import dev.flsys.project.PrivateFiles;
import dev.flsys.python.ProjectPython;
import dev.flsys.telemetry.LogField;
import jakarta.annotation.PreDestroy;
import jakarta.inject.Inject;
import jakarta.inject.Singleton;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.time.temporal.ChronoUnit;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.Semaphore;
import java.util.concurrent.ThreadPoolExecutor;
import java.util.concurrent.TimeUnit;
import java.util.stream.Stream;
import org.jboss.logging.Logger;

/**
 * Reads the state of the project, and keeps it in the folders of runs: {@code provenance.json}, and the difference to
 * the commit in {@code changes.diff}. One reading runs at a time, and callers wait for it for some seconds only.
 * Thread-safe.
 */
@Singleton
public final class Provenances {

    /** The file with the difference to the commit. */
    public static final String CHANGES = "changes.diff";

    /** The file with the state. */
    public static final String STATE = "provenance.json";

    private static final Logger LOG = Logger.getLogger(Provenances.class);

    /** The longest time of a reading, without the start of Python. The parts that are not read by then are unknown. */
    private static final Duration LIMIT = Duration.ofSeconds(20);
    /** The time for which a state is kept for the next call of a caller that did not wait for it. */
    private static final Duration FRESH = Duration.ofSeconds(2);
    /** Each caller holds a worker thread of the service for this time at most. */
    private static final Duration TIMEOUT = Duration.ofSeconds(4);

    private static final int MAX_CALLERS = 8;
    private static final Duration IDLE = Duration.ofSeconds(10);

    private final FlowerProject project;
    private final ProjectPython python;
    private final ObjectMapper json;
    private final Duration timeout;

    private final StateReader reader;
    private final ThreadPoolExecutor executor;
    private final Semaphore callers = new Semaphore(MAX_CALLERS);

    /** Used only by the thread that reads. */
    private SourceFiles.Hashes hashes = SourceFiles.Hashes.NONE;

    @Inject
    public Provenances(FlowerProject project, ProjectPython python, ObjectMapper json) {
        this(project, python, json, FRESH, TIMEOUT);
    }

    /**
     * @param fresh time for which a state that a caller did not wait for counts as the present one
     * @param timeout the longest time that a caller waits for the present state
     */
    Provenances(FlowerProject project, ProjectPython python, ObjectMapper json, Duration fresh, Duration timeout) {
        this.project = project;
        this.python = python;
        this.json = json;
        this.timeout = timeout;
        this.executor = new ThreadPoolExecutor(
                1,
                1,
                IDLE.toSeconds(),
                TimeUnit.SECONDS,
                new LinkedBlockingQueue<>(),
                LogField.threads("flsys-provenance"));
        executor.allowCoreThreadTimeOut(true);
        this.reader = new StateReader(this::read, executor, fresh);
    }

    /** Ends a reading when the service stops. */
    @PreDestroy
    void stop() {
        executor.shutdownNow();
    }

    /**
     * Writes the present state into the folder of a run. A failure is logged only. Takes up to half a minute.
     *
     * @param atSuperLink whether the run is submitted to a SuperLink, whose packages are unknown
     */
    public void keep(Path folder, boolean atSuperLink) {
        try {
            StateReader.State state = reader.next();
            Provenance now = state.provenance();
            PrivateFiles.replace(folder.resolve(STATE), json.writeValueAsBytes(atSuperLink ? now.ofSubmission() : now));
            if (!state.changes().isEmpty()) {
                PrivateFiles.replace(folder.resolve(CHANGES), state.changes().getBytes(StandardCharsets.UTF_8));
            }
        } catch (InterruptedException serviceStops) {
            Thread.currentThread().interrupt();
        } catch (IOException | RuntimeException failed) {
            LOG.warnf(failed, "The state of the project cannot be kept with %s", folder.getFileName());
        }
    }

    /** The state in the folder of a run; empty if there is none, or it cannot be read. */
    public Optional<Provenance> kept(Path folder) {
        Path file = folder.resolve(STATE);
        try {
            return Files.isRegularFile(file)
                    ? Optional.of(json.readValue(Files.readAllBytes(file), Provenance.class))
                    : Optional.empty();
        } catch (IOException damaged) {
            LOG.warnf("The state of the project cannot be read: %s", project.displayPath(file));
            return Optional.empty();
        }
    }

    /**
     * A comparison with the present state.
     *
     * @param differences see {@link Difference#between}
     * @param unknown the parts that one of the states does not know, see {@link Provenance#unknown}
     */
    public record Comparison(List<Difference> differences, List<String> unknown) {}

    /**
     * Compares {@code kept} with the state at the time of this call. Empty if that state is not known soon, or very
     * many callers wait for it: a later call gets it, and it is some seconds old then.
     */
    public Optional<Comparison> compare(Provenance kept) throws InterruptedException {
        if (!callers.tryAcquire()) {
            return Optional.empty();
        }
        try {
            return reader.read(timeout).map(now -> compare(kept, now.provenance()));
        } catch (IOException unreadable) {
            throw new UncheckedIOException("The project cannot be read", unreadable);
        } finally {
            callers.release();
        }
    }

    private static Comparison compare(Provenance then, Provenance now) {
        return new Comparison(
                Difference.between(then, now),
                Stream.concat(then.unknown().stream(), now.unknown().stream())
                        .distinct()
                        .toList());
    }

    private StateReader.State read() throws IOException, InterruptedException {
        Deadline deadline = Deadline.after(LIMIT);
        List<String> unknown = new ArrayList<>();
        GitReader git = new GitReader(project.root(), deadline);
        Optional<GitReader.Answer> answer = git.read();
        if (git.isLate()) {
            unknown.add(Provenance.GIT);
        }
        hashes = SourceFiles.read(project.root(), deadline, hashes);
        if (!hashes.all()) {
            unknown.add(Provenance.SOURCES);
        }
        Provenance state = new Provenance(
                Instant.now().truncatedTo(ChronoUnit.MILLIS),
                System.getProperty("os.name") + " " + System.getProperty("os.arch"),
                answer.map(GitReader.Answer::state).orElse(null),
                python.found().map(each -> each.version().toString()).orElse(null),
                python.installed(),
                hashes.byPath(),
                unknown);
        return new StateReader.State(
                state, answer.map(GitReader.Answer::changes).orElse(""));
    }
}
