package dev.flsys.model.toml;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.time.Duration;
import org.junit.jupiter.api.Assertions;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

class IdGlobTest {

    @ParameterizedTest
    @CsvSource({
        "global_model_*, global_model_LeNet, true",
        "global_model_*, global_model_, true",
        "global_model_*, my_global_model_1, false",
        "*, anything at all.onnx, true",
        "LeNet, LeNet, true",
        "LeNet, lenet, false",
        "LeNet, LeNet2, false",
        "round_?, round_3, true",
        "round_?, round_12, false",
        "round_[0-9], round_7, true",
        "round_[0-9], round_x, false",
        "round_[!0-9], round_x, true",
        "round_[^0-9], round_7, false",
        "a[]]b, a]b, true",
        "a[!]]b, a]b, false",
        "a[-x]b, a-b, true",
        "a[x-]b, a-b, true",
        "[*]star, *star, true",
        "[*]star, a star, false",
        "*a*b*, xxaxxbxx, true",
        "*a*b*, xxbxxaxx, false",
        "*.onnx, net.onnx, true",
        "a.c, abc, false",
        "模*, 模型, true",
        "?, 😀, true",
    })
    void a_pattern_matches_whole_ids(String pattern, String id, boolean expected) {
        assertThat(IdGlob.of(pattern).matches(id)).isEqualTo(expected);
    }

    @ParameterizedTest
    @ValueSource(strings = {"", " ", "[", "a[b", "[]", "[!]", "[z-a]", "{a,b}", "a/b", "a\\*"})
    void a_pattern_that_could_mean_something_else_is_refused(String pattern) {
        assertThatThrownBy(() -> IdGlob.of(pattern)).isInstanceOf(IllegalArgumentException.class);
    }

    @Test
    void the_time_of_a_match_is_bounded() {
        IdGlob glob = IdGlob.of("*a".repeat(127));
        Assertions.assertTimeout(Duration.ofSeconds(5), () -> {
            for (int i = 0; i < 100; i++) {
                assertThat(glob.matches("a".repeat(254) + "b")).isFalse();
            }
        });
    }
}
