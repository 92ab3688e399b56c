package dev.flsys.flower.options;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import com.fasterxml.jackson.databind.ObjectMapper;
import dev.flsys.flower.command.FlwrRunArguments;
import dev.flsys.flower.command.ParametersInvalid;
import dev.flsys.flower.command.StartCommand;
import dev.flsys.flower.command.StartParameters;
import dev.flsys.project.FlowerProject;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

class FlowerParametersTest {

    @TempDir
    Path folder;

    private FlowerProject project;

    @BeforeEach
    void makeProject() {
        project = new FlowerProject(folder);
    }

    private void app(String toml) throws IOException {
        Files.writeString(folder.resolve("pyproject.toml"), toml);
    }

    private FlowerParameters read(String command, String json) throws IOException {
        StartParameters parameters = StartParameters.read(new ObjectMapper().readTree(json));
        FlwrRunArguments words = FlwrRunArguments.of(StartCommand.parse(command).orElseThrow());
        return FlowerParameters.read(parameters, words, project, true);
    }

    private List<String> arguments(String command, String json) throws IOException {
        return read(command, json).arguments(folder, true);
    }

    @Test
    void a_run_config_file_and_parameters_become_one_run_config() throws IOException {
        app(
                "[tool.flwr.app.config]\nnum-server-rounds = 3\nname = \"a\"\n[tool.flwr.app.config.fit]\nlr = 0.1\nfast = true");
        Files.createDirectories(folder.resolve("configs"));
        Files.writeString(
                folder.resolve("configs/small.toml"), "num-server-rounds = 1\nname = 'b c'\n[fit]\nlr = 1e-5");
        assertThat(arguments("flwr run . --run-config configs/small.toml --stream", "{}"))
                .containsExactly("run", ".", "--run-config", "configs/small.toml", "--stream");
        assertThat(arguments("flwr run . -c configs/small.toml", "{\"rounds\":5,\"fit_fast\":false}"))
                .containsExactly(
                        "run",
                        ".",
                        "--stream",
                        "--run-config",
                        "num-server-rounds=5 name=\"b c\" fit.lr=1.0e-5 fit.fast=false");
    }

    @Test
    void assignments_of_the_command_and_parameters_become_one_assignment_each() throws IOException {
        app("[tool.flwr.app.config]\nfit.lr = 0.1\nfit.epochs = 1\nseed = 1");
        // Flower keeps only the last of two --run-config with keys of one table.
        assertThat(arguments("flwr run . --run-config='fit.lr=0.2 seed=7' -cseed=8", "{\"fit_epochs\":2,\"seed\":9}"))
                .containsExactly("run", ".", "--stream", "--run-config", "fit.lr=0.2 seed=9 fit.epochs=2");
    }

    @Test
    void values_that_are_no_assignments_are_written_to_a_file() throws IOException {
        app("[tool.flwr.app.config]\nprompt = \"\"\nrounds = 1");
        List<String> arguments = arguments("flwr run .", "{\"prompt\":\"say \\\"no\\\\n\\\"\",\"rounds\":2}");
        assertThat(arguments).endsWith("--run-config", folder + "/run-config.toml");
        assertThat(folder.resolve("run-config.toml")).hasContent("prompt = \"say \\\"no\\\\n\\\"\"\nrounds = 2\n");
        assertThat(arguments("flwr run .", "{\"prompt\":\"it's \\\\ here\"}"))
                .endsWith("--run-config", "prompt=\"it's \\\\ here\"");
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            value = {
                "flwr run . -c missing.toml|There is no file missing.toml",
                "flwr run . -c broken.toml|not valid TOML: broken.toml",
                "flwr run . -c good.toml -c rounds=1|write all values into the file",
            })
    void a_run_config_that_flower_would_refuse_is_refused_with_the_remedy(String command, String message)
            throws IOException {
        app("[tool.flwr.app.config]\nrounds = 1");
        Files.writeString(folder.resolve("broken.toml"), "rounds = ");
        Files.writeString(folder.resolve("good.toml"), "rounds = 2");
        assertThatThrownBy(() -> read(command, "{}"))
                .isInstanceOf(ParametersInvalid.class)
                .hasMessageContaining(message);
    }

    @Test
    void the_form_has_the_values_of_the_run_config_file() throws IOException {
        app("[tool.flwr.app.config]\nrounds = 3\nlr = 0.1");
        Files.writeString(folder.resolve("small.toml"), "rounds = 1\nother = 5");
        StartOptions options = FlowerOptions.of(
                StartCommand.parse("flwr run . -c small.toml").orElseThrow(), project, declared -> true);
        assertThat(options.parameters())
                .extracting(option -> option.name() + "=" + option.defaultValue())
                .containsExactly("rounds=1", "lr=0.1", "num_supernodes=null");
        assertThat(FlowerOptions.of(
                                StartCommand.parse("flwr run . -c no.toml").orElseThrow(), project, declared -> true)
                        .reason())
                .contains("There is no file no.toml");
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            value = {
                "server.num-server-rounds = 3|{\"rounds\":5}|server.num-server-rounds=5",
                "fl_num_server_rounds = 3;warmup-rounds = 1|{\"rounds\":5}|fl_num_server_rounds=5",
                "server.rounds = 3;client.rounds = 1|{\"num_rounds\":5}|server.rounds=5",
                "rounds = 1;server.num-server-rounds = 3|{\"rounds\":5}|rounds=5",
                "fit.lr = 0.5|{\"learning_rate\":1}|fit.lr=1.0",
                "optimizer.momentum = 0.5|{\"momentum\":0.25}|optimizer.momentum=0.25",
            })
    void a_name_means_the_only_key_that_ends_in_it(String config, String json, String assignment) throws IOException {
        app("[tool.flwr.app.config]\n" + config.replace(";", "\n"));
        assertThat(arguments("flwr run .", json)).endsWith("--run-config", assignment);
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            value = {
                "a.num-server-rounds = 3;b.num-server-rounds = 1|{\"rounds\":5}|a.num-server-rounds or b.num-server-rounds",
                "num-rounds = 3;num-server-rounds = 1|{\"rounds\":5}|num-rounds or num-server-rounds",
                "client.lr = 0.1;server.lr = 0.1|{\"lr\":5}|client_lr or server_lr",
            })
    void a_name_that_could_mean_two_keys_is_refused(String config, String json, String keys) throws IOException {
        app("[tool.flwr.app.config]\n" + config.replace(";", "\n"));
        assertThatThrownBy(() -> read("flwr run .", json))
                .isInstanceOf(ParametersInvalid.class)
                .hasMessageContaining(keys);
    }

    @Test
    void values_get_the_type_of_the_apps_value() throws IOException {
        app("[tool.flwr.app.config]\nlr = 0.1\nrounds = 1\ncuda = true\nname = \"x\"");
        assertThat(arguments("flwr run .", "{\"lr\":\"2\",\"rounds\":\"4\",\"cuda\":\"false\",\"name\":3}"))
                .endsWith("--run-config", "lr=2.0 rounds=4 cuda=false name=\"3\"");
        assertThat(arguments("flwr run .", "{\"lr\":1e-7,\"cuda\":true}"))
                .endsWith("--run-config", "lr=0.00000010 cuda=true");
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "{\"cuda\":1}",
                "{\"rounds\":\"many\"}",
                "{\"rounds\":true}",
                "{\"rounds\":false}",
                "{\"lr\":[1,2]}",
                "{\"other\":false}",
                "{\"name\":false}"
            })
    void a_value_of_another_type_is_refused(String json) throws IOException {
        app("[tool.flwr.app.config]\nlr = 0.1\nrounds = 1\ncuda = true\nname = \"x\"");
        assertThatThrownBy(() -> read("flwr run .", json)).isInstanceOf(ParametersInvalid.class);
    }

    @Test
    void fewer_clients_than_the_strategy_waits_for_are_refused() throws IOException {
        app("[tool.flwr.app.config]\nrounds = 1\n[tool.flwr.app.config.strategy]\nmin_available_clients = 1000");
        assertThatThrownBy(() -> read("flwr run .", "{\"num_clients\":10}"))
                .isInstanceOf(ParametersInvalid.class)
                .hasMessageContaining("strategy.min_available_clients = 1000")
                .hasMessageContaining("10 clients are asked for")
                .hasMessageContaining("{\"num_clients\": 10, \"strategy_min_available_clients\": 10}");
        FlowerParameters both = read("flwr run .", "{\"num_clients\":10,\"min_available_clients\":10}");
        assertThat(both.clients()).hasValue(10);
        assertThat(both.arguments(folder, true)).endsWith("--run-config", "strategy.min_available_clients=10");
        assertThat(read("flwr run .", "{\"num_clients\":2000}").clients()).hasValue(2000);
        // The number of clients is not known.
        assertThat(read("flwr run .", "{}").clients()).isEmpty();
    }

    @ParameterizedTest
    @ValueSource(strings = {"flwr run .", "flwr run . sim", "flwr run . lab --federation-config num-supernodes=10"})
    void a_run_that_would_wait_for_ever_is_refused_without_parameters_too(String command) throws IOException {
        app("""
                [tool.flwr.app.config]
                min-fit-clients = 20
                [tool.flwr.federations]
                default = "sim"
                sim.options.num-supernodes = 10
                """);
        assertThatThrownBy(() -> read(command, "{}"))
                .isInstanceOf(ParametersInvalid.class)
                .hasMessageContaining("min-fit-clients = 20, but the federation has num-supernodes = 10");
        assertThat(read("flwr run . sim", "{\"num_clients\":20}").clients()).hasValue(20);
        assertThat(read(command + " -c min-fit-clients=5", "{}").clients()).isEmpty();
    }
}
