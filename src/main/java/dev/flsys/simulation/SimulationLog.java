package dev.flsys.simulation;

import com.fasterxml.jackson.core.JsonGenerator;
import com.fasterxml.jackson.databind.ObjectMapper;
import dev.flsys.project.PrivateFiles;
import java.io.ByteArrayOutputStream;
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
 * The events of one simulation: {@code log.ndjson}, one line {@code {"event":...,"data":{...}}} an event in the order
 * of their {@code seq}, only ever appended to. Whoever runs the simulation appends; any number of {@link LogReader}s
 * follow, each at a position of its own, and see nothing that is not in the file.
 *
 * <p>Safe for use by several threads.
 */
public final class SimulationLog {

    private static final byte[] NOTHING = {};
    /** A buffer that grew beyond this is not kept. */
    private static final int LARGE = 256 * 1024;

    private final SimulationId id;
    private final Path file;
    private final Set<Runnable> readers = new CopyOnWriteArraySet<>();
    private volatile State state;

    /**
     * What readers see.
     *
     * @param end bytes that are in the file and whole lines
     * @param over whether nothing comes any more
     * @param unsaved the last line, if it cannot be stored any more
     */
    record State(long end, boolean over, byte[] unsaved) {}

    private SimulationLog(SimulationId id, Path file, State state) {
        this.id = id;
        this.file = file;
        this.state = state;
    }

    /** A new log, that of a simulation which has not begun. Its file is made if it is not there. */
    static SimulationLog create(SimulationId id, Path file) throws IOException {
        createFile(file);
        return new SimulationLog(id, file, new State(0, false, NOTHING));
    }

    private static void createFile(Path file) throws IOException {
        PrivateFiles.open(file, StandardOpenOption.CREATE, StandardOpenOption.WRITE)
                .close();
    }

    /** The log of a simulation that has ended, or is run by another service: as far as it is now. */
    static SimulationLog stored(SimulationId id, Path file) throws IOException {
        long end = 0;
        if (Files.isRegularFile(file)) {
            try (FileChannel channel = FileChannel.open(file, StandardOpenOption.READ)) {
                end = LogReader.endOfLines(channel);
            }
        }
        return new SimulationLog(id, file, new State(end, true, NOTHING));
    }

    /** Whose log it is. */
    public SimulationId id() {
        return id;
    }

    /** A reader of its own file handle. */
    public LogReader open() throws IOException {
        return new LogReader(this, Files.exists(file) ? FileChannel.open(file, StandardOpenOption.READ) : null);
    }

    /** Runs {@code reader}, which must not block, whenever there is more to read. */
    public void follow(Runnable reader) {
        readers.add(reader);
    }

    /** Ends {@link #follow}. */
    public void unfollow(Runnable reader) {
        readers.remove(reader);
    }

    long end() {
        return state.end();
    }

    State state() {
        return state;
    }

    /** Whether nothing is left to read at {@code position}, and nothing will come. */
    public boolean isOver(long position) {
        State now = state;
        return now.over() && position >= now.end() + now.unsaved().length;
    }

    /** How many bytes there are to read after {@code position} now. */
    public long behind(long position) {
        State now = state;
        return now.end() + now.unsaved().length - position;
    }

    /** Opens the log to append to it after its last whole line. */
    Appender appender(ObjectMapper json) throws IOException {
        return new Appender(json);
    }

    private void publish(State next) {
        state = next;
        readers.forEach(Runnable::run);
    }

    /** Appends events. Safe for use by several threads. */
    final class Appender implements AutoCloseable {

        private final ObjectMapper json;
        /** Not a channel: that would be closed by the interrupt of a thread that is to stop. */
        private final RandomAccessFile out;

        private ByteArrayOutputStream lines = new ByteArrayOutputStream();
        private long seq;
        private boolean ended;

        private Appender(ObjectMapper json) throws IOException {
            this.json = json;
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
         * Stores events, each made with its number, and tells the readers.
         *
         * @return the number of the first of them
         * @throws UncheckedIOException if they cannot be stored; none of them is told
         */
        synchronized long append(List<LongFunction<SimulationEvent>> events) {
            long first = seq + 1;
            if (events.isEmpty() || ended) {
                return first;
            }
            byte[] bytes = encode(events);
            long before = state.end();
            try {
                out.write(bytes);
            } catch (IOException failed) {
                rewind(before);
                throw new UncheckedIOException("The log cannot be written: " + id, failed);
            }
            seq += events.size();
            publish(new State(before + bytes.length, false, NOTHING));
            return first;
        }

        /** As {@link #append}, of the last event: what comes after it is dropped. */
        synchronized void end(LongFunction<SimulationEvent> last) {
            append(List.of(last));
            ended = true;
        }

        /** Tells the readers a last event that cannot be stored. */
        synchronized void abandon(LongFunction<SimulationEvent> last) {
            ended = true;
            publish(new State(state.end(), true, encode(List.of(last))));
        }

        private byte[] encode(List<LongFunction<SimulationEvent>> events) {
            lines.reset();
            long next = seq;
            try (JsonGenerator generator = json.getFactory().createGenerator(lines)) {
                generator.setRootValueSeparator(null);
                for (LongFunction<SimulationEvent> event : events) {
                    SimulationEvent numbered = event.apply(++next);
                    generator.writeStartObject();
                    generator.writeStringField("event", numbered.event());
                    generator.writeFieldName("data");
                    json.writeValue(generator, numbered);
                    generator.writeEndObject();
                    generator.writeRaw('\n');
                }
            } catch (IOException impossible) {
                throw new UncheckedIOException("Events are always written to memory", impossible);
            }
            byte[] encoded = lines.toByteArray();
            if (lines.size() > LARGE) {
                lines = new ByteArrayOutputStream();
            }
            return encoded;
        }

        private void rewind(long end) {
            try {
                out.setLength(end);
                out.seek(end);
            } catch (IOException unusable) {
                // what follows the last whole line is cut off by whoever opens the log next
            }
        }

        /** Nothing comes any more; readers may still read what is there. */
        @Override
        public synchronized void close() {
            State last = state;
            publish(new State(last.end(), true, last.unsaved()));
            try {
                out.close();
            } catch (IOException gone) {
                // every line has been written
            }
        }
    }
}
