package dev.flsys.process;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.HashSet;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;

/**
 * Everything that a child started, also what left its process group or lost its parent.
 *
 * <p>On Linux a process belongs to the tree if it is in the child's process group (field {@code pgrp} of
 * {@code /proc/PID/stat}, see proc(5)) or inherited its marker ({@code /proc/PID/environ}); elsewhere, if it descends
 * from the child. Safe for use by several threads.
 */
final class ProcessTree {

    private static final Path PROC = Path.of("/proc");
    private static final long POLL_MILLIS = 20;
    /**
     * A killed process is gone at once but for one in an uninterruptible system call; nothing waits longer for that.
     */
    private static final Duration KILL_LIMIT = Duration.ofSeconds(5);

    private final @Nullable ProcessHandle leader;
    private final @Nullable ProcessIdentity former;
    private final boolean ownGroup;
    private final byte[] marker;
    /** Groups that were found to be the tree's. */
    private final Set<String> groups = new HashSet<>();

    /** Set once none was left: from then on the ids that it is told by may belong to others. */
    private volatile boolean over;

    /**
     * The tree of a child that this service started.
     *
     * @param ownGroup whether children are started into groups of their own
     * @param marker what its processes inherited
     */
    ProcessTree(ProcessHandle leader, boolean ownGroup, String marker) {
        this(leader, null, ownGroup, marker);
    }

    private ProcessTree(
            @Nullable ProcessHandle leader, @Nullable ProcessIdentity former, boolean ownGroup, String marker) {
        this.leader = leader;
        this.former = former;
        this.ownGroup = ownGroup;
        this.marker = (Launch.MARKER_VARIABLE + "=" + marker).getBytes(StandardCharsets.UTF_8);
    }

    /** The tree of a child of long ago, of which the marker is known and maybe who it was. */
    static ProcessTree leftBehind(@Nullable ProcessIdentity child, boolean ownGroup, String marker) {
        return new ProcessTree(null, child, ownGroup, marker);
    }

    /**
     * TERM to all, {@code grace} to end in, KILL to the rest until none is left. Who comes while it goes on waits until
     * it is over, so that nobody cuts the grace short that another one gave.
     */
    synchronized void end(Duration grace) {
        if (over) {
            return;
        }
        if (!grace.isZero()) {
            members().forEach(ProcessHandle::destroy);
            awaitNone(grace, false);
        }
        over = awaitNone(KILL_LIMIT, true);
    }

    /** Waits until none is left, at most {@code limit}; whether none is. */
    private boolean awaitNone(Duration limit, boolean kill) {
        long deadline = System.nanoTime() + limit.toNanos();
        boolean interrupted = false;
        Set<ProcessHandle> left = members();
        while (!left.isEmpty() && System.nanoTime() < deadline) {
            if (kill) {
                left.forEach(ProcessHandle::destroyForcibly);
            }
            try {
                Thread.sleep(POLL_MILLIS);
            } catch (InterruptedException stop) {
                interrupted = true;
                if (!kill) {
                    break;
                }
            }
            left = members();
        }
        if (interrupted) {
            Thread.currentThread().interrupt();
        }
        return left.isEmpty();
    }

    /** The processes of the tree that run now. */
    Set<ProcessHandle> members() {
        if (!Files.isDirectory(PROC.resolve("self"))) {
            return leader == null
                    ? Set.of()
                    : Stream.concat(Stream.of(leader), leader.descendants())
                            .filter(ProcessHandle::isAlive)
                            .collect(Collectors.toSet());
        }
        List<Running> all = running();
        Set<String> groups = groups(all);
        return all.stream()
                .filter(each -> each.marked()
                        || groups.contains(each.group())
                        || each.process().equals(leader))
                .map(Running::process)
                .collect(Collectors.toSet());
    }

    /**
     * The groups that are the tree's as a whole: the leader's, and those of marked processes, since what they started
     * may have written over the environment that shows the marker, as Ray's agents do. A group stays the tree's once
     * its marked processes are gone. The groups of this process and of what it descends from are never among them: a
     * child that has not come to its {@code setsid} yet is marked and still in ours.
     */
    private Set<String> groups(List<Running> all) {
        if (!ownGroup) {
            return Set.of();
        }
        Set<String> ours = ownGroups();
        synchronized (groups) {
            if (leader != null) {
                groups.add(Long.toString(leader.pid()));
            }
            all.stream()
                    .filter(this::belongs)
                    .map(Running::group)
                    .filter(group -> !ours.contains(group))
                    .forEach(groups::add);
            return Set.copyOf(groups);
        }
    }

    private boolean belongs(Running each) {
        return each.marked() || (former != null && former.isGroupOf(Long.parseLong(each.group()), each.process()));
    }

    private static Set<String> ownGroups() {
        return Stream.iterate(
                        Optional.of(ProcessHandle.current()),
                        Optional::isPresent,
                        each -> each.flatMap(ProcessHandle::parent))
                .flatMap(each ->
                        stat(PROC.resolve(Long.toString(each.orElseThrow().pid()))).stream())
                .map(Stat::group)
                .collect(Collectors.toSet());
    }

    /** A process that is not dead. */
    private record Running(ProcessHandle process, String group, boolean marked) {}

    private List<Running> running() {
        long self = ProcessHandle.current().pid();
        try (Stream<ProcessHandle> all = ProcessHandle.allProcesses()) {
            return all.filter(process -> process.pid() != self)
                    .flatMap(process -> look(process).stream())
                    .toList();
        }
    }

    private Optional<Running> look(ProcessHandle process) {
        Path folder = PROC.resolve(Long.toString(process.pid()));
        return stat(folder)
                .filter(stat -> !stat.dead())
                .map(stat -> new Running(process, stat.group(), isMarked(folder)));
    }

    /** What is needed of {@code /proc/PID/stat}. */
    private record Stat(boolean dead, String group) {}

    private static Optional<Stat> stat(Path folder) {
        try {
            // The command in parentheses may hold blanks and parentheses; the fields after its last one are state,
            // ppid, pgrp.
            String stat = Files.readString(folder.resolve("stat"), StandardCharsets.ISO_8859_1);
            String[] fields = stat.substring(stat.lastIndexOf(')') + 2).split(" ", 4);
            return Optional.of(new Stat(fields[0].equals("Z") || fields[0].equals("X"), fields[2]));
        } catch (IOException gone) {
            return Optional.empty();
        }
    }

    private boolean isMarked(Path folder) {
        try {
            return contains(Files.readAllBytes(folder.resolve("environ")), marker);
        } catch (IOException notOurs) {
            return false;
        }
    }

    private static boolean contains(byte[] text, byte[] part) {
        for (int start = 0; start + part.length <= text.length; start++) {
            int matched = 0;
            while (matched < part.length && text[start + matched] == part[matched]) {
                matched++;
            }
            if (matched == part.length) {
                return true;
            }
        }
        return false;
    }
}
