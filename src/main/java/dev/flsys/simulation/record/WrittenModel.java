package dev.flsys.simulation.record;

import com.fasterxml.jackson.annotation.JsonInclude;
import com.fasterxml.jackson.annotation.JsonProperty;
import dev.flsys.model.catalog.ModelFile;
import dev.flsys.project.FileStamp;
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
 * @param sizeBytes its size at that time
 * @param modified the time at which it was last written before that time
 * @param sha256 SHA-256 of its content at that time, in hexadecimal digits; null for a very large file, and in records
 *     of older versions
 * @param kept the copy that is kept with the simulation, relative to the project; null if there is none. A limit may
 *     have deleted it since
 */
@RegisterForReflection
@JsonInclude(JsonInclude.Include.NON_NULL)
public record WrittenModel(
        String id,
        String path,
        @JsonProperty("size_bytes") long sizeBytes,
        Instant modified,
        @Nullable String sha256,
        @Nullable String kept) {

    public static final Comparator<WrittenModel> BY_ID = Comparator.comparing(WrittenModel::id);

    /** The file of the catalog. */
    public static WrittenModel of(ModelFile file, FlowerProject project) {
        return new WrittenModel(
                file.id().value(), project.displayPath(file.path()), file.sizeBytes(), file.modified(), null, null);
    }

    public WrittenModel withHash(@Nullable String hash) {
        return new WrittenModel(id, path, sizeBytes, modified, hash, kept);
    }

    /** The model with its copy, and the hash of the copy; null if the hash is not known. */
    public WrittenModel kept(String file, @Nullable String hash) {
        return new WrittenModel(id, path, sizeBytes, modified, hash, file);
    }

    /** The same file with its present size and time. */
    public WrittenModel at(FileStamp stamp) {
        return new WrittenModel(id, path, stamp.sizeBytes(), stamp.modified(), null, null);
    }

    /** Whether {@code other} is the same file and was not written since. */
    public boolean isUntouched(WrittenModel other) {
        return path.equals(other.path) && isUntouched(other.sizeBytes, other.modified);
    }

    /** Whether a file with this size and time was not written since. */
    public boolean isUntouched(long sizeNow, Instant modifiedNow) {
        return sizeBytes == sizeNow && modified.equals(modifiedNow);
    }
}
