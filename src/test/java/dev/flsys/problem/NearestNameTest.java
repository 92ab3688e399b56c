package dev.flsys.problem;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.Collections;
import java.util.List;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class NearestNameTest {

    @ParameterizedTest
    @CsvSource({
        "lenet, LeNet",
        "LENET, LeNet",
        "LeNte, LeNet",
        "eLNet, LeNet",
        "Lenets, LeNet",
        "num_rounds, num-rounds",
        "num-round, num-rounds",
        "numrounds, num-rounds",
        "learning-rate, learning_rate",
        "learningrat, learning_rate",
        "leraning_rate, learning_rate",
        "卷积网洛, 卷积网络",
        "mlp, MLP_round_3",
        "rounds, num-rounds",
        "round_3, MLP_round_3",
        "MLP_round_3_final_of_today, MLP_round_3",
    })
    void a_near_name_is_found(String wanted, String nearest) {
        assertThat(NearestName.to(
                        wanted,
                        List.of("MLP_round_3", "num-rounds", "LeNet", "learning_rate", "卷积网络", "momentum", "lr")))
                .contains(nearest);
    }

    @ParameterizedTest
    @CsvSource({"transformer", "x", "lx", "''", "'   '", "num-clients"})
    void a_name_that_is_far_from_all_has_no_nearest(String wanted) {
        assertThat(NearestName.to(wanted, List.of("LeNet", "num-rounds", "lr", "")))
                .isEmpty();
    }

    @Test
    void the_nearest_name_does_not_depend_on_the_order_of_the_names() {
        List<String> names = List.of("net_b", "net_a", "net_c");

        assertThat(NearestName.to("net_x", names)).contains("net_a");
        assertThat(NearestName.to("net_x", List.of("net_c", "net_a", "net_b"))).contains("net_a");
    }

    @Test
    void an_equal_name_in_other_case_comes_before_one_with_another_letter() {
        assertThat(NearestName.to("lenet", List.of("lenet2", "LENET"))).contains("LENET");
    }

    @Test
    void a_name_of_excessive_length_is_compared_with_none() {
        assertThat(NearestName.to("a".repeat(100_000), List.of("a".repeat(100_000))))
                .isEmpty();
        assertThat(NearestName.to("aaaa", List.of("a".repeat(100_000)))).isEmpty();
    }

    @Test
    void a_hint_has_the_nearest_name_or_a_list_of_the_known_names() {
        assertThat(NearestName.suggest("lenet", List.of("LeNet", "ResNet"))).isEqualTo(" Did you mean LeNet?");
        assertThat(NearestName.suggest("vgg", List.of("ResNet", "LeNet"))).isEqualTo(" Available: LeNet, ResNet.");
        assertThat(NearestName.suggest("vgg", List.of())).isEmpty();
    }

    @Test
    void a_list_shows_five_names_and_how_many_more_there_are() {
        List<String> names = IntStream.range(0, 9).mapToObj(n -> "net" + n).toList();

        assertThat(NearestName.listed(names)).isEqualTo("net0, net1, net2, net3, net4 and 4 more");
        assertThat(NearestName.listed(names.subList(0, 5))).isEqualTo("net0, net1, net2, net3, net4");
        assertThat(NearestName.listed(Collections.nCopies(3, "a".repeat(1_000))))
                .isEqualTo("3");
    }
}
