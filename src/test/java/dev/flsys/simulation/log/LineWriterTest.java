package dev.flsys.simulation.log;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.core.JsonGenerator;
import dev.flsys.testsupport.ServiceJson;
import java.io.IOException;
import java.io.StringWriter;
import java.time.Instant;
import java.util.List;
import org.junit.jupiter.api.Test;

class LineWriterTest {

    private static final SimulationId ID = new SimulationId("20261124-100000-00000001");

    private final LineWriter writer = new LineWriter();

    @Test
    void each_line_has_the_text_of_the_mapper() throws IOException {
        List<String> messages = List.of(
                "",
                "plain",
                "\"quoted\" \\ \t \u0001 \u001B[31mred\u001B[0m",
                "训练 é 🙂",
                "\uD800 alone",
                "x".repeat(70_000));
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

    private String written(SimulationEvent.Log line) throws IOException {
        StringWriter text = new StringWriter();
        try (JsonGenerator generator = ServiceJson.MAPPER.getFactory().createGenerator(text)) {
            writer.write(line, generator);
        }
        return text.toString();
    }
}
