package dev.flsys.flower.options;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import dev.flsys.flower.command.PythonCall;
import dev.flsys.flower.command.StartCommand;
import dev.flsys.flower.command.StartParameters;
import dev.flsys.project.FlowerProject;
import dev.flsys.python.Interpreter;
import dev.flsys.python.PythonVersion;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.io.TempDir;

/** Scripts in a project of their own, which are asked for their options. */
abstract class InspectedScripts {

    static final ObjectMapper JSON = new ObjectMapper();

    private static final Interpreter PYTHON =
            new Interpreter(Path.of("/usr/bin/python3"), new PythonVersion(3, 11, 0), Optional.empty());

    @TempDir
    Path folder;

    FlowerProject project;
    ScriptInspector inspector;

    @BeforeEach
    void openProject() {
        project = new FlowerProject(folder);
        inspector = new ScriptInspector(project, Duration.ofSeconds(30));
    }

    @AfterEach
    void closeInspector() {
        inspector.close();
    }

    /** The interpreter that runs the scripts. */
    Interpreter python() {
        return PYTHON;
    }

    void write(String name, String text) throws IOException {
        Path file = folder.resolve(name);
        Files.createDirectories(file.getParent());
        Files.writeString(file, text);
    }

    StartOptions offered(String command) throws Exception {
        return inspector
                .inspect(StartCommand.parse(command, project).orElseThrow(), PythonCall.of(python()))
                .offered();
    }

    /** The answer of {@code GET /api/simulations/options} for a start command. */
    JsonNode options(String command) throws Exception {
        return JSON.readTree(JSON.writeValueAsString(offered(command)));
    }

    /** The arguments that a client's parameters become. */
    List<String> arguments(String command, String parameters) throws Exception {
        StartParameters read = StartParameters.read(JSON.readTree(parameters));
        StartCommand parsed = StartCommand.parse(command, project).orElseThrow();
        return inspector
                .inspectForStart(parsed, PythonCall.of(python()))
                .arguments()
                .toArguments(read);
    }

    static JsonNode named(JsonNode options, String name) {
        for (JsonNode each : options.path("parameters")) {
            if (each.path("name").asText().equals(name)) {
                return each;
            }
        }
        throw new AssertionError("No " + name + " in " + options);
    }

    static List<String> names(JsonNode options) {
        List<String> names = new ArrayList<>();
        options.path("parameters").forEach(each -> names.add(each.path("name").asText()));
        return names;
    }

    /** JSON that is written with single quotes. */
    static JsonNode json(String text) throws IOException {
        return JSON.readTree(text.replace('\'', '"'));
    }
}
