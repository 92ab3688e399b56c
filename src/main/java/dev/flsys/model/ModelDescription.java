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
 * @param id what requests name it by
 * @param name the same as {@code id}
 * @param title the name for people, such as {@code LeNet (round 3)}
 * @param description one sentence: what it is and where it comes from
 * @param format what its file holds
 * @param sizeBytes size of the file
 * @param modified when the file was written, ISO 8601 in UTC
 * @param state whether it is in memory, or cannot be
 * @param reason why its file, as it is now, could not be loaded; with {@link ModelState#LOADED} an older content serves
 * @param runsAs what executes it, while it is loaded: a state dict runs as ONNX where that answers as TorchScript does
 * @param runsAsDetail what made the form that runs, and why it is not the faster one; for a state dict that is loaded
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
     * @param served what became of it so far; null if nobody has asked for it
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
