package dev.flsys.tracking.tensorboard;

import java.io.ByteArrayOutputStream;
import java.io.Closeable;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.channels.FileChannel;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.time.Instant;
import java.util.Map;

/**
 * An event file that grows. {@link #flush} appends all events since the last flush at once. So a reader finds whole
 * records at any moment. Only the last record may be incomplete, and TensorBoard waits for its end. For one thread.
 */
public final class EventFile implements Closeable {

    private final FileChannel file;
    private final ByteArrayOutputStream waiting = new ByteArrayOutputStream();
    private long length;

    private EventFile(FileChannel file, long length) {
        this.file = file;
        this.length = length;
    }

    /** The name of an event file of a run that was requested at {@code time}. TensorBoard searches for the prefix. */
    public static String name(Instant time, String run) {
        return "events.out.tfevents." + time.getEpochSecond() + "." + run + ".flsys";
    }

    /** A new file. An existing one is emptied. */
    public static EventFile create(Path path, Instant time) throws IOException {
        EventFile file = new EventFile(
                FileChannel.open(
                        path,
                        StandardOpenOption.CREATE,
                        StandardOpenOption.TRUNCATE_EXISTING,
                        StandardOpenOption.WRITE),
                0);
        file.add(Messages.version(time));
        return file;
    }

    /**
     * A file that is continued after its first {@code length} bytes. The rest is cut off.
     *
     * @throws IOException if the file is missing or shorter
     */
    public static EventFile open(Path path, long length) throws IOException {
        FileChannel file = FileChannel.open(path, StandardOpenOption.WRITE);
        if (file.size() < length) {
            file.close();
            throw new IOException("The event file is shorter than before: " + path);
        }
        file.truncate(length);
        return new EventFile(file, length);
    }

    /** Adds the scalars of one step, by tag. Every number is allowed, NaN and infinities included. */
    public void writeScalars(Instant time, long step, Map<String, Double> values) {
        if (!values.isEmpty()) {
            add(Messages.scalars(time, step, values));
        }
    }

    /** Adds a text in Markdown. */
    public void writeText(Instant time, String tag, String text) {
        add(Messages.text(time, tag, text));
    }

    /** Adds the start of a run with its hyperparameters: numbers, truth values and texts. */
    public void writeSessionStart(Instant time, String group, Map<String, Object> parameters) {
        add(Messages.sessionStart(time, group, parameters));
    }

    /** Adds the end of a run. */
    public void writeSessionEnd(Instant time, boolean success) {
        add(Messages.sessionEnd(time, success));
    }

    private void add(byte[] event) {
        waiting.writeBytes(EventRecord.of(event));
    }

    /** Number of bytes that wait for {@link #flush}. */
    public int waiting() {
        return waiting.size();
    }

    /** Appends the added events. Returns the length of the file, bytes. If it fails, a later call tries again. */
    public long flush() throws IOException {
        ByteBuffer bytes = ByteBuffer.wrap(waiting.toByteArray());
        long position = length;
        while (bytes.hasRemaining()) {
            position += file.write(bytes, position);
        }
        waiting.reset();
        length = position;
        return length;
    }

    /** Frees the file, without {@link #flush}. */
    @Override
    public void close() throws IOException {
        file.close();
    }
}
