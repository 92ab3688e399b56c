package dev.flsys.simulation.log;

import java.nio.charset.StandardCharsets;
import java.util.List;

/**
 * Whole lines of a {@link SimulationLog}, each a {@link LoggedEvent}.
 *
 * @param bytes the lines, UTF-8; not to be changed
 * @param count number of lines
 * @param next the position after them
 */
public record LogChunk(byte[] bytes, int count, long next) {

    public boolean isEmpty() {
        return count == 0;
    }

    /** The lines as events. Throws {@link java.io.UncheckedIOException} if a line is damaged. */
    public List<LoggedEvent> events() {
        return new String(bytes, StandardCharsets.UTF_8)
                .lines()
                .map(LoggedEvent::read)
                .toList();
    }

    /** One event as its object, several as an array of them. */
    public String json() {
        if (count == 1) {
            return new String(bytes, 0, bytes.length - 1, StandardCharsets.UTF_8);
        }
        byte[] array = new byte[bytes.length + 1];
        System.arraycopy(bytes, 0, array, 1, bytes.length);
        array[0] = '[';
        // A line feed within JSON text is always escaped.
        for (int feed = ByteSearch.nextLineFeed(array, 1, array.length); feed < array.length; ) {
            array[feed] = ',';
            feed = ByteSearch.nextLineFeed(array, feed + 1, array.length);
        }
        array[array.length - 1] = ']';
        return new String(array, StandardCharsets.UTF_8);
    }
}
