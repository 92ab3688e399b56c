package dev.flsys.flower;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.ObjectMapper;
import dev.flsys.flower.command.StartCommand;
import dev.flsys.flower.command.StartParameters;
import dev.flsys.flower.progress.FlowerProgress;
import dev.flsys.flower.progress.Round;
import dev.flsys.process.ChildProcess;
import dev.flsys.process.OutputLine;
import dev.flsys.process.OutputLines;
import dev.flsys.project.FlowerProject;
import dev.flsys.python.ProjectPython;
import dev.flsys.python.PythonSettings;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.UUID;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionException;
import java.util.stream.Stream;
import org.junit.jupiter.api.condition.EnabledIfEnvironmentVariable;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/**
 * Real runs with several versions of Flower. {@code src/test/flower/run} makes their environments and starts this test,
 * which takes about five minutes for a version. FLOWER_ENVIRONMENTS is a folder that has a virtual environment for each
 * version, named by it: {@code 1.42.0}.
 */
@EnabledIfEnvironmentVariable(named = "FLOWER_ENVIRONMENTS", matches = ".+")
class FlowerVersionsTest {

    private static final Path APP = Path.of("src/test/flower/app");

    @TempDir
    Path folder;

    /** The end of a run. */
    private record Ended(int code, Optional<String> failure, List<Round> rounds, List<String> output) {}

    static Stream<Path> environments() throws IOException {
        try (Stream<Path> all = Files.list(Path.of(System.getenv("FLOWER_ENVIRONMENTS")))) {
            return all.filter(each -> Files.isExecutable(each.resolve("bin/flwr"))).sorted().toList().stream();
        }
    }

    private FlowerProject project() throws IOException {
        FlowerProject project = new FlowerProject(folder);
        try (Stream<Path> files = Files.walk(APP)) {
            for (Path file : files.filter(Files::isRegularFile).toList()) {
                Path copy = folder.resolve(APP.relativize(file).toString());
                Files.createDirectories(copy.getParent());
                Files.copy(file, copy);
            }
        }
        return project;
    }

    /** Runs the app as a simulation of FLSys does. */
    private static Ended run(FlowerProject project, Path environment, String json) {
        try {
            StartCommand start = StartCommand.parse("flwr run .").orElseThrow();
            PythonSettings python = new PythonSettings(Optional.of(environment.resolve("bin/python")));
            StartParameters parameters = StartParameters.read(new ObjectMapper().readTree(json));
            String id = UUID.randomUUID().toString();
            Order order = new Order(parameters, id, project.makeOwnFolder("simulations", id));
            FlowerProgress progress = new FlowerProgress();
            List<String> output = new ArrayList<>();
            try (ProjectCommands commands = new ProjectCommands(start, project, new ProjectPython(project, python));
                    PreparedRun run = commands.prepare(order, step -> {});
                    ChildProcess child = ChildProcess.start(run.launch())) {
                CompletableFuture<Optional<String>> ended = new CompletableFuture<>();
                child.onExit(() -> new Thread(() -> ended.complete(end(run, child))).start());
                OutputLines lines = new OutputLines(child.output());
                for (OutputLine line = lines.next(); line != null; line = lines.next()) {
                    output.add(line.text());
                    var unused = progress.line(line.text());
                    run.line(line.text());
                }
                var unused = progress.end();
                return new Ended(child.waitFor().code(), ended.join(), progress.rounds(), output);
            }
        } catch (IOException failed) {
            throw new UncheckedIOException(failed);
        } catch (InterruptedException stopped) {
            throw new CompletionException(stopped);
        }
    }

    private static Optional<String> end(PreparedRun run, ChildProcess child) {
        try {
            Optional<String> failure = run.failure();
            child.end(Duration.ofSeconds(2));
            return failure;
        } catch (InterruptedException stopped) {
            return Optional.of("interrupted");
        }
    }

    @ParameterizedTest
    @MethodSource("environments")
    void two_runs_at_the_same_time_end_by_themselves(Path environment) throws Exception {
        FlowerProject project = project();
        CompletableFuture<Ended> other =
                CompletableFuture.supplyAsync(() -> run(project, environment, "{\"rounds\":1,\"pause\":2}"));
        Ended one = run(project, environment, "{\"rounds\":3,\"pause\":1}");
        assertThat(one.failure()).as("%s", one.output()).isEmpty();
        assertThat(one.rounds()).extracting(Round::round).containsExactly(0, 1, 2, 3);
        assertThat(one.rounds()).last().satisfies(round -> {
            assertThat(round.results()).isEqualTo(2);
            assertThat(round.accuracy()).isGreaterThan(0.9);
        });
        assertThat(other.join().failure()).as("%s", other.join().output()).isEmpty();
        assertThat(other.join().rounds()).extracting(Round::round).containsExactly(0, 1);
        assertThat(folder.resolve("pyproject.toml")).hasSameTextualContentAs(APP.resolve("pyproject.toml"));
    }

    @ParameterizedTest
    @MethodSource("environments")
    void the_number_of_clients_reaches_flower_and_failing_clients_lose_the_round(Path environment) throws Exception {
        Ended ended = run(project(), environment, "{\"rounds\":1,\"num_clients\":3,\"fail\":\"clients\"}");
        assertThat(ended.code()).isZero();
        assertThat(ended.rounds()).last().satisfies(round -> {
            assertThat(round.results()).isZero();
            assertThat(round.failures()).isEqualTo(3);
        });
    }

    @ParameterizedTest
    @MethodSource("environments")
    void a_server_that_fails_is_a_failure(Path environment) throws Exception {
        Ended ended = run(project(), environment, "{\"fail\":\"server\"}");
        // The exit code may be 0 or 1.
        assertThat(ended.failure()).as("%s", ended.output()).isPresent();
        assertThat(ended.output()).anyMatch(line -> line.contains("the server fails on purpose"));
    }
}
