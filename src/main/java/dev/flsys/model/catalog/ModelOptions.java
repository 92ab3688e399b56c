package dev.flsys.model.catalog;

import dev.flsys.model.toml.OptionsTable;
import java.nio.file.Path;
import java.util.Collections;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/**
 * The options with which one model is made and used. Those of {@code flsys.toml} for this model replace the settings of
 * {@code .env}.
 *
 * @param className the class or function that makes the network: {@code Name} of the definition module, or
 *     {@code module:Name}. Empty if it is found by the model's id and weights
 * @param arguments its arguments by name, in the order of the file: text, numbers, booleans, lists and maps of these.
 *     Empty if they are found by the weights
 * @param labels class labels in the order of the outputs
 * @param picture the conversion of a picture to the input
 * @param activation the conversion of the outputs to probabilities
 * @param history the history file or folder of this model, absolute; empty for the usual search
 */
public record ModelOptions(
        Optional<String> className,
        Map<String, Object> arguments,
        List<String> labels,
        PictureOptions picture,
        Activation activation,
        Optional<Path> history) {

    public ModelOptions {
        // Not Map.copyOf: the order must be the same each time.
        arguments = Collections.unmodifiableMap(new LinkedHashMap<>(arguments));
        labels = List.copyOf(labels);
    }

    /** The options of a project that sets labels and IMG_SIZE only. */
    public static ModelOptions of(List<String> labels, int imageSize) {
        return new ModelOptions(
                Optional.empty(), Map.of(), labels, PictureOptions.of(imageSize), Activation.AUTO, Optional.empty());
    }

    /**
     * Whether a version that was loaded with {@code other} gives the answers of these options. The history is not
     * compared.
     */
    public boolean answersLike(ModelOptions other) {
        return equals(other.with(history));
    }

    private ModelOptions with(Optional<Path> otherHistory) {
        return new ModelOptions(className, arguments, labels, picture, activation, otherHistory);
    }

    /** These options, with the options of {@code table} in place of those that it sets. */
    ModelOptions with(OptionsTable table) {
        return new ModelOptions(
                table.className().or(() -> className),
                table.arguments().orElse(arguments),
                table.labels().orElse(labels),
                new PictureOptions(
                        table.imageSize().orElse(picture.imageSize()),
                        table.resize().map(OptionsTable.Resize::shorterSide).orElse(picture.resize()),
                        table.mean().or(picture::mean),
                        table.std().or(picture::std)),
                table.activation().flatMap(Activation::of).orElse(activation),
                table.history().or(() -> history));
    }
}
