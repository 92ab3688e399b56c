package dev.flsys.model.files;

import dev.flsys.project.FlowerProject;
import java.io.IOException;
import java.nio.file.AtomicMoveNotSupportedException;
import java.nio.file.FileAlreadyExistsException;
import java.nio.file.Files;
import java.nio.file.LinkOption;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import org.jboss.logging.Logger;

/**
 * Gives a complete hidden file its name, by operations of the file system that are atomic among all processes. Used by
 * one thread at a time.
 */
final class Placement {

    private static final Logger LOG = Logger.getLogger(Placement.class);

    private final FlowerProject project;
    private final Trash trash;

    Placement(FlowerProject project, Trash trash) {
        this.project = project;
        this.trash = trash;
    }

    /**
     * Names a file that must be new. The hidden name does not exist afterwards.
     *
     * @throws ModelFilesProblem if the name is taken
     */
    void create(Path hidden, Path target) throws IOException {
        if (!isCreated(hidden, target)) {
            throw taken(target);
        }
    }

    /** Does the same as {@link #create}, but returns false if the name is taken. */
    boolean isCreated(Path hidden, Path target) throws IOException {
        try {
            link(hidden, target);
            return true;
        } catch (FileAlreadyExistsException taken) {
            return false;
        }
    }

    private static void link(Path hidden, Path target) throws IOException {
        try {
            Files.createLink(target, hidden);
            Files.deleteIfExists(hidden);
        } catch (FileAlreadyExistsException taken) {
            throw taken;
        } catch (UnsupportedOperationException | IOException withoutLinks) {
            // Some file systems have no links. An empty file takes the name, and is replaced at once.
            LOG.debugf("The file system has no hard links: %s", withoutLinks.getMessage());
            Files.createFile(target);
            try {
                Files.move(hidden, target, StandardCopyOption.ATOMIC_MOVE);
            } catch (IOException failed) {
                Files.deleteIfExists(target);
                throw failed;
            }
        }
    }

    /**
     * Gives a file a name that another file may have. The other file is kept in the trash. A file with the name exists
     * at any time.
     *
     * @return whether there was a file of that name
     * @throws ModelFilesProblem if the name belongs to something else than a regular file
     */
    boolean replace(Path hidden, Path target) throws IOException {
        if (Files.exists(target, LinkOption.NOFOLLOW_LINKS)) {
            requireReplaceable(target);
            trash.keep(target);
            Files.move(hidden, target, StandardCopyOption.ATOMIC_MOVE);
            return true;
        }
        try {
            link(hidden, target);
            return false;
        } catch (FileAlreadyExistsException meanwhile) {
            return replace(hidden, target);
        } catch (AtomicMoveNotSupportedException impossible) {
            throw new IOException("A file cannot be renamed in its folder", impossible);
        }
    }

    /** @throws ModelFilesProblem if {@code target} exists and is no regular file */
    void requireReplaceable(Path target) {
        if (Files.exists(target, LinkOption.NOFOLLOW_LINKS)
                && !Files.isRegularFile(target, LinkOption.NOFOLLOW_LINKS)) {
            throw ModelFilesProblem.special(project.displayPath(target));
        }
    }

    /** The problem of a name that is taken. */
    ModelFilesProblem taken(Path target) {
        requireReplaceable(target);
        return ModelFilesProblem.exists(project.displayPath(target));
    }
}
