package dev.flsys.simulation.list;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.flsys.testsupport.ServiceJson;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class RunLabelsTest {

    private static RunLabels patched(RunLabels labels, String patch) throws Exception {
        return labels.patched(ServiceJson.MAPPER.readTree(patch));
    }

    @Test
    void a_patch_changes_its_members_only_and_null_removes_one() throws Exception {
        RunLabels labels = patched(
                RunLabels.NONE,
                "{\"name\":\" 基线 \",\"notes\":\"a\\r\\n\\tb\",\"tags\":[\"x\",\"y\",\"x\"],\"pinned\":true}");
        assertThat(labels.name()).isEqualTo("基线");
        assertThat(labels.notes()).isEqualTo("a\n\tb");
        assertThat(labels.allTags()).containsExactly("x", "y");
        assertThat(labels.pinned()).isTrue();
        RunLabels next = patched(labels, "{\"name\":null,\"tags\":null,\"pinned\":null,\"archived\":true}");
        assertThat(next).isEqualTo(new RunLabels(null, "a\n\tb", null, false, true));
        assertThat(patched(next, "{\"notes\":\"  \",\"archived\":false}")).isEqualTo(RunLabels.NONE);
    }

    @Test
    void labels_are_stored_without_their_empty_members_and_read_again() throws Exception {
        RunLabels labels = new RunLabels("a", null, List.of("t"), false, true);
        String stored = ServiceJson.MAPPER.writeValueAsString(labels);
        assertThat(stored).isEqualTo("{\"name\":\"a\",\"tags\":[\"t\"],\"archived\":true}");
        assertThat(ServiceJson.MAPPER.readValue(stored, RunLabels.class)).isEqualTo(labels);
        assertThat(ServiceJson.MAPPER.writeValueAsString(RunLabels.NONE)).isEqualTo("{}");
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "[]",
                "null",
                "{\"title\":\"x\"}",
                "{\"name\":1}",
                "{\"name\":\"a\\u0000b\"}",
                "{\"name\":\"a\\nb\"}",
                "{\"name\":\"a\\u2028b\"}",
                "{\"name\":\"a\\ud800\"}",
                "{\"notes\":\"a\\u001b[31m\"}",
                "{\"tags\":\"x\"}",
                "{\"tags\":[\"\"]}",
                "{\"tags\":[1]}",
                "{\"tags\":[null]}",
                "{\"pinned\":\"true\"}",
                "{\"archived\":1}"
            })
    void a_value_of_another_kind_or_with_control_characters_is_refused(String patch) {
        assertThatThrownBy(() -> patched(RunLabels.NONE, patch)).isInstanceOf(ListProblem.class);
    }

    @Test
    void long_values_are_refused() throws Exception {
        String longest = "字".repeat(RunLabels.MAX_NAME);
        assertThat(patched(RunLabels.NONE, "{\"name\":\"" + longest + "\"}").name())
                .isEqualTo(longest);
        assertThatThrownBy(() -> patched(RunLabels.NONE, "{\"name\":\"" + longest + "x\"}"))
                .hasMessageContaining("at most 200 characters");
        assertThatThrownBy(() -> patched(RunLabels.NONE, "{\"notes\":\"" + "x".repeat(10_001) + "\"}"))
                .isInstanceOf(ListProblem.class);
        assertThatThrownBy(() -> patched(RunLabels.NONE, "{\"" + "x".repeat(10_000) + "\":1}"))
                .satisfies(refused -> assertThat(refused.getMessage()).hasSizeLessThan(300));
    }
}
