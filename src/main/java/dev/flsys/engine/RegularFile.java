package dev.flsys.engine;

import java.nio.file.Files;
import java.nio.file.Path;

/** What may be opened: opening or reading a FIFO, a socket or a device may last for ever. */
final class RegularFile {

    private RegularFile() {}

    /**
     * Looks what {@code path} is, links followed, without opening it. It may be exchanged before it is opened: what
     * opens it needs a deadline nevertheless.
     *
     * @throws ModelUnusable if it is anything but a regular file; the detail is the rest of a sentence
     */
    static void require(Path path) {
        if (!Files.isRegularFile(path)) {
            throw new ModelUnusable(
                    Files.exists(path)
                            ? "is not a regular file; put a model file in its place"
                            : "does not exist any more");
        }
    }
}
