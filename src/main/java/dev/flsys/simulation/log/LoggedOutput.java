package dev.flsys.simulation.log;

import com.fasterxml.jackson.databind.JsonNode;
import dev.flsys.flower.progress.Round;
import dev.flsys.simulation.failure.FailureCause;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.time.Instant;
import java.time.format.DateTimeParseException;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.function.BiFunction;
import org.jspecify.annotations.Nullable;

/**
 * The output of a simulation as its log has it. Lines before {@code simulation_started} are steps of the preparation
 * and do not count.
 *
 * @param started whether the log has {@code simulation_started}
 * @param lines number of lines, where each piece of a long line counts
 * @param rounds the rounds that ended with these lines
 * @param loggedRounds number of rounds that the log has as events
 */
public record LoggedOutput(boolean started, long lines, List<Round> rounds, int loggedRounds) {

    /**
     * Reads the whole log.
     *
     * @param progress gets each line with its time, which is null if it is unreadable, and returns the round that it
     *     ended
     * @param cause gets each line
     */
    public static LoggedOutput read(
            SimulationLog log, BiFunction<String, @Nullable Instant, Optional<Round>> progress, FailureCause cause) {
        boolean started = false;
        long lines = 0;
        int logged = 0;
        List<Round> rounds = new ArrayList<>();
        try (LogReader reader = log.open()) {
            for (LogChunk chunk = reader.read(0); !chunk.isEmpty(); chunk = reader.read(chunk.next())) {
                for (LoggedEvent event : chunk.events()) {
                    switch (event.event()) {
                        case SimulationEvent.Started.NAME -> started = true;
                        case SimulationEvent.RoundEnded.NAME -> logged++;
                        case SimulationEvent.Log.NAME -> {
                            if (started) {
                                JsonNode data = event.parsed();
                                String text = data.path("message").asText();
                                boolean continues = data.path("continues").asBoolean();
                                lines++;
                                progress.apply(text, time(data)).ifPresent(rounds::add);
                                cause.readLine(text, continues, data.path("seq").asLong());
                            }
                        }
                        default -> {} // no output
                    }
                }
            }
        } catch (IOException unreadable) {
            throw new UncheckedIOException("The log cannot be read: " + log.id(), unreadable);
        }
        return new LoggedOutput(started, lines, List.copyOf(rounds), logged);
    }

    private static @Nullable Instant time(JsonNode data) {
        try {
            return Instant.parse(data.path("timestamp").asText());
        } catch (DateTimeParseException damaged) {
            return null;
        }
    }
}
