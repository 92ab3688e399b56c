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
 * All processes that a child started, including those that left its process group or lost their parent.
 *
 * <p>On Linux a process belongs to the tree if it is in the process group of the child (field {@code pgrp} of
 * {@code /proc/PID/stat}, see proc(5)) or inherited its marker ({@code /proc/PID/environ}). On other systems it belongs
 * to the tree if it descends from the child. Safe for use by several threads.
 */
final class ProcessTree {

    private static final Path PROC = Path.of("/proc");
    private static final long POLL_MILLIS = 20;
    /** Limit of the wait for killed processes. Only a process in an uninterruptible system call takes longer. */
    private static final Duration KILL_LIMIT = Duration.ofSeconds(5);

    private final @Nullable ProcessHandle leader;
    private final @Nullable ProcessIdentity former;
    private final boolean ownGroup;
    private final byte[] marker;
    /** Groups that belong to the tree. */
    private final Set<String> groups = new HashSet<>();

    /** Set once no process was left: afterwards other processes may have the same ids. */
    private volatile boolean over;

    /**
     * The tree of a child that this service started.
     *
     * @param ownGroup whether children are started in their own process groups
     * @param marker the value that its processes inherited
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

    /** The tree of a child that an earlier service started, by its marker and, if it is known, its identity. */
    static ProcessTree leftBehind(@Nullable ProcessIdentity child, boolean ownGroup, String marker) {
        return new ProcessTree(null, child, ownGroup, marker);
    }

    /**
     * Sends TERM to all processes, waits at most {@code grace}, and sends KILL to the rest until none is left. A
     * concurrent call waits until this one is over, so it cannot cut short the {@code grace} of this one.
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

    /** Waits at most {@code limit} until no process is left. Returns whether none is left. */
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
     * The groups that belong to the tree as a whole: the group of the leader, and the groups of marked processes. A
     * child of a marked process may have overwritten the environment that holds the marker, as Ray's agents do. A group
     * remains in the tree when its marked processes have ended. The groups of this process and of its ancestors are
     * never included: a child that has not called {@code setsid} yet is marked and still in our group.
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

    /** A process that has not ended. */
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

    /** Two fields of {@code /proc/PID/stat}. */
    private record Stat(boolean dead, String group) {}

    private static Optional<Stat> stat(Path folder) {
        try {
            // The command in parentheses may contain blanks and parentheses. The fields after the last one are state,
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
