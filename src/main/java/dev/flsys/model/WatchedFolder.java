package dev.flsys.model;

import org.jspecify.annotations.Nullable;

/**
 * The folder in which models are looked for.
 *
 * @param path relative to the project, with forward slashes; {@code .} is the project itself
 * @param reason why no models come from it, for people; null if it is there
 */
public record WatchedFolder(String path, @Nullable String reason) {

    /** @param shown the path as clients see it; empty for the project itself */
    static WatchedFolder of(String shown) {
        return new WatchedFolder(shown.isEmpty() ? "." : shown, null);
    }

    /** The same folder before it is there. */
    WatchedFolder missing() {
        return new WatchedFolder(
                path,
                "The folder " + path
                        + " does not exist in the project yet. Models are listed once a training writes them"
                        + " there, or you copy model files there.");
    }
}
