package dev.flsys.model.export;

import java.nio.file.Path;

/**
 * The form of an architecture with the weights of a file.
 *
 * @param file the file; it exists until this export is closed
 * @param work the folder of the file
 */
record FilledExport(Architecture architecture, Path file, WorkFolder work) implements AutoCloseable {

    /** Deletes the file. */
    @Override
    public void close() {
        work.close();
    }
}
