package dev.flsys.process;

import io.quarkus.runtime.annotations.RegisterForReflection;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Instant;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/**
 * The identity of a child process. A later start of the service uses it to detect that another process has the same
 * number.
 *
 * @param pid its number, which is also the number of its process group
 * @param started the time at which the system started it; null if the system does not report it
 * @param where the boot and the process namespace in which the number is valid; empty without {@code /proc}
 */
@RegisterForReflection
public record ProcessIdentity(long pid, @Nullable Instant started, String where) {

    private static final Path BOOT = Path.of("/proc/sys/kernel/random/boot_id");
    private static final Path NAMESPACE = Path.of("/proc/self/ns/pid");

    static ProcessIdentity of(long pid) {
        Instant started = ProcessHandle.of(pid)
                .flatMap(process -> process.info().startInstant())
                .orElse(null);
        return new ProcessIdentity(pid, started, here());
    }

    /**
     * Whether {@code group} may still be the group of this child. Either the child leads it, or the child has ended and
     * {@code member} did not start before the child. The system does not reuse a number while a group has it.
     */
    boolean isGroupOf(long group, ProcessHandle member) {
        Instant then = started;
        if (group != pid || then == null || where.isEmpty() || !where.equals(here())) {
            return false;
        }
        return ProcessHandle.of(pid)
                .map(leader -> leader.info().startInstant().map(then::equals).orElse(false))
                .orElseGet(() -> member.info()
                        .startInstant()
                        .map(start -> !start.isBefore(then))
                        .orElse(false));
    }

    private static String here() {
        try {
            return Files.readString(BOOT).strip() + " " + Files.readSymbolicLink(NAMESPACE);
        } catch (IOException | UnsupportedOperationException notLinux) {
            return "";
        }
    }

    /** The namespace in which this process sees numbers of processes; empty without {@code /proc}. */
    static Optional<String> namespace() {
        try {
            return Optional.of(Files.readSymbolicLink(NAMESPACE).toString());
        } catch (IOException | UnsupportedOperationException notLinux) {
            return Optional.empty();
        }
    }
}
