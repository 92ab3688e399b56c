package dev.flsys.simulation.log;

import static org.assertj.core.api.Assertions.assertThat;

import dev.flsys.testsupport.ServiceJson;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.time.Instant;
import java.util.List;
import org.junit.jupiter.api.Test;

class LineWriterTest {

    private static final SimulationId ID = new SimulationId("20261124-100000-00000001");

    private final LineWriter writer = new LineWriter();

    @Test
    void each_line_has_the_text_of_the_mapper() throws IOException {
        List<String> messages =
                List.of("", "plain", "\"quoted\" \\ \t \u0001 \u001B[31mred\u001B[0m", "训练 é 🙂", "x".repeat(70_000));
        List<Instant> times = List.of(
                Instant.EPOCH,
                Instant.parse("2026-11-24T10:00:00Z"),
                Instant.parse("2026-11-24T10:00:00.120Z"),
                Instant.parse("2026-11-24T10:00:00.123456789Z"));
        long seq = 0;
        for (String message : messages) {
            for (Instant time : times) {
                for (int flags = 0; flags < 4; flags++) {
                    var line = new SimulationEvent.Log(ID, ++seq, message, time, (flags & 1) != 0, (flags & 2) != 0);
                    assertThat(written(line)).isEqualTo(ServiceJson.MAPPER.writeValueAsString(line));
                }
            }
        }
    }

    @Test
    void each_character_is_escaped_like_by_the_mapper_at_each_place() throws IOException {
        for (int character = 0; character < 0x180; character++) {
            for (int before = 0; before < 20; before++) {
                String message = "x".repeat(before) + (char) character + "y".repeat(20 - before);
                var line = new SimulationEvent.Log(ID, 1, message, Instant.EPOCH, false, false);

                assertThat(written(line)).isEqualTo(ServiceJson.MAPPER.writeValueAsString(line));
            }
        }
    }

    @Test
    void each_number_has_all_of_its_digits() throws IOException {
        for (long seq : new long[] {0, 1, 9, 10, 99, 100, 123_456_789, 9_999_999_999L, Long.MAX_VALUE}) {
            var line = new SimulationEvent.Log(ID, seq, "", Instant.EPOCH, false, false);

            assertThat(written(line)).isEqualTo(ServiceJson.MAPPER.writeValueAsString(line));
        }
    }

    @Test
    void half_of_a_character_becomes_a_question_mark() {
        var line = new SimulationEvent.Log(ID, 1, "\uD800 alone", Instant.EPOCH, false, false);

        assertThat(written(line)).contains("\"message\":\"? alone\"");
    }

    private String written(SimulationEvent.Log line) {
        LineBytes bytes = new LineBytes();
        writer.write(line, bytes);
        return new String(bytes.copy(), StandardCharsets.UTF_8);
    }
}
