package dev.flsys.flower.command;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

class WrapperTest {

    private static List<String> words(String command) {
        return CommandText.split(command).orElseThrow();
    }

    private static Wrapper wrapper(String command) {
        return Wrapper.of(words(command)).orElseThrow();
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            value = {
                "uv run python train.py --fast|uv run|python train.py --fast",
                "uv run train.py|uv run|train.py",
                "uv run -m app.train x|uv run|python -m app.train x",
                "uv run --with flwr==1.42 --extra cpu --no-sync flwr run . --stream|uv run --with flwr==1.42 --extra cpu --no-sync|flwr run . --stream",
                "uv -q --project sub run -p 3.11 -- python x.py|uv -q --project sub run -p 3.11|python x.py",
                "uv run -s tool|uv run|tool",
                "uv tool run --from flwr flwr run|uv tool run --from flwr|flwr run",
                "uvx --from flwr[simulation] flwr run .|uvx --from flwr[simulation]|flwr run .",
                "/opt/bin/poetry -n run python -m app|/opt/bin/poetry -n run|python -m app",
                "conda run -n fl --no-capture-output python train.py|conda run -n fl --no-capture-output|python train.py",
                "conda run --prefix=/opt/e python train.py|conda run --prefix=/opt/e|python train.py",
                "micromamba run -n fl flwr run .|micromamba run -n fl|flwr run .",
                "pixi run -e cuda python train.py|pixi run -e cuda|python train.py",
                "pixi run train --rounds 2|pixi run|train --rounds 2",
                "pipenv run python train.py|pipenv run|python train.py",
                "pdm run -p sub train.py|pdm run -p sub|train.py",
                "hatch run test:python train.py|hatch -e test run|python train.py",
                "env A=b C= python train.py|env A=b C=|python train.py",
                "nohup nice -n 10 python train.py|nohup nice -n 10|python train.py",
                "timeout -k 5s --signal=INT 2h python train.py|timeout -k 5s --signal=INT 2h|python train.py",
                "stdbuf -oL taskset -c 0-3 python train.py|stdbuf -oL taskset -c 0-3|python train.py",
                "xvfb-run -a env A=b uv run python train.py|xvfb-run -a env A=b uv run|python train.py",
                "/usr/bin/env -u X python train.py|/usr/bin/env -u X|python train.py",
                "env A=b uv run --with flwr==1.42 train.py|env A=b uv run --with flwr==1.42|train.py",
                "poetry run env A=b flwr run .|poetry run env A=b|flwr run .",
            })
    void a_command_begins_after_the_words_of_its_wrapper(String command, String prefix, String inner) {
        Wrapper wrapper = wrapper(command);
        assertThat(wrapper.prefix()).isEqualTo(words(prefix));
        assertThat(wrapper.inner()).isEqualTo(words(inner));
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "uv",
                "uv run",
                "uv sync",
                "uv pip install x",
                "conda activate x",
                "python uv run",
                "uv run --",
                "env",
                "env A=b",
                "env -i python x.py",
                "env -S 'A=b python x.py'",
                "env PATH=/opt/bin python x.py",
                "env - python x.py",
                "nice --help",
                "timeout 5",
                "timeout -x 5 python x.py"
            })
    void other_commands_have_no_wrapper(String command) {
        assertThat(Wrapper.of(words(command))).isEmpty();
    }

    @Test
    void conda_run_prints_at_once() {
        assertThat(Wrapper.withLiveOutput(words("conda run -n fl python x.py")))
                .containsExactly("conda", "run", "--no-capture-output", "-n", "fl", "python", "x.py");
        for (String live :
                List.of("conda run --live-stream -n fl python x.py", "mamba run python x.py", "python run.py")) {
            assertThat(Wrapper.withLiveOutput(words(live))).isEqualTo(words(live));
        }
    }

    @Test
    void options_that_change_the_folder_or_hide_the_environment_are_known() {
        assertThat(wrapper("uv --directory sub run x.py").moves()).contains("--directory");
        assertThat(wrapper("uv run --project sub x.py").moves()).isEmpty();
        assertThat(wrapper("pixi run --clean-env flwr run .").clean()).isTrue();
        assertThat(wrapper("env --chdir=sub A=b python x.py").moves()).contains("--chdir");
    }

    @Test
    void the_variables_that_env_sets_are_known() {
        assertThat(wrapper("env -u X A=b C=d python x.py").variables()).containsExactly("A", "C");
        assertThat(wrapper("env A=b uv run --with flwr==1.42 x.py").variables()).containsExactly("A");
        assertThat(wrapper("uv run --with flwr==1.42 x.py").variables()).isEmpty();
        assertThat(wrapper("env A=b uv run x.py").hasPython()).isTrue();
        assertThat(wrapper("env A=b x.py").hasPython()).isFalse();
    }
}
