package dev.flsys.simulation;

import dev.flsys.flower.progress.Round;
import dev.flsys.simulation.log.SimulationEvent;
import dev.flsys.simulation.log.SimulationId;
import dev.flsys.simulation.log.SimulationLog;
import dev.flsys.testsupport.ServiceJson;
import java.io.IOException;
import java.nio.file.Path;
import java.time.Instant;
import java.util.Collections;
import java.util.List;
import java.util.function.LongFunction;

/** A log that a test of another room writes. */
public final class WrittenLog implements AutoCloseable {

    private static final SimulationId ID = new SimulationId("20261124-100000-00000001");

    private final SimulationLog log;
    private final SimulationLog.Appender appender;

    /** @param file does not exist yet */
    public WrittenLog(Path file) throws IOException {
        this.log = SimulationLog.create(ID, file);
        this.appender = log.appender(ServiceJson.MAPPER, Long.MAX_VALUE);
    }

    public SimulationLog log() {
        return log;
    }

    /** Appends {@code count} lines together. */
    public void append(int count) {
        LongFunction<SimulationEvent> line =
                seq -> new SimulationEvent.Log(ID, seq, "line " + seq, Instant.EPOCH, false, false);
        appender.append(Collections.nCopies(count, line));
    }

    /** Appends one line, and the end of a round. */
    public void append(Instant time, Round round) {
        appender.append(List.of(
                seq -> new SimulationEvent.Log(ID, seq, "a line", time, false, false),
                seq -> new SimulationEvent.RoundEnded(ID, seq, null, round)));
    }

    /** Ends the log; it can still be read. */
    @Override
    public void close() {
        appender.close();
    }
}
