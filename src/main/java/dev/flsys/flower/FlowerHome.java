package dev.flsys.flower;

import dev.flsys.flower.command.FlowerApp;
import dev.flsys.flower.command.FlowerConfig;
import dev.flsys.project.PrivateFiles;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Optional;
import java.util.regex.Pattern;
import org.jboss.logging.Logger;

/**
 * The FLWR_HOME of one run. It begins as a copy of the user's connections and is removed after the run. Flower moves
 * {@code [tool.flwr.federations]} of an app to its home and comments it out in the user's {@code pyproject.toml}.
 * Because this home is removed, the file is restored.
 */
record FlowerHome(Path folder, Optional<FlowerApp> moved, AppLock lock) {

    private static final Logger LOG = Logger.getLogger(FlowerHome.class);
    private static final Pattern FEDERATIONS = Pattern.compile("(?m)^\\s*\\[tool\\.flwr\\.federations");

    /**
     * Creates the home.
     *
     * @param app the app whose federations Flower would move; empty if it would move none
     * @param lock released once the app is restored
     */
    static FlowerHome make(Path folder, Optional<FlowerApp> app, AppLock lock) {
        try {
            PrivateFiles.createFolders(folder);
            Path config = FlowerConfig.ofUser().file();
            if (Files.isRegularFile(config)) {
                PrivateFiles.write(folder.resolve(FlowerConfig.NAME), Files.readAllBytes(config));
            }
        } catch (IOException failed) {
            throw new UncheckedIOException("Could not create the run's Flower home", failed);
        }
        Optional<FlowerApp> moved = app.filter(each -> !each.federations().isMissingNode());
        if (moved.isEmpty()) {
            lock.release();
        }
        return new FlowerHome(folder, moved, lock);
    }

    /** Restores {@code pyproject.toml} if Flower has moved its federations. */
    void restoreApp() {
        moved.ifPresent(app -> {
            try {
                String now = Files.readString(app.pyproject(), StandardCharsets.UTF_8);
                if (!FEDERATIONS.matcher(now).find()) {
                    Files.writeString(app.pyproject(), app.text(), StandardCharsets.UTF_8);
                }
            } catch (IOException failed) {
                LOG.warnf(
                        failed,
                        "Could not restore [tool.flwr.federations] in pyproject.toml, from where Flower moved it");
            }
        });
        lock.release();
    }

    /** Removes the files of a local SuperLink that was killed while it created its database. */
    void forgetSuperLink() {
        try {
            PrivateFiles.deleteTree(folder.resolve("local-superlink"));
        } catch (IOException failed) {
            LOG.warnf("The files of a run's SuperLink cannot be removed: %s", failed.getMessage());
        }
    }

    void remove() {
        restoreApp();
        try {
            PrivateFiles.deleteTree(folder);
        } catch (IOException failed) {
            LOG.warnf("A run's Flower home cannot be removed: %s", failed.getMessage());
        }
    }
}
