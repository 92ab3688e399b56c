package dev.flsys.tracking;

import com.fasterxml.jackson.databind.DeserializationFeature;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import dev.flsys.flower.progress.Round;
import dev.flsys.simulation.log.LogChunk;
import dev.flsys.simulation.log.LogReader;
import dev.flsys.simulation.log.LoggedEvent;
import dev.flsys.simulation.log.SimulationEvent;
import dev.flsys.simulation.log.SimulationLog;
import java.io.Closeable;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.time.DateTimeException;
import java.time.Instant;
import org.jspecify.annotations.Nullable;

/** Reads the rounds in the log of a run, with the time of the line before each one. For one thread. */
final class RunLog implements Closeable {

    private final LogReader reader;
    private final ObjectMapper json;
    private Instant time;
    private long position;

    /** @param started the time of a round before the first line */
    RunLog(SimulationLog log, Instant started, ObjectMapper json) throws IOException {
        this.reader = log.open();
        this.time = started;
        this.json = json;
    }

    /** The receiver of rounds. */
    interface Rounds {
        void ended(Round round, Instant time);
    }

    /** Reads about 32 KiB of new lines. Returns whether there may be more now. */
    boolean read(Rounds rounds) throws IOException {
        LogChunk chunk = reader.read(position);
        if (chunk.isEmpty()) {
            return false;
        }
        LoggedEvent line = null;
        try {
            for (LoggedEvent event : chunk.events()) {
                if (event.event().equals(SimulationEvent.Log.NAME)) {
                    line = event;
                } else if (event.event().equals(SimulationEvent.RoundEnded.NAME)) {
                    note(line);
                    line = null;
                    rounds.ended(round(event), time);
                }
            }
        } catch (UncheckedIOException damaged) {
            throw damaged.getCause();
        }
        note(line);
        position = chunk.next();
        return true;
    }

    private Round round(LoggedEvent event) throws IOException {
        return json.readerFor(Round.class)
                .without(DeserializationFeature.FAIL_ON_UNKNOWN_PROPERTIES)
                .readValue(event.data());
    }

    private void note(@Nullable LoggedEvent line) throws IOException {
        JsonNode written = line == null ? null : json.readTree(line.data()).get("timestamp");
        if (written != null) {
            try {
                time = Instant.parse(written.asText());
            } catch (DateTimeException ofAnotherVersion) {
                // The time of an earlier line is near enough.
            }
        }
    }

    /** Whether no round follows, now or later. */
    boolean isOver() {
        return reader.isOver(position);
    }

    @Override
    public void close() {
        reader.close();
    }
}
