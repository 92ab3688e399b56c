package dev.flsys.process;

import io.quarkus.runtime.annotations.RegisterForReflection;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Instant;
import org.jspecify.annotations.Nullable;

/**
 * Which process a child is, so that a later start of the service takes no other one of the same number for it.
 *
 * @param pid its number, which is that of its group too
 * @param started when the system started it; null where the system does not tell
 * @param where the boot of the system and the process namespace in which the number means it; empty where there is no
 *     {@code /proc}
 */
@RegisterForReflection
public record ProcessIdentity(long pid, @Nullable Instant started, String where) {

    private static final Path BOOT = Path.of("/proc/sys/kernel/random/boot_id");
    private static final Path NAMESPACE = Path.of("/proc/self/ns/pid");

    static ProcessIdentity of(ProcessHandle process) {
        return new ProcessIdentity(process.pid(), process.info().startInstant().orElse(null), here());
    }

    /**
     * Whether {@code group} may still be its group: it leads it itself, or it is gone and what is in the group did not
     * start before it. A number is not given to a new process while a group has it.
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
}
