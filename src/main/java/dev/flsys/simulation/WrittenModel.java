package dev.flsys.simulation;

import com.fasterxml.jackson.annotation.JsonInclude;
import com.fasterxml.jackson.annotation.JsonProperty;
import dev.flsys.model.ModelFile;
import dev.flsys.project.FlowerProject;
import io.quarkus.runtime.annotations.RegisterForReflection;
import java.time.Instant;
import java.util.Comparator;
import org.jspecify.annotations.Nullable;

/**
 * A model file that a simulation wrote.
 *
 * @param id the model's id when the simulation ended
 * @param path the file, relative to the project, with forward slashes
 * @param sizeBytes its size then
 * @param modified when it was last written then
 * @param sha256 the SHA-256 of its content then, in hexadecimal digits; null if that is not known: the file is very
 *     large, or the simulation ran before this was stored
 */
@RegisterForReflection
@JsonInclude(JsonInclude.Include.NON_NULL)
public record WrittenModel(
        String id,
        String path,
        @JsonProperty("size_bytes") long sizeBytes,
        Instant modified,
        @Nullable String sha256) {

    static final Comparator<WrittenModel> BY_ID = Comparator.comparing(WrittenModel::id);

    /** The file as it is in the catalog. */
    static WrittenModel of(ModelFile file, FlowerProject project) {
        return new WrittenModel(file.id().value(), project.shown(file.path()), file.sizeBytes(), file.modified(), null);
    }

    WrittenModel withHash(@Nullable String hash) {
        return new WrittenModel(id, path, sizeBytes, modified, hash);
    }

    /** Whether {@code other} is the same file, not written since. */
    boolean isUntouched(WrittenModel other) {
        return path.equals(other.path) && isUntouched(other.sizeBytes, other.modified);
    }

    /** Whether the file has not been written since, if it has this size and was last written at this time now. */
    boolean isUntouched(long sizeNow, Instant modifiedNow) {
        return sizeBytes == sizeNow && modified.equals(modifiedNow);
    }
}
