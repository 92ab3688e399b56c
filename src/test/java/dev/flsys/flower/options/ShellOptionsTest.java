package dev.flsys.flower.options;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.file.Path;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

class ShellOptionsTest {

    private static final Path ROOT = Path.of("/project");

    private static List<String> offered(String text, String... arguments) {
        return new ShellOptions(text)
                .listOptions(List.of(arguments), true, ROOT).stream()
                        .map(option -> option.name() + " " + option.kind() + " " + option.defaultValue())
                        .toList();
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = ';',
            quoteCharacter = '~',
            value = {
                "~n=5\ncase $1 in\n --rounds) n=\"$2\"; shift ;;\nesac~; rounds NUMBER 5",
                "~n=1e-3 # rate\ncase $1 in --lr|-l) n=${2}; shift 2 ;; esac~; lr NUMBER 0.001",
                "~export n='a b'\ncase $1 in (--name) n=$2;; esac~; name TEXT \"a b\"",
                "~n=$(nproc)\ncase $1 in --jobs) n=$2;; esac~; jobs TEXT null",
                "~n=4\nfor i in $@; do case $i in\n --rounds=*) n=\"${i#*=}\" ;;\nesac; done~; rounds NUMBER 4",
                "~R=5\nwhile getopts \"r:\" opt; do case $opt in\n r) R=$OPTARG ;;\nesac; done~; r NUMBER 5",
                "~while getopts ':hv' o; do case \"$o\" in h) usage;; v) VERBOSE=1;; esac; done~; verbose FLAG false",
                "~case $1 in --iid) IID=1; shift;; esac~; iid FLAG false",
                "python a.py ${ROUNDS:-3}; rounds NUMBER 3",
                "~python a.py ${DATA:-\"cifar 10\"}~; data TEXT \"cifar 10\"",
                "python a.py ${SEED:=$RANDOM} ${OUT-}; out TEXT null"
            })
    void options_and_variables_have_the_defaults_of_the_text(String text, String option) {
        assertThat(offered(text)).containsExactly(option);
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "case $1 in --help|-h) usage; exit 0;; esac",
                "case $1 in -r) n=$2; shift;; esac",
                "case $dataset in mnist) n=$2;; esac",
                "echo ${1:-3} ${PATH:-/bin} ${HOME:-/root}"
            })
    void nothing_is_offered_that_could_not_be_given(String text) {
        assertThat(offered(text)).isEmpty();
    }

    @Test
    void an_option_of_the_start_command_is_not_offered() {
        String text = "case $1 in\n -r|--rounds) n=$2; shift;;\n --lr) l=$2; shift;;\nesac";

        assertThat(offered(text, "-r", "3")).containsExactly("lr TEXT null");
    }

    @Test
    void a_switch_is_an_option_without_a_value() {
        String text = "case $1 in\n --rounds) n=$2; shift;;\n --fast|-f) fast=true;;\nesac";

        assertThat(new ShellOptions(text).switches()).containsExactlyInAnyOrder("--fast", "-f");
    }
}
