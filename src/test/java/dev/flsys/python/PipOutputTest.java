package dev.flsys.python;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.List;
import org.junit.jupiter.api.Test;

class PipOutputTest {

    @Test
    void steps_are_shown_without_addresses() {
        assertThat(PipOutput.filter("ERROR: No matching distribution")).contains("ERROR: No matching distribution");
        assertThat(PipOutput.filter("  Downloading https://files.example.org/a/b/numpy-1.26.4.whl (18.3 MB)"))
                .contains("Downloading numpy-1.26.4.whl (18.3 MB)");
    }

    @Test
    void lines_without_information_are_omitted() {
        assertThat(List.of(
                        "Collecting numpy==1.26.4",
                        "  Downloading filelock-4.2.11-py3-none-any.whl (222 kB)",
                        "Requirement already satisfied: pip in ./.venv",
                        "Looking in indexes: https://user:****@example.org/simple",
                        "  Downloading numpy-1.26.4-cp311.whl.metadata (61 kB)",
                        "  Using cached x.whl",
                        ""))
                .allMatch(line -> PipOutput.filter(line).isEmpty());
    }

    @Test
    void the_tail_has_the_last_lines_with_information() {
        assertThat(PipOutput.tail(List.of("Looking in indexes: https://example.org", "", "ERROR: no", " more ")))
                .isEqualTo("ERROR: no\nmore");
    }
}
