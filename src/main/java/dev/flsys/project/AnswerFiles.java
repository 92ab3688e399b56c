package dev.flsys.project;

import io.vertx.ext.web.RoutingContext;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.UUID;
import org.jboss.logging.Logger;
import org.jspecify.annotations.Nullable;

/** Files that are made for one answer each, in a folder of {@code .flsys}. Thread-safe. */
public final class AnswerFiles {

    private static final Logger LOG = Logger.getLogger(AnswerFiles.class);

    private final FlowerProject project;
    private final String folder;

    /** @param folder name of the folder */
    public AnswerFiles(FlowerProject project, String folder) {
        this.project = project;
        this.folder = folder;
    }

    /** Deletes the files that a killed service left behind. */
    public void clear() {
        try {
            PrivateFiles.deleteTree(project.ownFolder().resolve(folder));
        } catch (IOException undeletable) {
            LOG.debugf(undeletable, "Files of earlier answers cannot be deleted: %s", folder);
        }
    }

    /**
     * A path for a new file.
     *
     * @param suffix the end of its name
     */
    public Path newPath(String suffix) throws IOException {
        return project.makeOwnFolder(folder).resolve(UUID.randomUUID() + suffix);
    }

    /** Deletes a file when its answer has been sent, or its client has disconnected. */
    public static void deleteAfter(RoutingContext answer, Path file) {
        answer.addEndHandler(sent -> delete(file));
        if (answer.response().closed()) {
            // The client disconnected while the file was made, and nothing calls the handler any more.
            delete(file);
        }
    }

    /** Deletes a file if there is one. */
    public static void delete(@Nullable Path file) {
        try {
            if (file != null) {
                Files.deleteIfExists(file);
            }
        } catch (IOException undeletable) {
            LOG.debugf(undeletable, "The file of an answer cannot be deleted; the next start deletes it");
        }
    }
}
