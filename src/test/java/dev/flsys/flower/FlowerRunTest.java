package dev.flsys.flower;

import static org.assertj.core.api.Assertions.assertThat;

import dev.flsys.flower.command.StartCommand;
import dev.flsys.flower.command.StartParameters;
import dev.flsys.flower.superlink.StandInFlower;
import dev.flsys.project.FlowerProject;
import dev.flsys.python.Interpreter;
import dev.flsys.python.PythonVersion;
import java.io.IOException;
import java.nio.file.Path;
import java.time.Duration;
import java.util.Map;
import java.util.Optional;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class FlowerRunTest {

    @TempDir
    Path folder;

    private StandInFlower flower;

    @BeforeEach
    void makeFlower() throws IOException {
        flower = StandInFlower.in(folder);
    }

    private FlowerRun prepare() {
        FlowerProject project = new FlowerProject(folder);
        Order order = new Order(new StartParameters(Map.of()), "mark", folder.resolve("one"));
        Interpreter python = new Interpreter(flower.python(), new PythonVersion(3, 11, 0), Optional.empty());
        return FlowerRun.prepare(StartCommand.parse("flwr run .").orElseThrow(), order, project, python);
    }

    @Test
    void the_end_of_a_run_is_that_of_its_superlink() throws Exception {
        flower.running("7");
        try (FlowerRun run = prepare()) {
            run.line("Using SuperLink: grid (127.0.0.1:1)");
            run.line("Successfully started run 7");
            flower.write("7.status", "finished:completed");
            assertThat(run.failure()).isEmpty();
            flower.write("7.details", "The ServerApp raised.");
            flower.write("7.status", "finished:failed");
            assertThat(run.failure()).contains("Flower says that the run failed: The ServerApp raised.");
        }
    }

    @Test
    void a_stop_reaches_the_superlink_even_if_the_command_names_none() {
        flower.running("7");
        try (FlowerRun run = prepare()) {
            run.line("Successfully started run 7");
            run.stop(Duration.ofSeconds(30));
            assertThat(flower.read("7.status")).isEqualTo("finished:stopped");
        }
    }

    @Test
    void a_command_that_starts_no_run_has_failed() throws Exception {
        try (FlowerRun run = prepare()) {
            assertThat(run.failure()).contains("Flower started no run.");
        }
    }
}
