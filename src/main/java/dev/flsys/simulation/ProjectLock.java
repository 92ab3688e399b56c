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
 * Tells which of several services on the same folder runs its simulations: the one that holds the lock on
 * {@code .flsys/simulations.lock}. The system releases it when the service ends, however it ends.
 */
final class ProjectLock {

    private static final Logger LOG = Logger.getLogger(ProjectLock.class);

    private final FlowerProject project;
    private @Nullable FileChannel channel;
    private @Nullable FileLock lock;

    ProjectLock(FlowerProject project) {
        this.project = project;
    }

    /** Whether this service has it now. */
    synchronized boolean isHeld() {
        return lock != null && lock.isValid();
    }

    /** Tries to get it; whether this service has it then. */
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
