package dev.flsys.flower.options;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import com.fasterxml.jackson.databind.ObjectMapper;
import dev.flsys.flower.command.ParametersInvalid;
import dev.flsys.flower.command.StartCommand;
import dev.flsys.flower.command.StartParameters;
import dev.flsys.project.FlowerProject;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Optional;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class MakeVariablesTest {

    private static final String TEXT = """
            # ROUNDS=1
            PYTHON ?= python3
            NUM_ROUNDS ?= 3
            LR := 0.1  # the rate
            NOW = $(shell date)
            UNREAD = 5

            .PHONY: sim
            sim: build
            \t$(PYTHON) sim.py --rounds $(NUM_ROUNDS) --lr ${LR} --clients $(CLIENTS) --seed $${SEED:-1}
            """;

    @TempDir
    Path folder;

    private Optional<MakeVariables> find(String command) {
        return MakeVariables.of(StartCommand.parse(command).orElseThrow(), new FlowerProject(folder));
    }

    private MakeVariables makefile(String command) throws Exception {
        Files.writeString(folder.resolve("Makefile"), TEXT);
        return find(command).orElseThrow();
    }

    private static StartParameters parameters(String json) throws Exception {
        return StartParameters.read(new ObjectMapper().readTree(json));
    }

    @Test
    void parameters_become_assignments_of_the_variables_that_the_makefile_reads() throws Exception {
        MakeVariables makefile = makefile("make sim");
        StartParameters given = parameters(
                "{\"rounds\":5,\"learning_rate\":0.5,\"clients\":2,\"seed\":7,\"fraction_fit\":1.0,\"path\":\"/x\"}");

        assertThat(makefile.toArguments(given)).containsExactly("NUM_ROUNDS=5", "LR=0.5", "CLIENTS=2", "SEED=7");
        assertThat(makefile.listWarnings(given))
                .containsExactly("Nobody reads the parameters fraction_fit, path: Makefile reads no $(FRACTION_FIT).");
    }

    @Test
    void assigned_variables_are_offered_with_their_values() throws Exception {
        assertThat(makefile("make sim LR=0.3")
                        .findOptions("make sim", folder)
                        .orElseThrow()
                        .parameters())
                .extracting(option ->
                        option.name() + " " + option.option() + " " + option.kind() + " " + option.defaultValue())
                .containsExactly("num_rounds NUM_ROUNDS NUMBER 3");
    }

    @Test
    void a_value_that_a_shell_would_run_is_refused() throws Exception {
        for (String value : new String[] {"1; id", "$(id)", "`id`", "a b", "$$"}) {
            assertThatThrownBy(() -> makefile("make sim").toArguments(parameters("{\"rounds\":\"" + value + "\"}")))
                    .isInstanceOf(ParametersInvalid.class)
                    .hasMessageContaining("rounds");
        }
    }

    @Test
    void the_makefile_of_the_command_is_read() throws Exception {
        Files.createDirectories(folder.resolve("app"));
        Files.writeString(folder.resolve("app/makefile"), "a:\n\techo $(A)");
        Files.writeString(folder.resolve("sim.mk"), "a:\n\techo $(B)");

        assertThat(find("make -C app a").orElseThrow().name()).isEqualTo("app/makefile");
        assertThat(find("uv run make -f sim.mk").orElseThrow().toArguments(parameters("{\"b\":true}")))
                .containsExactly("B=true");
        assertThat(find("make a")).isEmpty();
        assertThat(find("cmake a")).isEmpty();
    }
}
