package dev.flsys.experiment;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.IntNode;
import com.fasterxml.jackson.databind.node.TextNode;
import dev.flsys.flower.options.StartOption;
import dev.flsys.flower.options.StartOptions;
import java.util.List;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;

/** The first seed, from the options of the script. */
class SeedOptionTest {

    private static StartOption option(String name, StartOption.Kind kind, @Nullable JsonNode usual) {
        return new StartOption(name.replace('.', '_'), name, kind, usual, false, null, null, false, false);
    }

    private static StartOptions options(StartOptions.Source source, StartOption... options) {
        return new StartOptions("train.py", source, null, List.of(options), null);
    }

    @Test
    void the_first_seed_is_the_default_of_the_option_or_0() {
        StartOption with = option("seed", StartOption.Kind.INTEGER, IntNode.valueOf(42));
        StartOption without = option("seed", StartOption.Kind.INTEGER, null);
        StartOption text = option("seed", StartOption.Kind.TEXT, TextNode.valueOf("x"));

        assertThat(new SeedOption("seed").firstSeed(options(StartOptions.Source.ARGPARSE, with)))
                .isEqualTo(42);
        assertThat(new SeedOption("seed").firstSeed(options(StartOptions.Source.ARGPARSE, without)))
                .isZero();
        assertThat(new SeedOption("seed").firstSeed(options(StartOptions.Source.HELP, text)))
                .isZero();
        assertThat(new SeedOption("seed").firstSeed(StartOptions.none("train.py", "unknown")))
                .isZero();
    }

    @Test
    void the_only_key_with_that_last_word_is_meant() {
        StartOption nested = option("fit.seed", StartOption.Kind.INTEGER, IntNode.valueOf(7));
        StartOption other = option("server.seed", StartOption.Kind.INTEGER, IntNode.valueOf(9));

        assertThat(new SeedOption("seed").firstSeed(options(StartOptions.Source.PYPROJECT, nested)))
                .isEqualTo(7);
        assertThat(new SeedOption("seed").firstSeed(options(StartOptions.Source.PYPROJECT, nested, other)))
                .isZero();
    }

    @Test
    void a_seed_that_the_script_does_not_have_is_refused_with_the_nearest_name() {
        StartOption near = option("seeds", StartOption.Kind.INTEGER, null);
        StartOption flag = option("seed", StartOption.Kind.FLAG, null);

        assertThatThrownBy(() -> new SeedOption("seed").firstSeed(options(StartOptions.Source.ARGPARSE, near)))
                .isInstanceOf(ExperimentProblem.class)
                .hasMessageContaining("Did you mean seeds?");
        assertThatThrownBy(() -> new SeedOption("seed").firstSeed(options(StartOptions.Source.ARGPARSE, flag)))
                .isInstanceOf(ExperimentProblem.class)
                .hasMessageContaining("no whole number");
    }
}
