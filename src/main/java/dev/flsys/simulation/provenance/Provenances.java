package dev.flsys.simulation.provenance;

import com.fasterxml.jackson.databind.ObjectMapper;
import dev.flsys.project.FlowerProject;
import dev.flsys.project.PrivateFiles;
import dev.flsys.python.ProjectPython;
import jakarta.inject.Inject;
import jakarta.inject.Singleton;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Instant;
import java.time.temporal.ChronoUnit;
import java.util.List;
import java.util.Optional;
import org.jboss.logging.Logger;

/**
 * Reads the state of the project, and keeps it in the folders of runs: {@code provenance.json}, and the difference to
 * the commit in {@code changes.diff}. Safe for use by several threads.
 */
@Singleton
public final class Provenances {

    /** The file with the difference to the commit. */
    public static final String CHANGES = "changes.diff";

    /** The file with the state. */
    public static final String STATE = "provenance.json";

    private static final Logger LOG = Logger.getLogger(Provenances.class);

    private final FlowerProject project;
    private final ProjectPython python;
    private final ObjectMapper json;

    @Inject
    public Provenances(FlowerProject project, ProjectPython python, ObjectMapper json) {
        this.project = project;
        this.python = python;
        this.json = json;
    }

    /** Writes the present state into the folder of a run. A failure is logged only. Takes up to half a minute. */
    public void keep(Path folder) {
        try {
            Optional<GitReader.Answer> git = new GitReader(project.root()).read();
            PrivateFiles.replace(folder.resolve(STATE), json.writeValueAsBytes(state(git)));
            String changes = git.map(GitReader.Answer::changes).orElse("");
            if (!changes.isEmpty()) {
                PrivateFiles.replace(folder.resolve(CHANGES), changes.getBytes(StandardCharsets.UTF_8));
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
            LOG.warnf("The state of the project cannot be read: %s", project.shown(file));
            return Optional.empty();
        }
    }

    /** The differences between {@code kept} and the present state. Takes up to half a minute. */
    public List<Difference> differences(Provenance kept) throws InterruptedException {
        try {
            return Difference.between(kept, state(new GitReader(project.root()).read()));
        } catch (IOException unreadable) {
            throw new UncheckedIOException("The project cannot be read", unreadable);
        }
    }

    private Provenance state(Optional<GitReader.Answer> git) throws IOException, InterruptedException {
        return new Provenance(
                Instant.now().truncatedTo(ChronoUnit.MILLIS),
                System.getProperty("os.name") + " " + System.getProperty("os.arch"),
                git.map(GitReader.Answer::state).orElse(null),
                python.found().map(each -> each.version().toString()).orElse(null),
                python.installed(),
                SourceFiles.hashes(project.root()));
    }
}
