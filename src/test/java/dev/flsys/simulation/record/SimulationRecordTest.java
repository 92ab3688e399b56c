package dev.flsys.simulation.record;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.ObjectMapper;
import dev.flsys.simulation.failure.Explanation;
import dev.flsys.testsupport.ServiceJson;
import java.io.IOException;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** {@code simulation.json}, whose members are flat and stay those of older versions. */
class SimulationRecordTest {

    private static final ObjectMapper JSON = ServiceJson.MAPPER;

    private static final String BEGIN =
            "{\"id\":\"20261124-100000-00000001\",\"owner\":\"me\",\"parameters\":{\"a\":1},";

    @ParameterizedTest
    @ValueSource(
            strings = {
                "\"state\":\"queued\",\"requested\":\"2026-11-24T10:00:00Z\",\"marker\":\"m\"}",
                "\"state\":\"failed\",\"requested\":\"2026-11-24T10:00:00Z\",\"started\":\"2026-11-24T10:00:01Z\","
                        + "\"ended\":\"2026-11-24T10:00:02Z\",\"command\":[\"flwr\",\"run\"],\"marker\":\"m\","
                        + "\"process\":{\"pid\":7,\"started\":\"2026-11-24T10:00:01Z\",\"where\":\"here\"},\"exit_code\":1,"
                        + "\"message\":\"sentence\",\"detail\":\"reason\",\"explanation\":{\"kind\":\"key\",\"cause\":\"cause\",\"where\":\"a.py:1\",\"remedy\":\"do\","
                        + "\"last_lines\":[\"a\"]},\"log_seq\":4,"
                        + "\"total_rounds\":2,\"rounds\":[{\"round\":1,\"loss\":0.5,\"metrics\":{},\"lost\":false}],\"models\":[],"
                        + "\"flower_run\":{\"superlink\":\"grid\",\"run_id\":\"3\"},"
                        + "\"resources\":{\"cpu_seconds\":1.5,\"peak_memory_bytes\":9,\"written_bytes\":8,"
                        + "\"rounds\":[{\"round\":1,\"cpu_seconds\":1.5,\"peak_memory_bytes\":9,\"written_bytes\":8}]}}"
            })
    void a_record_is_read_and_written_unchanged(String rest) throws IOException {
        SimulationRecord record = JSON.readValue(BEGIN + rest, SimulationRecord.class);

        assertThat(JSON.writeValueAsString(record)).isEqualTo(BEGIN + rest);
    }

    @Test
    void an_explanation_of_an_older_version_is_read_as_its_cause() throws IOException {
        String rest = "\"state\":\"failed\",\"requested\":\"2026-11-24T10:00:00Z\",\"marker\":\"m\",\"exit_code\":1,"
                + "\"message\":\"sentence\",\"detail\":\"reason\",\"explanation\":\"The disk is full.\"}";
        SimulationRecord record = JSON.readValue(BEGIN + rest, SimulationRecord.class);

        assertThat(record.report().explanation()).isEqualTo(Explanation.of("The disk is full.", null));
        assertThat(JSON.writeValueAsString(record)).contains("\"explanation\":{\"cause\":\"The disk is full.\"}");
    }

    @ParameterizedTest
    @ValueSource(strings = "\"state\":\"queued\",\"requested\":\"2026-11-24T10:00:00Z\",\"marker\":\"m\",\"next\":1}")
    void a_member_of_a_newer_version_is_ignored(String rest) throws IOException {
        assertThat(JSON.readValue(BEGIN + rest, SimulationRecord.class).report().detail())
                .isNull();
    }
}
