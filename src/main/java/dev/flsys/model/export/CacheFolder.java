package dev.flsys.model.export;

import dev.flsys.project.FlowerProject;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.FileSystemException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import org.jboss.logging.Logger;
import org.jspecify.annotations.Nullable;

/**
 * One folder of a cache, {@code .flsys/<name>}. If the project cannot be written, new entries go to a temporary folder.
 * Thread-safe.
 */
final class CacheFolder {

    private static final Logger LOG = Logger.getLogger(CacheFolder.class);

    private final FlowerProject project;
    private final String name;
    private volatile @Nullable Path temporary;

    CacheFolder(FlowerProject project, String name) {
        this.project = project;
        this.name = name;
    }

    /** The folders that may have entries; they may not exist. */
    List<Path> folders() {
        Path own = project.ownFolder().resolve(name);
        Path other = temporary;
        return other == null ? List.of(own) : List.of(own, other);
    }

    /** A new work folder for one entry, on the file system of the cache. The caller closes it. */
    WorkFolder newWorkFolder() throws IOException {
        try {
            return WorkFolder.in(project.makeOwnFolder(name));
        } catch (FileSystemException | UncheckedIOException readOnly) {
            LOG.infof("Exported models go to a temporary folder: %s", readOnly.getMessage());
            return WorkFolder.in(temporaryFolder());
        }
    }

    /** Removes the work folders of services that were killed. */
    void clean() {
        WorkFolder.removeAbandoned(project.ownFolder().resolve(name));
    }

    /**
     * The name is unpredictable and the folder private: in a known folder under /tmp another user could plant models.
     */
    private synchronized Path temporaryFolder() throws IOException {
        Path folder = temporary;
        if (folder == null) {
            folder = Files.createTempDirectory("flsys-" + name + "-");
            temporary = folder;
        }
        return folder;
    }
}
