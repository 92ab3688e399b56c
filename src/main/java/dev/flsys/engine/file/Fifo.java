package dev.flsys.engine.file;

import java.io.IOException;
import java.nio.channels.FileChannel;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;

/**
 * Frees threads that wait while they open a FIFO. Java cannot open a file without waiting. A FIFO that takes the place
 * of a checked file therefore blocks its reader until a program opens it for writing.
 */
public final class Fifo {

    private static final int TYPE = 0xF000;
    private static final int FIFO = 0x1000;

    private Fifo() {}

    /**
     * Opens {@code path} for a moment to read and write if it is a FIFO, which does not wait. Each thread and process
     * that waits for a writer continues, and reads the end of the file.
     *
     * @return false if it is no FIFO, or must not be opened to write
     */
    public static boolean release(Path path) {
        try {
            int mode = (Integer) Files.getAttribute(path, "unix:mode");
            if ((mode & TYPE) != FIFO) {
                return false;
            }
            FileChannel.open(path, StandardOpenOption.READ, StandardOpenOption.WRITE)
                    .close();
            return true;
        } catch (IOException | UnsupportedOperationException | IllegalArgumentException notPossible) {
            return false;
        }
    }
}
