package dev.flsys.simulation.checkpoint;

import java.nio.file.Path;
import org.jspecify.annotations.Nullable;

/**
 * The files of one checkpoint.
 *
 * @param round the round after which it was written, at least 1
 * @param arrays the file with the global arrays, in the format safetensors
 * @param state the file with the state of the strategy; null if there is none
 * @param bytes size of both
 */
public record Checkpoint(int round, Path arrays, @Nullable Path state, long bytes) {

    /** The name of the file with the arrays. */
    public String file() {
        return String.valueOf(arrays.getFileName());
    }
}
