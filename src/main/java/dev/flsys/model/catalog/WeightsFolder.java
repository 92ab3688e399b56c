package dev.flsys.model.catalog;

import org.jspecify.annotations.Nullable;

/**
 * The folder of the model files.
 *
 * @param path relative to the project, with forward slashes; {@code .} is the project itself
 * @param reason the reason why it has no models, for users; null if it exists
 */
public record WeightsFolder(String path, @Nullable String reason) {

    /** @param shown the path relative to the project; empty for the project itself */
    static WeightsFolder of(String shown) {
        return new WeightsFolder(shown.isEmpty() ? "." : shown, null);
    }

    /** The same folder while it does not exist. */
    WeightsFolder missing() {
        return new WeightsFolder(
                path,
                "The folder " + path
                        + " does not exist in the project yet. Models are listed once a training writes them"
                        + " there, or you copy model files there.");
    }
}
