package dev.flsys.simulation;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectReader;
import com.fasterxml.jackson.databind.json.JsonMapper;
import dev.flsys.flower.progress.Round;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.function.Function;

/**
 * What a log holds of a run's output. Lines before the run started are steps of its preparation, and none of its
 * output; what the service itself tells later is no line.
 *
 * @param started whether the log tells that the run started
 * @param lines how many lines there are, pieces of a long one each counted
 * @param rounds the rounds that ended with these lines
 * @param roundsTold how many rounds the log tells
 */
record LoggedOutput(boolean started, long lines, List<Round> rounds, int roundsTold) {

    private static final ObjectReader JSON = new JsonMapper().reader();

    /**
     * Reads all that is there.
     *
     * @param progress gets each line, and answers the round that it ended
     * @param cause gets each line
     */
    static LoggedOutput read(SimulationLog log, Function<String, Optional<Round>> progress, FailureCause cause) {
        boolean started = false;
        long lines = 0;
        int told = 0;
        List<Round> rounds = new ArrayList<>();
        try (LogReader reader = log.open()) {
            LogChunk chunk = reader.read(0);
            while (!chunk.isEmpty()) {
                for (String line : new String(chunk.bytes(), StandardCharsets.UTF_8).split("\n")) {
                    JsonNode event = JSON.readTree(line);
                    switch (event.path("event").asText()) {
                        case "simulation_started" -> started = true;
                        case "simulation_round" -> told++;
                        case "simulation_log" -> {
                            if (started) {
                                JsonNode data = event.path("data");
                                String text = data.path("message").asText();
                                lines++;
                                progress.apply(text).ifPresent(rounds::add);
                                cause.line(
                                        text,
                                        data.path("continues").asBoolean(),
                                        data.path("seq").asLong());
                            }
                        }
                        default -> {
                            // told by the service
                        }
                    }
                }
                chunk = reader.read(chunk.next());
            }
        } catch (IOException unreadable) {
            throw new UncheckedIOException("The log cannot be read: " + log.id(), unreadable);
        }
        return new LoggedOutput(started, lines, List.copyOf(rounds), told);
    }
}
