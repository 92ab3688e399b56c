package dev.flsys.process;

import io.quarkus.runtime.annotations.RegisterForReflection;
import java.time.Instant;
import org.jspecify.annotations.Nullable;

/**
 * Which process a child is, so that a later start of the service takes no other one of the same number for it.
 *
 * @param pid its number, which is that of its group too
 * @param started when the system started it; null where the system does not tell
 */
@RegisterForReflection
public record ProcessIdentity(long pid, @Nullable Instant started) {

    static ProcessIdentity of(ProcessHandle process) {
        return new ProcessIdentity(process.pid(), process.info().startInstant().orElse(null));
    }

    /**
     * Whether {@code group} may still be its group: it leads it itself, or it is gone and what is in the group started after
     * it. A number is not given to a new process while a group has it.
     */
    boolean isGroupOf(long group, ProcessHandle member) {
        Instant then = started;
        if (group != pid
                || then == null
                || ProcessHandle.of(1).map(first -> startedAfter(first, then)).orElse(false)) {
            return false;
        }
        return ProcessHandle.of(pid)
                .map(leader -> leader.info().startInstant().map(then::equals).orElse(false))
                .orElseGet(() -> startedAfter(member, then));
    }

    private static boolean startedAfter(ProcessHandle process, Instant then) {
        return process.info().startInstant().map(start -> start.isAfter(then)).orElse(false);
    }
}
