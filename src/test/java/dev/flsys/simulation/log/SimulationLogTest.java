package dev.flsys.simulation.log;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.SerializationFeature;
import com.fasterxml.jackson.databind.json.JsonMapper;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.function.LongFunction;
import java.util.stream.LongStream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.condition.EnabledOnOs;
import org.junit.jupiter.api.condition.OS;
import org.junit.jupiter.api.io.TempDir;

class SimulationLogTest {

    private static final ObjectMapper JSON = JsonMapper.builder()
            .findAndAddModules()
            .disable(SerializationFeature.WRITE_DATES_AS_TIMESTAMPS)
            .build();
    private static final SimulationId ID = new SimulationId("20261124-100000-00000001");

    @TempDir
    Path folder;

    private Path file() {
        return folder.resolve("log.ndjson");
    }

    private static LongFunction<SimulationEvent> line(String text) {
        return seq -> new SimulationEvent.Log(ID, seq, text, Instant.EPOCH, false, false);
    }

    private static List<LongFunction<SimulationEvent>> lines(int count, int length) {
        return Collections.nCopies(count, line("x".repeat(length)));
    }

    private static List<Long> read(LogReader reader, long from) throws IOException {
        List<Long> seqs = new ArrayList<>();
        long position = from;
        for (LogChunk chunk = reader.read(position); !chunk.isEmpty(); chunk = reader.read(position)) {
            JsonNode json = JSON.readTree(chunk.json());
            assertThat(json.isArray()).isEqualTo(chunk.count() > 1);
            Iterable<JsonNode> events = json.isArray() ? json : List.of(json);
            events.forEach(event -> seqs.add(event.path("data").path("seq").asLong()));
            position = chunk.next();
        }
        return seqs;
    }

    private static List<Long> range(long first, long last) {
        return LongStream.rangeClosed(first, last).boxed().toList();
    }

    @Test
    void every_event_is_read_once_from_any_position() throws IOException {
        SimulationLog log = SimulationLog.create(ID, file());
        try (SimulationLog.Appender appender = log.appender(JSON, Long.MAX_VALUE);
                LogReader reader = log.open()) {
            for (int batch = 0; batch < 50; batch++) {
                appender.append(lines(37, batch * 40));
            }
            for (long after : new long[] {0, 1, 2, 36, 37, 38, 500, 999, 1849, 1850, 9999}) {
                assertThat(read(reader, reader.after(after)))
                        .as("after %d", after)
                        .isEqualTo(range(after + 1, 1850));
            }
        }
    }

    @Test
    void a_reader_is_called_for_appended_events_and_sees_the_end() throws IOException {
        SimulationLog log = SimulationLog.create(ID, file());
        AtomicInteger calls = new AtomicInteger();
        try (LogReader reader = log.open()) {
            try (SimulationLog.Appender appender = log.appender(JSON, Long.MAX_VALUE)) {
                log.follow(calls::incrementAndGet);
                assertThat(reader.read(0).isEmpty()).isTrue();
                appender.append(lines(2, 10));
                assertThat(calls).hasValue(1);
                assertThat(reader.read(0).count()).isEqualTo(2);
                assertThat(reader.isOver(reader.read(0).next())).isFalse();
            }
            assertThat(calls).hasValue(2);
            assertThat(reader.isOver(0)).isFalse();
            assertThat(reader.isOver(reader.read(0).next())).isTrue();
        }
    }

    @Test
    void a_chunk_is_small_except_for_a_long_line() throws IOException {
        SimulationLog log = SimulationLog.create(ID, file());
        try (SimulationLog.Appender appender = log.appender(JSON, Long.MAX_VALUE);
                LogReader reader = log.open()) {
            appender.append(List.of(line("a"), line("\0".repeat(16 * 1024)), line("b")));
            appender.append(lines(1_000, 1));
            LogChunk first = reader.read(0);
            assertThat(first.count()).isEqualTo(1);
            LogChunk second = reader.read(first.next());
            assertThat(second.count()).isEqualTo(1);
            assertThat(second.bytes().length).isGreaterThan(6 * 16 * 1024);
            assertThat(reader.read(second.next()).bytes().length).isLessThanOrEqualTo(32 * 1024);
            assertThat(read(reader, 0)).isEqualTo(range(1, 1_003));
        }
    }

    @Test
    void a_large_chunk_has_at_most_500_lines_and_128_kib() throws IOException {
        SimulationLog log = SimulationLog.create(ID, file());
        try (SimulationLog.Appender appender = log.appender(JSON, Long.MAX_VALUE);
                LogReader reader = log.open()) {
            appender.append(lines(600, 1));
            appender.append(lines(600, 400));
            LogChunk many = reader.read(0, LogReader.LARGE_BYTES);
            assertThat(many.count()).isEqualTo(500);
            LogChunk large = reader.read(reader.after(600), LogReader.LARGE_BYTES);
            assertThat(large.bytes().length).isBetween(LogReader.LARGE_BYTES - 1_000, LogReader.LARGE_BYTES);
        }
    }

    @Test
    void a_reader_stops_at_the_published_end() throws IOException {
        SimulationLog log = SimulationLog.create(ID, file());
        try (SimulationLog.Appender appender = log.appender(JSON, Long.MAX_VALUE);
                LogReader reader = log.open()) {
            appender.append(lines(3, 20));
            String published = Files.readString(file());
            // An append that is not published yet.
            Files.writeString(file(), published, StandardOpenOption.APPEND);
            assertThat(read(reader, 0)).isEqualTo(range(1, 3));
            assertThat(reader.read(0).next()).isEqualTo(published.length());
            assertThat(reader.after(9)).isEqualTo(published.length());
            assertThat(reader.lastSeq()).isEqualTo(3);
        }
    }

    @Test
    void a_log_without_a_file_is_empty() throws IOException {
        SimulationLog log = SimulationLog.stored(ID, file());
        try (LogReader reader = log.open()) {
            assertThat(reader.read(0).isEmpty()).isTrue();
            assertThat(reader.after(5)).isZero();
            assertThat(reader.lastSeq()).isZero();
        }
    }

    @Test
    void an_unfinished_line_is_cut_off_and_the_numbers_continue() throws IOException {
        SimulationLog log = SimulationLog.create(ID, file());
        try (SimulationLog.Appender appender = log.appender(JSON, Long.MAX_VALUE)) {
            appender.append(lines(3, 20));
        }
        String unfinished =
                "{\"event\":\"simulation_log\",\"data\":{\"line\":\"" + "longer than a chunk ".repeat(3_000);
        Files.writeString(file(), unfinished, StandardOpenOption.APPEND);
        SimulationLog again = SimulationLog.stored(ID, file());
        try (LogReader reader = again.open()) {
            assertThat(read(reader, 0)).isEqualTo(range(1, 3));
        }
        try (SimulationLog.Appender appender = again.appender(JSON, Long.MAX_VALUE);
                LogReader reader = again.open()) {
            appender.append(lines(1, 5));
            assertThat(read(reader, 0)).isEqualTo(range(1, 4));
        }
        assertThat(Files.readAllLines(file())).hasSize(4);
    }

    @Test
    void appended_events_have_the_next_numbers_and_the_log_is_full_from_its_limit_on() throws IOException {
        SimulationLog log = SimulationLog.create(ID, file());
        long length;
        try (SimulationLog.Appender appender = log.appender(JSON, Long.MAX_VALUE)) {
            assertThat(appender.append(lines(3, 20))).isEqualTo(1);
            assertThat(appender.append(List.of())).isEqualTo(4);
            assertThat(appender.append(lines(2, 20))).isEqualTo(4);
            length = Files.size(file());
            assertThat(appender.isFull()).isFalse();
        }
        try (SimulationLog.Appender appender = log.appender(JSON, length + 1)) {
            assertThat(appender.isFull()).isFalse();
        }
        try (SimulationLog.Appender appender = log.appender(JSON, length)) {
            assertThat(appender.isFull()).isTrue();
        }
    }

    @Test
    void an_interrupted_thread_still_appends() throws IOException {
        SimulationLog log = SimulationLog.create(ID, file());
        try (SimulationLog.Appender appender = log.appender(JSON, Long.MAX_VALUE)) {
            Thread.currentThread().interrupt();
            appender.append(lines(1, 5));
            appender.append(lines(1, 5));
        } finally {
            assertThat(Thread.interrupted()).isTrue();
        }
        assertThat(Files.readAllLines(file())).hasSize(2);
    }

    @Test
    @EnabledOnOs(OS.LINUX)
    void a_full_disk_is_an_error_and_readers_still_get_the_last_event() throws IOException {
        Files.createSymbolicLink(file(), Path.of("/dev/full"));
        SimulationLog log = SimulationLog.create(ID, file());
        try (SimulationLog.Appender appender = log.appender(JSON, Long.MAX_VALUE);
                LogReader reader = log.open()) {
            assertThatThrownBy(() -> appender.append(lines(1, 5))).isInstanceOf(UncheckedIOException.class);
            assertThat(reader.read(0).isEmpty()).isTrue();
            appender.abandon(line("the last"));
            LogChunk last = reader.read(0);
            assertThat(last.json()).contains("the last").contains("\"seq\":1");
            assertThat(last.next()).isEqualTo(last.bytes().length);
            assertThat(reader.isOver(0)).isFalse();
            assertThat(reader.isOver(last.next())).isTrue();
            assertThat(reader.read(last.next()).isEmpty()).isTrue();
        }
    }
}
