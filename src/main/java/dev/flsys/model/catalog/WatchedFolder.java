package dev.flsys.model.catalog;

import org.jspecify.annotations.Nullable;

/**
 * The folder of the model files.
 *
 * @param path relative to the project, with forward slashes; {@code .} is the project itself
 * @param reason the reason why it has no models, for users; null if it exists
 */
public record WatchedFolder(String path, @Nullable String reason) {

    /** @param shown the path relative to the project; empty for the project itself */
    static WatchedFolder of(String shown) {
        return new WatchedFolder(shown.isEmpty() ? "." : shown, null);
    }

    /** The same folder while it does not exist. */
    WatchedFolder missing() {
        return new WatchedFolder(
                path,
                "The folder " + path
                        + " does not exist in the project yet. Models are listed once a training writes them"
                        + " there, or you copy model files there.");
    }
}
