package dev.flsys.flower.command;

import static org.assertj.core.api.Assertions.assertThat;

import dev.flsys.project.FlowerProject;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class StartCommandTest {

    @TempDir
    Path folder;

    private static StartCommand command(String written) {
        return StartCommand.parse(written).orElseThrow();
    }

    @Test
    void blanks_separate_words_and_quotes_keep_them_together() {
        assertThat(command("python  -m app.train --note 'a b' \"\"").words())
                .containsExactly("python", "-m", "app.train", "--note", "a b", "");
        assertThat(StartCommand.parse("run 'a").isEmpty()).isTrue();
        assertThat(StartCommand.parse("  ").isEmpty()).isTrue();
    }

    @Test
    void shell_syntax_has_no_meaning() {
        assertThat(command("run.py; rm -rf $HOME | cat > x").words())
                .containsExactly("run.py;", "rm", "-rf", "$HOME", "|", "cat", ">", "x");
    }

    @Test
    void a_script_that_is_not_in_the_project_is_a_problem() throws IOException {
        Files.createDirectories(folder.resolve("app"));
        Files.writeString(folder.resolve("app/train.py"), "");
        Files.writeString(folder.resolve("run.py"), "");
        FlowerProject project = new FlowerProject(folder);
        assertThat(command("run.py --fast").findProblem(project)).isEmpty();
        assertThat(command("python3 -m app.train").findProblem(project)).isEmpty();
        assertThat(command("python app/train.py").findProblem(project)).isEmpty();
        assertThat(command("walk.py").findProblem(project)).isPresent();
        assertThat(command("../run.py").findProblem(project)).isPresent();
        assertThat(command("python -m app.test").findProblem(project)).isPresent();
        assertThat(command("python -u -m app.test").findProblem(project)).isPresent();
        assertThat(command("python -u app/test.py").findProblem(project)).isPresent();
        assertThat(command("A=b python app/test.py").findProblem(project)).isPresent();
        assertThat(command("flwr run .").findProblem(project)).isPresent();
        Files.writeString(folder.resolve("pyproject.toml"), "");
        assertThat(command("flwr run .").findProblem(project)).isEmpty();
    }

    @ParameterizedTest
    @CsvSource({
        "../run.py,true",
        "/elsewhere/run.py,true",
        "out/run.py,true",
        "python ../run.py,true",
        "python -u out/run.py,true",
        "../run.sh,true",
        "run.py,false",
        "python -m app.train,false",
        "python -c import,false",
        "run.sh,false",
        "sh ../run.sh,false",
        "flwr run .,false"
    })
    void a_script_outside_the_project_differs_from_one_that_does_not_exist_yet(String written, boolean outside)
            throws IOException {
        Files.createSymbolicLink(folder.resolve("out"), Path.of("/"));
        FlowerProject project = new FlowerProject(folder);
        assertThat(command(written).leavesProject(project)).isEqualTo(outside);
    }

    @ParameterizedTest
    @CsvSource({
        "python -u -m app.train --fast,app/train.py",
        "A=b C=d python3 -X dev -m app.train,app/train.py",
        "env A=b run.py,run.py",
        "nohup nice -n 10 python -u run.py,run.py",
        "/usr/bin/python3 run.py,run.py"
    })
    void the_python_file_is_found_behind_variables_wrappers_and_options(String written, String file)
            throws IOException {
        Files.createDirectories(folder.resolve("app"));
        Files.writeString(folder.resolve("app/train.py"), "");
        Files.writeString(folder.resolve("run.py"), "");
        FlowerProject project = new FlowerProject(folder);
        assertThat(command(written).findProblem(project)).isEmpty();
        assertThat(command(written).findPythonFile(project))
                .contains(project.root().resolve(file));
    }

    @Test
    void a_variable_in_front_of_a_command_is_set_by_env() {
        assertThat(command("A=b C= python x.py").words()).containsExactly("env", "A=b", "C=", "python", "x.py");
        assertThat(command("a=b").words()).containsExactly("a=b");
    }

    @Test
    void the_app_of_a_flwr_run_may_be_in_a_folder_of_the_project() throws IOException {
        Files.createDirectories(folder.resolve("app"));
        Files.writeString(folder.resolve("app/pyproject.toml"), "");
        FlowerProject project = new FlowerProject(folder);
        assertThat(command("flwr run app").findProblem(project)).isEmpty();
        assertThat(command("flwr run other").findProblem(project)).isPresent();
    }

    @Test
    void a_flwr_run_at_a_superlink_keeps_its_app_and_options_without_stream_and_format() {
        assertThat(command("flwr run").withSuperlink("grid").words()).containsExactly("flwr", "run", ".", "grid");
        assertThat(command("A=b .venv/bin/flwr run").withSuperlink("grid").words())
                .containsExactly("env", "A=b", ".venv/bin/flwr", "run", ".", "grid");
        assertThat(command("flwr run --stream app -c 'seed=1' grid --format json --federation=@me/all --format=json")
                        .withSuperlink("grid")
                        .words())
                .containsExactly("flwr", "run", "app", "grid", "-c", "seed=1", "--federation=@me/all");
    }
}
