package dev.flsys.model;

import com.fasterxml.jackson.annotation.JsonInclude;
import com.fasterxml.jackson.annotation.JsonProperty;
import com.fasterxml.jackson.databind.PropertyNamingStrategies;
import com.fasterxml.jackson.databind.annotation.JsonNaming;
import dev.flsys.engine.file.ModelFormat;
import dev.flsys.model.catalog.ModelFile;
import dev.flsys.model.catalog.ModelId;
import dev.flsys.model.catalog.ModelOptions;
import dev.flsys.model.catalog.RoundName;
import dev.flsys.model.serving.ModelVersion;
import dev.flsys.model.serving.ServedModel;
import dev.flsys.weights.WeightsSummary;
import java.time.Instant;
import java.time.temporal.ChronoUnit;
import java.util.List;
import java.util.Optional;
import org.eclipse.microprofile.openapi.annotations.media.Schema;
import org.jspecify.annotations.Nullable;

/**
 * A model as clients see it.
 *
 * @param id the name in requests
 * @param name the same as {@code id}
 * @param title the name for people, such as {@code LeNet (round 3)}
 * @param description one sentence about its format and its folder
 * @param path the file, relative to the project, with forward slashes
 * @param run the simulation that the model is kept with; absent for a model in the folders of the project
 * @param latest true for the newest weights of a simulation, which change with its next round; otherwise absent
 * @param group the name that all rounds of one run share; only together with {@code round}, and never with
 *     {@code latest}
 * @param round the round of training in the file's name, such as 7 for {@code LeNet_round_7}; absent without one
 * @param format the format of its file
 * @param sizeBytes size of the file
 * @param modified the time at which the file was written, ISO 8601 in UTC
 * @param state whether it is in memory, or cannot be loaded
 * @param reason the reason why the current content of its file could not or cannot be loaded. With
 *     {@link ModelState#LOADED}, an older content serves
 * @param runsAs the format that its engine runs, while the model is loaded. A state dict runs as ONNX if this form
 *     gives the same answers as TorchScript
 * @param runsAsDetail sentences about a loaded model: how the form of a state dict was made, and why it is not the
 *     faster one. Also whether the answers are already probabilities
 * @param labels the labels of its predictions, in the order of its outputs
 * @param input the conversion of a picture to its input
 * @param className the class or function of the project that makes its network. Known for a loaded state dict, or if
 *     {@code flsys.toml} names it
 * @param activation the conversion of its outputs to probabilities
 * @param weights the tensors of a state dict, read without Python; absent for other formats, and while many new files
 *     are read
 */
@JsonNaming(PropertyNamingStrategies.SnakeCaseStrategy.class)
@JsonInclude(JsonInclude.Include.NON_NULL)
public record ModelDescription(
        ModelId id,
        ModelId name,
        String title,
        String description,
        String path,
        @Nullable String run,
        @Nullable Boolean latest,
        @Nullable String group,
        @Nullable Integer round,
        ModelFormat format,
        long sizeBytes,
        Instant modified,
        ModelState state,
        @Nullable String reason,
        @Nullable ModelFormat runsAs,
        @Nullable String runsAsDetail,
        List<String> labels,
        ModelInput input,
        @JsonProperty("class") @Nullable String className,

        @Schema(enumeration = {"auto", "softmax", "sigmoid", "none"})
        String activation,

        @Nullable WeightsSummary weights) {

    /**
     * Describes {@code file}. The options are those of the loaded version, if there is one, because predictions use
     * them.
     *
     * @param path the file, relative to the project
     * @param folder the name of its folder for users
     * @param served its state in memory; null if no request has asked for it
     * @param weights its tensors; null if they are not known
     */
    public static ModelDescription of(
            ModelFile file,
            String path,
            String folder,
            @Nullable ServedModel served,
            @Nullable WeightsSummary weights) {
        ModelVersion version = served == null ? null : served.current().orElse(null);
        String reason = file.unusable()
                .or(() -> Optional.ofNullable(served).flatMap(model -> model.reason(file)))
                .orElse(null);
        Optional<RoundName> round = file.round();
        Optional<String> run = file.origin().map(ModelFile.Origin::run);
        ReadableName name = ReadableName.of(file);
        ModelOptions options =
                version == null ? file.options() : version.options().orElse(file.options());
        return new ModelDescription(
                file.id(),
                file.id(),
                name.text(),
                name.describe(file, folder),
                path,
                run.orElse(null),
                file.isLatest() ? true : null,
                round.filter(any -> !file.isLatest())
                        .map(RoundName::series)
                        .map(series -> run.map(id -> series + "@" + id).orElse(series))
                        .orElse(null),
                round.map(RoundName::round).orElse(null),
                file.format(),
                file.sizeBytes(),
                file.modified().truncatedTo(ChronoUnit.MILLIS),
                version != null ? ModelState.LOADED : reason != null ? ModelState.UNAVAILABLE : ModelState.AVAILABLE,
                reason,
                version == null ? null : version.runsAs(),
                version == null ? null : version.model().detail().orElse(null),
                options.labels(),
                ModelInput.of(options.picture(), version),
                className(file, options, version),
                options.activation().wireName(),
                weights);
    }

    private static @Nullable String className(ModelFile file, ModelOptions options, @Nullable ModelVersion version) {
        if (file.format() != ModelFormat.STATE_DICT) {
            return null;
        }
        return Optional.ofNullable(version)
                .flatMap(loaded -> loaded.model().file().className())
                .or(options::className)
                .orElse(null);
    }
}
