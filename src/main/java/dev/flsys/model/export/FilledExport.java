package dev.flsys.model.export;

import java.nio.file.Path;

/**
 * The ONNX form of an architecture with the weights of a file.
 *
 * @param onnx the file; it exists until this export is closed
 * @param work the folder of the file
 */
record FilledExport(Architecture architecture, Path onnx, WorkFolder work) implements AutoCloseable {

    /** Deletes the file. */
    @Override
    public void close() {
        work.close();
    }
}
