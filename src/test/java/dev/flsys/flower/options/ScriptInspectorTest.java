package dev.flsys.flower.options;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.ObjectMapper;
import dev.flsys.flower.command.StartCommand;
import dev.flsys.flower.command.StartParameters;
import dev.flsys.project.FlowerProject;
import dev.flsys.python.Interpreter;
import dev.flsys.python.PythonVersion;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Optional;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class ScriptInspectorTest {

    private static final Interpreter PYTHON =
            new Interpreter(Path.of("/usr/bin/python3"), new PythonVersion(3, 11, 0), Optional.empty());

    @TempDir
    Path folder;

    private FlowerProject project;
    private ScriptInspector inspector;

    @BeforeEach
    void openProject() {
        project = new FlowerProject(folder);
        inspector = new ScriptInspector(project);
    }

    private List<String> arguments(String command, String parameters) throws Exception {
        StartParameters read = StartParameters.read(new ObjectMapper().readTree(parameters));
        StartCommand parsed = StartCommand.parse(command, project).orElseThrow();
        return RunArguments.options(read, inspector.spelling(parsed, PYTHON, read));
    }

    private void script(String name, String option) throws Exception {
        Path file = folder.resolve(name);
        Files.createDirectories(file.getParent());
        Files.writeString(file, """
                import argparse, pathlib
                with open("asked", "a") as file:
                    file.write("x")
                parser = argparse.ArgumentParser()
                parser.add_argument("%s", type=int)
                parser.parse_args()
                """.formatted(option));
    }

    private long asked() throws Exception {
        return Files.exists(folder.resolve("asked")) ? Files.size(folder.resolve("asked")) : 0;
    }

    @Test
    void a_script_is_asked_once_for_each_version_of_it() throws Exception {
        script("run.py", "--min-clients");
        assertThat(arguments("run.py", "{\"min_clients\":2}")).containsExactly("--min-clients", "2");
        assertThat(arguments("run.py", "{\"min_clients\":3}")).containsExactly("--min-clients", "3");
        assertThat(asked()).isEqualTo(1);
        script("run.py", "--minClients");
        assertThat(arguments("run.py", "{\"min_clients\":2}")).containsExactly("--min_clients", "2");
        assertThat(asked()).isEqualTo(2);
    }

    @Test
    void a_module_is_asked_as_a_module() throws Exception {
        script("app/train.py", "--min-clients");
        assertThat(arguments("python -m app.train", "{\"min_clients\":2}")).containsExactly("--min-clients", "2");
    }

    @Test
    void a_script_is_asked_if_a_module_that_it_imports_reads_the_options() throws Exception {
        script("app/options.py", "--min-clients");
        Files.writeString(folder.resolve("run.py"), "from app import options");
        assertThat(arguments("run.py", "{\"min_clients\":2}")).containsExactly("--min-clients", "2");
        Files.writeString(folder.resolve("app/__main__.py"), "from . import options");
        assertThat(arguments("python3 -m app", "{\"min_clients\":2}")).containsExactly("--min-clients", "2");
    }

    @Test
    void names_that_have_one_spelling_need_no_question() throws Exception {
        script("run.py", "--rounds");
        assertThat(arguments("run.py", "{\"rounds\":2}")).containsExactly("--rounds", "2");
        assertThat(asked()).isZero();
    }

    @Test
    void a_script_without_a_parser_is_never_run_for_its_help() throws Exception {
        Files.writeString(folder.resolve("run.py"), "import sys\nopen('asked', 'w').write('trained')\n");
        assertThat(arguments("run.py", "{\"min_clients\":2}")).containsExactly("--min_clients", "2");
        assertThat(asked()).isZero();
    }

    @Test
    void a_script_that_fails_gets_unchanged_names() throws Exception {
        Files.writeString(folder.resolve("run.py"), "import argparse, no_such_module");
        assertThat(arguments("run.py", "{\"min_clients\":2}")).containsExactly("--min_clients", "2");
    }
}
