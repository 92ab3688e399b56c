package dev.flsys.platform.proposal;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class NormalisationTest {

    @ParameterizedTest
    @ValueSource(
            strings = {
                "Normalize((0.1, 0.2), (0.3, 0.4))",
                "Normalize(mean=[0.1,0.2,], std=[0.3, 0.4], inplace=True)",
                "PAIR = ((0.1, 0.2), (0.3, 0.4))\ntf = Compose([ToTensor(), Normalize(*PAIR)])",
                "PAIR: tuple = [[0.1, 0.2], [0.3, 0.4]]\ntf = transforms.Normalize(* PAIR)",
                "MEAN = (0.1, 0.2)\nSTD = [0.3,\n  0.4]\ntf = Normalize(mean=MEAN, std=STD)",
                "def tf():\n    mean = [0.1, 0.2]\n    std = [0.3, 0.4]\n    return v2.Normalize(mean, std)",
                "Normalize(own, std)\nNormalize((0.1, 0.2), (0.3, 0.4))"
            })
    void numbers_and_names_that_are_assigned_once_are_read(String source) {
        assertThat(Normalisation.allOf(source)).contains(new Normalisation("0.1,0.2", "0.3,0.4"));
    }

    @Test
    void values_of_bytes_are_divided() {
        assertThat(Normalisation.allOf("norm = Normalize(\n    mean=[x / 255.0 for x in [51, 127.5, 255]],\n"
                        + "    std=[x / 255.0 for x in [25.5, 51.0, 102]])"))
                .contains(new Normalisation("0.2,0.5,1", "0.1,0.2,0.4"));
        assertThat(Normalisation.allOf("m = (51/255, 102 / 255.0)\nNormalize(m, 0.5)"))
                .contains(new Normalisation("0.2,0.4", "0.5"));
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "Normalize(mean, std)",
                "mean = (0.1,)\nmean = (0.2,)\nNormalize(mean, (0.5,))",
                "mean = compute(data)\nNormalize(mean, (0.5,))",
                "Normalize(*PAIR)",
                "Normalize((0.1 / 0,), (0.5,))",
                "Normalize((1.2.3,), (0.5,))",
                "class Normalize(nn.Module):\n    pass"
            })
    void values_that_the_source_does_not_have_are_unknown(String source) {
        assertThat(Normalisation.allOf(source)).isEmpty();
    }

    @Test
    void a_long_list_is_read_without_recursion() {
        String numbers = "0.5, ".repeat(100_000);
        assertThat(Normalisation.allOf("Normalize([" + numbers + "], [0.5])")).hasSize(1);
        assertThat(Normalisation.allOf("mean = [" + numbers + "\nNormalize(mean, [0.5])"))
                .isEmpty();
    }
}
