package dev.flsys.simulation;

import dev.flsys.project.FlowerProject;
import dev.flsys.project.PrivateFiles;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.channels.FileChannel;
import java.nio.channels.FileLock;
import java.nio.channels.OverlappingFileLockException;
import java.nio.file.StandardOpenOption;
import org.jboss.logging.Logger;
import org.jspecify.annotations.Nullable;

/**
 * The lock on {@code .flsys/simulations.lock}. Of several services on the same project, the one that holds it runs the
 * simulations. The system releases it however the service ends.
 */
final class ProjectLock {

    private static final Logger LOG = Logger.getLogger(ProjectLock.class);

    private final FlowerProject project;
    private @Nullable FileChannel channel;
    private @Nullable FileLock lock;

    ProjectLock(FlowerProject project) {
        this.project = project;
    }

    /** Whether this service holds the lock. */
    synchronized boolean isHeld() {
        return lock != null && lock.isValid();
    }

    /** Tries to acquire the lock; whether this service holds it then. */
    synchronized boolean acquire() {
        if (isHeld()) {
            return true;
        }
        try {
            if (channel == null) {
                channel = PrivateFiles.open(
                        project.makeOwnFolder("simulations").resolveSibling("simulations.lock"),
                        StandardOpenOption.CREATE,
                        StandardOpenOption.WRITE);
            }
            lock = channel.tryLock();
        } catch (OverlappingFileLockException ownOtherInstance) {
            return false;
        } catch (IOException | UncheckedIOException unwritable) {
            LOG.debugf(unwritable, "Simulations cannot be stored in the project");
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
            LOG.debug("The lock was gone", alreadyGone);
        }
        channel = null;
        lock = null;
    }
}
