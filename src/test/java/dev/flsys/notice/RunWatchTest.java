package dev.flsys.notice;

import static org.assertj.core.api.Assertions.assertThat;

import dev.flsys.settings.Settings;
import dev.flsys.settings.SettingsReport;
import dev.flsys.simulation.log.SimulationId;
import dev.flsys.simulation.record.SimulationRecord;
import dev.flsys.testsupport.ServiceJson;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class RunWatchTest {

    private static final SimulationId ID = new SimulationId("20261124-100000-00000001");

    private final RunWatch watch = new RunWatch();
    private final List<Notice> sent = new ArrayList<>();

    private static SimulationRecord record(String state, String detail) throws Exception {
        return ServiceJson.MAPPER.readValue("""
                {"id": "%s", "owner": "me", "parameters": {}, "state": "%s", "requested": "2026-11-24T10:00:00Z",
                 "marker": "m", "detail": %s}""".formatted(ID, state, detail), SimulationRecord.class);
    }

    private void check(@Nullable SimulationRecord record) {
        watch.check(id -> Optional.ofNullable(record), sent::add);
    }

    @Test
    void each_stall_and_the_end_have_one_notice() throws Exception {
        watch.add(ID);
        check(record("running", "null"));
        check(record("running", "\"stalled\""));
        check(record("running", "\"stalled\""));
        check(record("running", "null"));
        check(record("running", "\"stalled\""));
        check(record("failed", "\"MemoryError\""));
        check(record("failed", "\"MemoryError\""));
        assertThat(sent).extracting(Notice::event).containsExactly("stalled", "stalled", "failed");
        assertThat(sent.get(2).text()).isEqualTo("Simulation " + ID + ": failed. MemoryError");
    }

    @Test
    void a_run_that_was_deleted_is_forgotten() throws Exception {
        watch.add(ID);
        check(null);
        check(record("completed", "null"));
        assertThat(sent).isEmpty();
    }

    @ParameterizedTest
    @CsvSource({"https://chat.example/hook?key=1, true", "ftp://host/, false", "/hook, false", "http://, false"})
    void an_address_is_one_of_a_web_server(String address, boolean valid) {
        SettingsReport report = new SettingsReport();
        NoticeSettings settings = new NoticeSettings(Settings.of(Map.of("NOTIFY_WEBHOOK", address), report));
        assertThat(settings.webhook().isPresent()).isEqualTo(valid);
        assertThat(settings.toString()).doesNotContain("key");
    }
}
