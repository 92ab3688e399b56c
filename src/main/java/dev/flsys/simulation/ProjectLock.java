package dev.flsys.simulation;

import dev.flsys.project.FileStamp;
import dev.flsys.project.FlowerProject;
import dev.flsys.project.PrivateFiles;
import dev.flsys.simulation.log.SimulationProblem;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.channels.FileChannel;
import java.nio.channels.FileLock;
import java.nio.channels.OverlappingFileLockException;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.util.Objects;
import java.util.Optional;
import org.jboss.logging.Logger;
import org.jspecify.annotations.Nullable;

/**
 * The lock on {@code .flsys/simulations.lock}. If several services use one project, the service that holds the lock
 * runs the simulations. The system releases the lock when the service ends in any way. A lock on a file that was
 * removed or replaced counts as lost: another service could lock the new file.
 */
final class ProjectLock {

    private static final Logger LOG = Logger.getLogger(ProjectLock.class);

    private static final String FILE = "simulations.lock";

    private final FlowerProject project;
    private @Nullable FileChannel channel;
    private @Nullable FileLock lock;
    private @Nullable Object key;
    private @Nullable Exception failure;

    ProjectLock(FlowerProject project) {
        this.project = project;
    }

    /** Whether this service holds the lock. */
    synchronized boolean isHeld() {
        if (lock != null && !Objects.equals(key, FileStamp.key(file()))) {
            release();
        }
        return lock != null && lock.isValid();
    }

    /**
     * The reason why the lock's file could not be written at the last attempt. Empty if it could, or if another service
     * has the lock.
     */
    synchronized Optional<String> failure() {
        return Optional.ofNullable(failure).map(each -> String.valueOf(each.getMessage()));
    }

    /** The reason of the failure from the system, without a path; empty if it is unknown. */
    synchronized Optional<String> reason() {
        return Optional.ofNullable(failure).flatMap(SimulationProblem::reason);
    }

    private Path file() {
        return project.ownFolder().resolve(FILE);
    }

    /** Tries to acquire the lock, and returns whether this service holds it. */
    synchronized boolean acquire() {
        if (isHeld()) {
            return true;
        }
        failure = null;
        if (channel != null && !Objects.equals(key, FileStamp.key(file()))) {
            release();
        }
        try {
            if (channel == null) {
                project.makeOwnFolder("simulations");
                channel = PrivateFiles.open(file(), StandardOpenOption.CREATE, StandardOpenOption.WRITE);
                key = FileStamp.key(file());
            }
            lock = channel.tryLock();
        } catch (OverlappingFileLockException ownOtherInstance) {
            return false;
        } catch (IOException | UncheckedIOException unwritable) {
            LOG.debugf(unwritable, "Simulations cannot be stored in the project");
            failure = unwritable;
            return false;
        }
        return lock != null;
    }

    synchronized void release() {
        try {
            if (channel != null) {
                channel.close();
            }
        } catch (IOException alreadyGone) {
            LOG.debug("The lock was already released", alreadyGone);
        }
        channel = null;
        lock = null;
    }
}
