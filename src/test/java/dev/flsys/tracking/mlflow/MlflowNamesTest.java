package dev.flsys.tracking.mlflow;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.LinkedHashMap;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class MlflowNamesTest {

    @ParameterizedTest
    @CsvSource({
        "accuracy,accuracy",
        "client/3/train/loss,client/3/train/loss",
        "top-5 acc.@5,top-5 acc._5",
        "准确率,准确率",
        "a:b,a_b",
        "/a//b/,a/b",
        "../a/./b,_/a/_/b",
        "'',_"
    })
    void a_key_has_only_what_mlflow_accepts(String text, String key) {
        assertThat(MlflowNames.key(text)).isEqualTo(key);
    }

    @Test
    void long_keys_with_the_same_beginning_stay_different() {
        String beginning = "m".repeat(400);

        String one = MlflowNames.key(beginning + "1");

        assertThat(one).hasSizeLessThanOrEqualTo(MlflowNames.MAX_KEY);
        assertThat(MlflowNames.key(beginning + "2"))
                .hasSizeLessThanOrEqualTo(MlflowNames.MAX_KEY)
                .isNotEqualTo(one);
    }

    @Test
    void names_that_become_the_same_key_get_numbers() {
        Map<String, String> values = new LinkedHashMap<>();
        values.put("a:b", "1");
        values.put("a@b", "2");
        values.put("a_b", "3");

        assertThat(MlflowNames.keys(values))
                .containsExactly(Map.entry("a_b", "1"), Map.entry("a_b_2", "2"), Map.entry("a_b_3", "3"));
    }

    @Test
    void a_cut_value_has_no_half_of_a_pair() {
        String value = "x".repeat(MlflowNames.MAX_PARAM - 4) + "😀😀😀";

        String cut = MlflowNames.cut(value, MlflowNames.MAX_PARAM);

        assertThat(cut).hasSizeLessThanOrEqualTo(MlflowNames.MAX_PARAM).endsWith("x...");
        assertThat(MlflowNames.cut("short", 10)).isEqualTo("short");
    }
}
