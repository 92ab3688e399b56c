package dev.flsys.flower.options;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import com.fasterxml.jackson.databind.JsonNode;
import dev.flsys.flower.command.ParametersInvalid;
import dev.flsys.python.Interpreter;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

/** Programs of Hydra: with the real library, without it, and with a package that only has its name. */
class HydraOptionsTest extends InspectedScripts {

    private Interpreter interpreter = CommandLineLibraries.PYTHON;

    @BeforeAll
    static void installLibraries() throws Exception {
        CommandLineLibraries.install();
    }

    @Override
    Interpreter python() {
        return interpreter;
    }

    @BeforeEach
    void writeProgram() throws Exception {
        write("run.py", """
                import json
                import hydra
                from omegaconf import DictConfig, OmegaConf
                @hydra.main(config_path="conf", config_name="base", version_base=None)
                def main(cfg: DictConfig):
                    with open("trained", "w") as file:
                        json.dump(OmegaConf.to_container(cfg, resolve=False), file)
                if __name__ == "__main__":
                    main()
                """);
        write("conf/base.yaml", """
                defaults:
                  - model: cnn
                  - _self_
                rounds: 10
                lr: 1e-3
                amp: true
                name: exp
                tags: [a, b]
                who: ???
                nothing: null
                server:
                  num-clients: 4
                  out: ${name}
                """);
        write("conf/model/cnn.yaml", "width: 8\nlr: 0.1\n");
        write("conf/model/mlp.yaml", "hidden: 8\nlr: 0.2\n");
    }

    private void check(JsonNode options) {
        assertThat(options.path("source").asText()).isEqualTo("hydra");
        assertThat(names(options))
                .containsExactlyInAnyOrder(
                        "model",
                        "model.width",
                        "model.lr",
                        "rounds",
                        "lr",
                        "amp",
                        "name",
                        "tags",
                        "who",
                        "nothing",
                        "server.num_clients",
                        "server.out");
        assertThat(named(options, "model").path("choices").toString()).isEqualTo("[\"cnn\",\"mlp\"]");
        assertThat(named(options, "model").path("default").asText()).isEqualTo("cnn");
        assertThat(named(options, "rounds").path("kind").asText()).isEqualTo("integer");
        assertThat(named(options, "lr").path("kind").asText()).isEqualTo("number");
        assertThat(named(options, "lr").path("default").asDouble()).isEqualTo(0.001);
        assertThat(named(options, "model.lr").path("default").asDouble()).isEqualTo(0.1);
        assertThat(named(options, "amp").path("kind").asText()).isEqualTo("flag");
        assertThat(named(options, "amp").path("default").asBoolean()).isTrue();
        assertThat(named(options, "tags").path("multiple").asBoolean()).isTrue();
        assertThat(named(options, "who").path("required").asBoolean()).isTrue();
        assertThat(named(options, "server.num_clients").path("option").asText()).isEqualTo("server.num-clients");
        assertThat(folder.resolve("trained")).doesNotExist();
    }

    @Test
    void the_keys_of_the_composed_configuration_are_the_options() throws Exception {
        check(options("run.py"));
        assertThat(names(options("run.py model=mlp rounds=3")))
                .contains("model.hidden")
                .doesNotContain("model", "rounds", "model.width");
        write("app/main.py", "import hydra\n@hydra.main('../conf', 'base', None)\ndef main(cfg):\n    pass\nmain()\n");
        check(options("python -m app.main"));
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "raise ImportError()",
                "def main(config_path=None, config_name=None, version_base=None):\n"
                        + "    return lambda task: lambda: task({})\n"
            })
    void the_files_are_read_where_hydra_cannot_be_asked(String hydra) throws Exception {
        write("hydra.py", hydra);
        write("omegaconf.py", "DictConfig = OmegaConf = None");
        check(options("run.py"));
        assertThat(named(options("run.py"), "server.out").path("help").asText()).isEqualTo("Default: ${name}");
        assertThat(arguments("run.py", "{\"rounds\":5,\"model\":\"mlp\"}")).containsExactly("rounds=5", "model=mlp");
        write("run.py", "import hydra\n@hydra.main('conf', 'base')\ndef main(cfg):\n    pass\nmain()\n");
        check(options("run.py"));
    }

    @Test
    void a_changed_configuration_file_changes_the_options() throws Exception {
        check(options("run.py"));
        write("conf/base.yaml", "seed: 1\n");
        assertThat(names(options("run.py"))).containsExactly("seed");
    }

    /** The configuration that the program gets for the parameters. */
    private JsonNode understood(String parameters) throws Exception {
        List<String> command = new ArrayList<>(List.of(python().executable().toString(), "run.py"));
        command.addAll(arguments("run.py", parameters));
        command.addAll(List.of("hydra.run.dir=.", "hydra.output_subdir=null"));
        Process program = new ProcessBuilder(command)
                .directory(folder.toFile())
                .inheritIO()
                .start();
        assertThat(program.waitFor(60, TimeUnit.SECONDS)).isTrue();
        assertThat(program.exitValue()).as(command.toString()).isZero();
        return JSON.readTree(folder.resolve("trained").toFile());
    }

    @Test
    void parameters_become_overrides_that_mean_what_was_asked() throws Exception {
        JsonNode config = understood(
                "{\"rounds\":5,\"lr\":1,\"amp\":false,\"name\":\"it's {a}, \\\"b\\\" \\\\\",\"who\":\"true\","
                        + "\"nothing\":\"5\",\"tags\":[\"x y\",\"null\"],\"num_clients\":2,\"model\":\"mlp\",\"server.out\":\"a/b\"}");
        assertThat(config.path("rounds").isInt()).isTrue();
        assertThat(config.path("rounds").asInt()).isEqualTo(5);
        assertThat(config.path("lr").isDouble()).isTrue();
        assertThat(config.path("amp").isBoolean()).isTrue();
        assertThat(config.path("amp").asBoolean()).isFalse();
        assertThat(config.path("name").asText()).isEqualTo("it's {a}, \"b\" \\");
        assertThat(config.path("who")).isEqualTo(JSON.readTree("\"true\""));
        assertThat(config.path("nothing")).isEqualTo(JSON.readTree("\"5\""));
        assertThat(config.path("tags")).isEqualTo(JSON.readTree("[\"x y\",\"null\"]"));
        assertThat(config.path("server").path("num-clients").asInt()).isEqualTo(2);
        assertThat(config.path("server").path("out").asText()).isEqualTo("a/b");
        assertThat(config.path("model").path("hidden").asInt()).isEqualTo(8);
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = ';',
            value = {
                "roundz;3;has no 'roundz'. Did you mean rounds?",
                "unknown;false;+unknown=VALUE",
                "model;\"mpl\";does not take 'mpl'. Did you mean mlp?",
                "rounds;true;takes a number, not true",
                "rounds;\"many\";takes a number, not 'many'",
                "amp;\"maybe\";takes true or false",
                "rounds;[1,2];takes one value",
                "tags;true;not true"
            })
    void parameters_that_the_configuration_does_not_have_are_refused(String name, String value, String reason) {
        assertThatThrownBy(() -> arguments("run.py", "{\"" + name + "\":" + value + "}"))
                .isInstanceOf(ParametersInvalid.class)
                .hasMessageContaining(reason);
    }

    @Test
    void a_name_that_several_keys_end_with_is_refused_with_their_names() throws Exception {
        write("conf/base.yaml", "a:\n  lr: 1\nb:\n  lr: 2\n");
        assertThatThrownBy(() -> arguments("run.py", "{\"lr\":3}")).hasMessageContaining("a.lr or b.lr");
    }
}
