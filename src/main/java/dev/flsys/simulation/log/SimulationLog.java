package dev.flsys.simulation.log;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.ObjectMapper;
import dev.flsys.project.PrivateFiles;
import java.io.IOException;
import java.io.RandomAccessFile;
import java.io.UncheckedIOException;
import java.nio.channels.FileChannel;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.util.List;
import java.util.Set;
import java.util.concurrent.CopyOnWriteArraySet;
import java.util.function.LongFunction;

/**
 * The events of one simulation: {@code log.ndjson}, one {@link LoggedEvent} per line in the order of {@code seq}.
 * Events are only appended. Any number of {@link LogReader}s follow, each at its own position. They see an event once
 * it is in the file.
 *
 * <p>Thread-safe.
 */
public final class SimulationLog {

    private static final byte[] NOTHING = {};

    private final SimulationId id;
    private final Path file;
    private final Set<Runnable> readers = new CopyOnWriteArraySet<>();
    private volatile State state;

    /**
     * The state that readers see.
     *
     * @param end end of the last whole line in the file
     * @param over whether no more events follow
     * @param unsaved the last line if it cannot be stored
     */
    record State(long end, boolean over, byte[] unsaved) {}

    private SimulationLog(SimulationId id, Path file, State state) {
        this.id = id;
        this.file = file;
        this.state = state;
    }

    /** The log of a new simulation. Creates its file if it is missing. */
    public static SimulationLog create(SimulationId id, Path file) throws IOException {
        createFile(file);
        return new SimulationLog(id, file, new State(0, false, NOTHING));
    }

    private static void createFile(Path file) throws IOException {
        PrivateFiles.open(file, StandardOpenOption.CREATE, StandardOpenOption.WRITE)
                .close();
    }

    /** The present log of a simulation that has ended, or that another service runs. */
    public static SimulationLog stored(SimulationId id, Path file) throws IOException {
        long end = 0;
        if (Files.isRegularFile(file)) {
            try (FileChannel channel = FileChannel.open(file, StandardOpenOption.READ)) {
                end = LogReader.endOfLines(channel);
            }
        }
        return new SimulationLog(id, file, new State(end, true, NOTHING));
    }

    public SimulationId id() {
        return id;
    }

    /** A file of the simulation in the folder of the log. */
    Path beside(String name) {
        return file.resolveSibling(name);
    }

    /** A reader with its own file handle. */
    public LogReader open() throws IOException {
        return new LogReader(this, Files.exists(file) ? FileChannel.open(file, StandardOpenOption.READ) : null);
    }

    /** Calls {@code reader}, which must not block, whenever there is more to read. */
    public void follow(Runnable reader) {
        readers.add(reader);
    }

    /** Ends {@link #follow}. */
    public void unfollow(Runnable reader) {
        readers.remove(reader);
    }

    /** The end of the last whole line, in bytes from the start of the file. */
    public long end() {
        return state.end();
    }

    State state() {
        return state;
    }

    /** Whether no event follows {@code position}, now or later. */
    public boolean isOver(long position) {
        State now = state;
        return now.over() && position >= now.end() + now.unsaved().length;
    }

    /** The number of bytes that can be read after {@code position} now. */
    public long behind(long position) {
        State now = state;
        return now.end() + now.unsaved().length - position;
    }

    /**
     * Opens the log to append to it after its last whole line.
     *
     * @param limit bytes after which {@link Appender#isFull}
     */
    public Appender appender(ObjectMapper json, long limit) throws IOException {
        return appender(json, limit, new EventCounts());
    }

    /** The same as {@link #appender(ObjectMapper, long)}; {@code counts} gets the stored events. */
    public Appender appender(ObjectMapper json, long limit, EventCounts counts) throws IOException {
        return new Appender(json, limit, counts);
    }

    private void publish(State next) {
        state = next;
        readers.forEach(Runnable::run);
    }

    /** Appends events. Thread-safe. */
    public final class Appender implements AutoCloseable {

        private final ObjectMapper json;
        private final long limit;
        private final EventCounts counts;
        /** A {@code FileChannel} is not used, because the interrupt of a thread would close it. */
        private final RandomAccessFile out;

        private final LineWriter lineWriter = new LineWriter();
        private final LineBytes lines = new LineBytes();
        private long seq;
        private boolean ended;

        private Appender(ObjectMapper json, long limit, EventCounts counts) throws IOException {
            this.json = json;
            this.limit = limit;
            this.counts = counts;
            createFile(file);
            this.out = new RandomAccessFile(file.toFile(), "rw");
            try {
                long end = LogReader.endOfLines(out.getChannel());
                if (out.length() > end) {
                    out.setLength(end);
                }
                out.seek(end);
                this.seq = LogReader.lastSeq(out.getChannel(), end);
                state = new State(end, false, NOTHING);
            } catch (IOException failed) {
                out.close();
                throw failed;
            }
        }

        /**
         * Stores events, each made with its number, and calls the readers.
         *
         * @return the number of the first event
         * @throws UncheckedIOException if they cannot be stored; readers see none of them
         */
        public synchronized long append(List<LongFunction<SimulationEvent>> events) {
            long first = seq + 1;
            if (events.isEmpty() || ended) {
                return first;
            }
            EventCounts.Tally tally = counts.new Tally();
            encode(events, tally);
            long before = state.end();
            try {
                lines.writeTo(out);
            } catch (IOException failed) {
                rewind(before);
                throw new UncheckedIOException("The log cannot be written: " + id, failed);
            }
            tally.stored();
            seq += events.size();
            publish(new State(before + lines.length(), false, NOTHING));
            return first;
        }

        /** Whether the log has reached its limit of bytes. After that, only events other than lines may be appended. */
        public boolean isFull() {
            return state.end() >= limit;
        }

        /** Stores the last event. Later events are dropped. */
        public synchronized void end(LongFunction<SimulationEvent> last) {
            append(List.of(last));
            ended = true;
        }

        /** Gives the readers a last event that cannot be stored. */
        public synchronized void abandon(LongFunction<SimulationEvent> last) {
            ended = true;
            EventCounts.Tally tally = counts.new Tally();
            encode(List.of(last), tally);
            publish(new State(state.end(), true, lines.copy()));
            tally.stored();
        }

        /** Writes events to {@link #lines}. */
        private void encode(List<LongFunction<SimulationEvent>> events, EventCounts.Tally tally) {
            lines.clear();
            long next = seq;
            try {
                for (LongFunction<SimulationEvent> event : events) {
                    SimulationEvent made = event.apply(++next);
                    tally.add(made);
                    LoggedEvent.write(made, lines, json, lineWriter);
                }
            } catch (JsonProcessingException impossible) {
                throw new UncheckedIOException("Events can always be written as JSON", impossible);
            }
        }

        private void rewind(long end) {
            try {
                out.setLength(end);
                out.seek(end);
            } catch (IOException unusable) {
                // The next appender removes the bytes after the last whole line.
            }
        }

        /** Ends the log. Readers may still read it. */
        @Override
        public synchronized void close() {
            State last = state;
            publish(new State(last.end(), true, last.unsaved()));
            try {
                out.close();
            } catch (IOException gone) {
                // Every line has been written.
            }
        }
    }
}
