package dev.flsys.model;

import java.nio.file.Path;
import java.util.Collections;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/**
 * How one model is made and used: the settings of {@code .env}, with those of {@code flsys.toml} for this model instead.
 *
 * @param className the class or function that makes the network, {@code Name} of the definition module or
 *     {@code module:Name}; empty if it is found by the model's id and weights
 * @param arguments its arguments by name, in the order of the file: text, numbers, booleans, lists and maps of these;
 *     empty if they are found by the weights
 * @param labels class labels in the order of the outputs
 * @param picture how a picture becomes the input
 * @param activation how the outputs become probabilities
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
                Optional.empty(),
                Map.of(),
                labels,
                PictureOptions.of(imageSize),
                Activation.AUTO,
                Optional.empty());
    }
}
