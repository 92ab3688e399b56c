package dev.flsys.tracking;

import dev.flsys.settings.CheckedSettings;
import dev.flsys.settings.Secret;
import dev.flsys.settings.Setting;
import dev.flsys.settings.Settings;
import dev.flsys.tracking.mlflow.MlflowCredentials;
import jakarta.inject.Inject;
import jakarta.inject.Singleton;
import java.net.URI;
import java.nio.file.InvalidPathException;
import java.nio.file.Path;
import java.util.Optional;

/**
 * The settings of results in other tools, checked.
 *
 * @param tensorboard folder of the event files, absolute or relative to the project; empty for none
 * @param mlflow address of the tracking server; empty for none
 * @param experiment the name of the experiment in MLflow
 * @param credentials for the tracking server
 */
@Singleton
record TrackingSettings(
        Optional<Path> tensorboard, Optional<URI> mlflow, String experiment, MlflowCredentials credentials)
        implements CheckedSettings {

    static final String EXPERIMENT = "flsys";

    @Inject
    TrackingSettings(Settings settings) {
        this(
                settings.get("EXPORT_TENSORBOARD_DIR")
                        .parsed(TrackingSettings::path, "It is not a path.", "a folder, for example runs"),
                address(settings.get("EXPORT_MLFLOW_URI")),
                settings.get("EXPORT_MLFLOW_EXPERIMENT").text().orElse(EXPERIMENT),
                MlflowCredentials.of(
                        settings.get("MLFLOW_TRACKING_USERNAME").text(),
                        settings.get(Secret.MLFLOW_TRACKING_PASSWORD).text(),
                        token(settings.get(Secret.MLFLOW_TRACKING_TOKEN))));
    }

    private static Optional<Path> path(String text) {
        try {
            return Optional.of(Path.of(text));
        } catch (InvalidPathException malformed) {
            return Optional.empty();
        }
    }

    private static Optional<String> token(Setting setting) {
        return setting.parsed(
                text -> Optional.of(text).filter(each -> each.chars().allMatch(sign -> sign > ' ' && sign < 127)),
                "It has characters that a header cannot have.",
                "the token of the tracking server");
    }

    private static Optional<URI> address(Setting setting) {
        return setting.parsed(
                TrackingSettings::address,
                "It is not the address of a web server without user, query and fragment.",
                "for example http://localhost:5000; the user is in MLFLOW_TRACKING_USERNAME");
    }

    private static Optional<URI> address(String text) {
        try {
            URI address = URI.create(text);
            boolean web = "http".equalsIgnoreCase(address.getScheme()) || "https".equalsIgnoreCase(address.getScheme());
            boolean plain =
                    address.getRawUserInfo() == null && address.getRawQuery() == null && address.getFragment() == null;
            return web && plain && address.getHost() != null ? Optional.of(address) : Optional.empty();
        } catch (IllegalArgumentException malformed) {
            return Optional.empty();
        }
    }
}
