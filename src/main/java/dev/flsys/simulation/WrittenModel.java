package dev.flsys.simulation;

import com.fasterxml.jackson.annotation.JsonProperty;
import dev.flsys.model.ModelFile;
import dev.flsys.project.FlowerProject;
import io.quarkus.runtime.annotations.RegisterForReflection;
import java.time.Instant;
import java.util.Comparator;

/**
 * A model file that a simulation wrote.
 *
 * @param id the model's id when the simulation ended
 * @param path the file, relative to the project, with forward slashes
 * @param sizeBytes its size then
 * @param modified when it was last written then
 */
@RegisterForReflection
public record WrittenModel(
        String id, String path, @JsonProperty("size_bytes") long sizeBytes, Instant modified) {

    static final Comparator<WrittenModel> BY_ID = Comparator.comparing(WrittenModel::id);

    /** The file as it is in the catalog. */
    static WrittenModel of(ModelFile file, FlowerProject project) {
        return new WrittenModel(file.id().value(), project.shown(file.path()), file.sizeBytes(), file.modified());
    }

    /** Whether {@code other} is the same file, not written since. */
    boolean isSameContent(WrittenModel other) {
        return path.equals(other.path) && sizeBytes == other.sizeBytes && modified.equals(other.modified);
    }
}
