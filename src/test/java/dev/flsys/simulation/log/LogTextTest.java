package dev.flsys.simulation.log;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.charset.StandardCharsets;
import java.util.List;
import org.junit.jupiter.api.Test;

class LogTextTest {

    private static String line(String text, String more) {
        return "{\"event\":\"simulation_log\",\"data\":{\"message\":\"" + text + "\"" + more + "}}\n";
    }

    private static LogChunk chunk(String events) {
        byte[] bytes = events.getBytes(StandardCharsets.UTF_8);
        return new LogChunk(bytes, 1, bytes.length);
    }

    /** The text of events, which does not depend on the chunks. */
    private static String text(List<String> events) {
        LogText whole = new LogText();
        String text = whole.add(chunk(String.join("", events))) + whole.end();
        LogText single = new LogText();
        StringBuilder one = new StringBuilder();
        events.forEach(event -> one.append(single.add(chunk(event))));
        one.append(single.end());
        assertThat(one.toString()).isEqualTo(text);
        return text;
    }

    @Test
    void the_last_text_of_a_progress_bar_remains() {
        assertThat(text(List.of(
                        line("before", ""),
                        line("0 %", ""),
                        line("50 %", ",\"replaces\":true"),
                        "{\"event\":\"simulation_round\",\"data\":{}}\n",
                        line("100 %", ",\"replaces\":true"),
                        line("after", ""))))
                .isEqualTo("before\n100 %\nafter\n");
    }

    @Test
    void pieces_stay_one_line_and_the_first_piece_may_replace() {
        assertThat(text(List.of(
                        line("bar", ""),
                        line("piece ", ",\"continues\":true,\"replaces\":true"),
                        line("piece", ""),
                        line("last", ""))))
                .isEqualTo("piece piece\nlast\n");
    }

    @Test
    void a_log_that_begins_within_a_bar_begins_with_its_next_text() {
        assertThat(text(List.of(line("70 %", ",\"replaces\":true"), line("", ""))))
                .isEqualTo("70 %\n\n");
        assertThat(new LogText().end()).isEmpty();
    }
}
