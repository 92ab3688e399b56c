package dev.flsys.engine;

import dev.flsys.engine.file.ModelFormat;
import dev.flsys.project.FileStamp;
import java.nio.file.Path;
import java.util.List;
import java.util.Optional;

/**
 * A file that an engine loads directly.
 *
 * @param path its path
 * @param format {@link ModelFormat#TORCHSCRIPT} or {@link ModelFormat#ONNX}
 * @param detail sentences for users: how the file was made, and why it is used rather than another form. Empty for a
 *     user's own file
 * @param className the class of the project that it was made from; empty for a user's own file
 * @param inputs the files of the project that define that class, and those that it reads; empty for a user's own file
 * @param settled whether nothing changes the file and the files of weights beside it before it is loaded or deleted, so
 *     that an engine may map them into memory
 */
public record EngineFile(
        Path path,
        ModelFormat format,
        Optional<String> detail,
        Optional<String> className,
        List<FileStamp> inputs,
        boolean settled) {

    /** @throws IllegalArgumentException for {@link ModelFormat#STATE_DICT}, which no engine loads */
    public EngineFile {
        if (format == ModelFormat.STATE_DICT) {
            throw new IllegalArgumentException("No engine loads a state dict");
        }
        inputs = List.copyOf(inputs);
    }

    /** A file that may change at any time. */
    public EngineFile(
            Path path,
            ModelFormat format,
            Optional<String> detail,
            Optional<String> className,
            List<FileStamp> inputs) {
        this(path, format, detail, className, inputs, false);
    }

    /** A user's own file. */
    public EngineFile(Path path, ModelFormat format) {
        this(path, format, Optional.empty(), Optional.empty(), List.of());
    }

    /** The same file with {@code sentence} added to its detail. */
    public EngineFile withReason(String sentence) {
        return new EngineFile(
                path,
                format,
                Optional.of(detail.map(before -> before + " ").orElse("") + sentence),
                className,
                inputs,
                settled);
    }
}
