package dev.flsys.model;

import com.fasterxml.jackson.annotation.JsonInclude;
import com.fasterxml.jackson.databind.PropertyNamingStrategies;
import com.fasterxml.jackson.databind.annotation.JsonNaming;
import dev.flsys.engine.ModelFormat;
import java.time.Instant;
import java.time.temporal.ChronoUnit;
import org.jspecify.annotations.Nullable;

/**
 * A model as clients see it.
 *
 * @param id the name in requests
 * @param name the same as {@code id}
 * @param title the name for people, such as {@code LeNet (round 3)}
 * @param description one sentence about its format and its folder
 * @param format the format of its file
 * @param sizeBytes size of the file
 * @param modified when the file was written, ISO 8601 in UTC
 * @param state whether it is in memory, or cannot be loaded
 * @param reason why the current content of its file could not be loaded; with {@link ModelState#LOADED} an older
 *     content serves
 * @param runsAs the format that its engine runs, while it is loaded: a state dict runs as ONNX if that form gives the
 *     same answers as TorchScript
 * @param runsAsDetail how the running form was made, and why it is not the faster one; for a loaded state dict only
 */
@JsonNaming(PropertyNamingStrategies.SnakeCaseStrategy.class)
@JsonInclude(JsonInclude.Include.NON_NULL)
public record ModelDescription(
        ModelId id,
        ModelId name,
        String title,
        String description,
        ModelFormat format,
        long sizeBytes,
        Instant modified,
        ModelState state,
        @Nullable String reason,
        @Nullable ModelFormat runsAs,
        @Nullable String runsAsDetail) {

    /**
     * Describes {@code file}.
     *
     * @param folder where it is, relative to the project
     * @param served its state in memory; null if no request has asked for it
     */
    static ModelDescription of(ModelFile file, String folder, @Nullable ServedModel served) {
        ModelVersion version = served == null ? null : served.current().orElse(null);
        String reason = served == null ? null : served.reason(file).orElse(null);
        ReadableName name = ReadableName.of(file.id());
        return new ModelDescription(
                file.id(),
                file.id(),
                name.text(),
                name.sentence(file, folder),
                file.format(),
                file.sizeBytes(),
                file.modified().truncatedTo(ChronoUnit.MILLIS),
                version != null ? ModelState.LOADED : reason != null ? ModelState.UNAVAILABLE : ModelState.AVAILABLE,
                reason,
                version == null ? null : version.runsAs(),
                version == null ? null : version.model().detail().orElse(null));
    }
}
