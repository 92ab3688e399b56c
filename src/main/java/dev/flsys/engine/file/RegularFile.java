package dev.flsys.engine.file;

import java.nio.file.Files;
import java.nio.file.Path;

/** The check before a file is opened. An open or a read of a FIFO, a socket or a device may never end. */
public final class RegularFile {

    private RegularFile() {}

    /**
     * Checks the type of {@code path}, links followed, without opening it. The file may be replaced before it is
     * opened, so the code that opens it still needs a deadline.
     *
     * @throws ModelUnusable if it is not a regular file; the detail is the rest of a sentence
     */
    public static void require(Path path) {
        if (!Files.isRegularFile(path)) {
            throw new ModelUnusable(
                    Files.exists(path)
                            ? "is not a regular file; put a model file in its place"
                            : "does not exist any more");
        }
    }
}
