package dev.flsys.python;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.IOException;
import java.nio.file.Path;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.condition.DisabledOnOs;
import org.junit.jupiter.api.condition.OS;
import org.junit.jupiter.api.io.TempDir;

@DisabledOnOs(OS.WINDOWS)
class BaseInterpretersTest {

    @TempDir
    Path folder;

    private Path python(String name, String version, String torch, boolean venv) throws IOException {
        return FakePython.answering(folder.resolve(name), version, torch, venv);
    }

    private Path chosen(int minimum, String... names) throws InterruptedException {
        List<String> paths = List.of(names).stream()
                .map(name -> folder.resolve(name).toString())
                .toList();
        return new BaseInterpreters(folder, paths).choose(minimum).interpreter().executable();
    }

    @Test
    void an_interpreter_with_torch_wins_over_newer_ones_without_it() throws Exception {
        python("new", "3.13.1", "", true);
        Path torch = python("torch", "3.11.2", "1.13.0", true);
        assertThat(chosen(11, "new", "torch")).isEqualTo(torch);
    }

    @Test
    void a_torch_that_cannot_be_imported_is_no_advantage() throws Exception {
        Path plain = python("plain", "3.12.1", "", true);
        FakePython.script(
                folder.resolve("broken"),
                "case \"$*\" in *'import torch'*) exit 1;; esac; "
                        + "echo 'FLSYS-PROBE {\"version\":[3,11,2],\"torch\":\"2.0\",\"venv\":true,\"inside\":false}'");
        assertThat(chosen(11, "broken", "plain")).isEqualTo(plain);
    }

    @Test
    void old_interpreters_and_those_without_ensurepip_are_ignored() throws Exception {
        python("old", "3.9.2", "1.13.0", true);
        python("bare", "3.12.0", "2.1.0", false);
        Path usable = python("usable", "3.11.0", "", true);
        assertThat(chosen(11, "old", "bare", "usable", "missing")).isEqualTo(usable);
        assertThat(chosen(9, "old", "usable")).isEqualTo(folder.resolve("old"));
    }

    @Test
    void a_version_with_wheels_wins_over_a_newer_one() throws Exception {
        python("newest", "3.15.0", "", true);
        Path common = python("common", "3.12.0", "", true);
        assertThat(chosen(11, "newest", "common")).isEqualTo(common);
    }

    @Test
    void the_first_interpreter_that_answers_serves_work_without_an_environment() throws Exception {
        FakePython.script(folder.resolve("silent"), "exit 0");
        python("old", "3.8.2", "", true);
        Path bare = python("bare", "3.9.0", "", false);
        python("torch", "3.12.0", "2.1.0", true);
        List<String> paths = List.of("missing", "silent", "old", "bare", "torch").stream()
                .map(name -> folder.resolve(name).toString())
                .toList();
        assertThat(new BaseInterpreters(folder, paths)
                        .findFirst(9)
                        .orElseThrow()
                        .executable())
                .isEqualTo(bare);
        assertThat(new BaseInterpreters(folder, paths.subList(0, 3)).findFirst(9))
                .isEmpty();
    }

    @Test
    void the_error_names_the_unsuitable_interpreters_and_the_remedy() throws Exception {
        python("old", "3.9.2", "", true);
        python("bare", "3.12.0", "", false);
        FakePython.script(folder.resolve("silent"), "exit 0");
        assertThatThrownBy(() -> chosen(11, "old", "bare", "silent"))
                .isInstanceOf(PythonUnavailable.class)
                .hasMessage("The project needs Python 3.11 or newer that can create virtual environments; found 3.9.2,"
                        + " 3.12.0 without ensurepip. Install it (on Debian python3 and python3-venv), or set"
                        + " FLOWER_PYTHON.");
        assertThatThrownBy(() -> chosen(11, "silent")).hasMessageContaining("no Python was found");
    }
}
