package dev.flsys.process;

import dev.flsys.process.ProcessTable.Running;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.Comparator;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;

/**
 * All processes that a child started, including those that left its process group or lost their parent.
 *
 * <p>On Linux a process belongs to the tree if one of these is true:
 *
 * <ul>
 *   <li>it inherited the marker
 *   <li>it descends from a process of the tree, now or when the tree was last read
 *   <li>it is in the group of a process of the tree
 *   <li>it can write to the output of the child
 * </ul>
 *
 * <p>On other systems a process belongs to the tree if it descends from the child. Thread-safe.
 */
final class ProcessTree {

    private static final long POLL_MILLIS = 20;
    /** Limit of the wait for killed processes. Only a process in an uninterruptible system call takes longer. */
    private static final Duration KILL_LIMIT = Duration.ofSeconds(5);

    private final @Nullable ProcessHandle leader;
    private final @Nullable ProcessIdentity former;
    /** Whether the leader is a {@link Subreaper}, which ends by itself after all other processes. */
    private final boolean adopted;

    private final boolean ownGroup;
    private final byte[] marker;
    /** The pipe with the output of the child; empty if it is not known. */
    private final Optional<String> output;

    /** Processes and groups that belong to the tree. Guarded by {@code known}. */
    private final Set<ProcessHandle> known = new HashSet<>();

    private final Set<String> groups = new HashSet<>();

    /** Whether no process is left. After that, other processes may have the same ids. */
    private volatile boolean over;

    /**
     * The tree of a child that this service started.
     *
     * @param ownGroup whether children are started in their own process groups
     * @param marker the value that its processes inherited
     */
    ProcessTree(ProcessHandle leader, boolean ownGroup, String marker) {
        this(leader, null, false, ownGroup, marker, ProcessTable.outputPipe(leader));
    }

    /** The tree of a child whose parent is {@code subreaper}. */
    static ProcessTree adopted(ProcessHandle subreaper, String marker) {
        return new ProcessTree(subreaper, null, true, true, marker, ProcessTable.outputPipe(subreaper));
    }

    private ProcessTree(
            @Nullable ProcessHandle leader,
            @Nullable ProcessIdentity former,
            boolean adopted,
            boolean ownGroup,
            String marker,
            Optional<String> output) {
        this.leader = leader;
        this.former = former;
        this.adopted = adopted;
        this.ownGroup = ownGroup;
        this.marker = (Launch.MARKER_VARIABLE + "=" + marker).getBytes(StandardCharsets.UTF_8);
        this.output = output;
    }

    /** The tree of a child that an earlier service started, by its marker and, if it is known, its identity. */
    static ProcessTree leftBehind(@Nullable ProcessIdentity child, boolean ownGroup, String marker) {
        return new ProcessTree(null, child, false, ownGroup, marker, Optional.empty());
    }

    /**
     * Sends TERM to all processes, waits at most {@code grace}, and sends KILL to the rest until none is left. A
     * concurrent call waits until this call has ended. So it cannot shorten the {@code grace} of this call.
     */
    synchronized void end(Duration grace) {
        if (over) {
            return;
        }
        if (!grace.isZero()) {
            parentsFirst(withoutSubreaper(all())).forEach(ProcessHandle::destroy);
            awaitNone(grace, false);
        }
        over = awaitNone(KILL_LIMIT, true);
    }

    /** Waits at most {@code limit} until no process is left. Returns whether none is left. */
    private boolean awaitNone(Duration limit, boolean kill) {
        long deadline = System.nanoTime() + limit.toNanos();
        boolean interrupted = false;
        Set<ProcessHandle> left = left();
        while (!left.isEmpty() && System.nanoTime() < deadline) {
            if (kill) {
                // The subreaper is killed last: it keeps new processes in the tree, and reports the exit status.
                boolean late = deadline - System.nanoTime() < limit.toNanos() / 2;
                parentsFirst(late ? left : withoutSubreaper(left)).forEach(ProcessHandle::destroyForcibly);
            }
            try {
                Thread.sleep(POLL_MILLIS);
            } catch (InterruptedException stop) {
                interrupted = true;
                if (!kill) {
                    break;
                }
            }
            left = left();
        }
        if (interrupted) {
            Thread.currentThread().interrupt();
        }
        return left.isEmpty();
    }

    private Set<ProcessHandle> withoutSubreaper(Set<ProcessHandle> processes) {
        return adopted
                ? processes.stream().filter(each -> !each.equals(leader)).collect(Collectors.toSet())
                : processes;
    }

    /**
     * Parents come first, because a shell whose child ends before the shell may still write {@code Killed} to the
     * output.
     */
    private static List<ProcessHandle> parentsFirst(Set<ProcessHandle> processes) {
        Map<ProcessHandle, Long> depths = new HashMap<>();
        for (ProcessHandle process : processes) {
            Stream<ProcessHandle> ancestors = Stream.iterate(
                            process.parent(), Optional::isPresent, parent -> parent.flatMap(ProcessHandle::parent))
                    .flatMap(Optional::stream);
            depths.put(process, ancestors.filter(processes::contains).count());
        }
        return processes.stream().sorted(Comparator.comparing(depths::get)).toList();
    }

    /**
     * Remembers the processes that run now. These processes belong to the tree even if they have lost their parents.
     */
    void remember() {
        if (!over) {
            members();
        }
    }

    /**
     * The usage of the members. The subreaper waits for the processes that lost their parents, so their processor time
     * and disk writes are in its own. It is not counted otherwise.
     */
    ProcessUsage usage() {
        Set<ProcessHandle> all = over ? Set.of() : members();
        Set<ProcessHandle> members = withoutSubreaper(all);
        return new ProcessUsage(
                all.stream().mapToDouble(ProcessTable::cpuSeconds).sum(),
                ProcessMemory.of(members),
                members.size(),
                all.stream().mapToLong(ProcessTable::writtenBytes).sum(),
                GpuMemory.MACHINE.of(members));
    }

    private Set<ProcessHandle> all() {
        Set<ProcessHandle> all = new HashSet<>(members());
        all.addAll(writers());
        return all;
    }

    /** The members, or the writers of the output if no member is left. The search for writers takes longer. */
    private Set<ProcessHandle> left() {
        Set<ProcessHandle> members = members();
        return members.isEmpty() ? writers() : members;
    }

    /** The processes of the tree that run now, except processes that are known only as writers of the output. */
    Set<ProcessHandle> members() {
        if (!ProcessTable.isAvailable()) {
            return leader == null
                    ? Set.of()
                    : Stream.concat(Stream.of(leader), leader.descendants())
                            .filter(ProcessHandle::isAlive)
                            .collect(Collectors.toSet());
        }
        List<Running> all = ProcessTable.running(marker);
        Set<String> ownGroups = ProcessTable.ownGroups();
        Set<String> pids = new HashSet<>();
        Set<ProcessHandle> members = new HashSet<>();
        synchronized (known) {
            if (leader != null && ownGroup) {
                groups.add(Long.toString(leader.pid()));
            }
            // Each pass finds the children of the processes that the pass before found, and the members of their
            // groups.
            for (boolean found = true; found; ) {
                found = false;
                for (Running each : all) {
                    if (!members.contains(each.process()) && belongs(each, pids)) {
                        found = true;
                        members.add(each.process());
                        pids.add(each.pid());
                        addGroup(each, ownGroups);
                    }
                }
            }
            known.retainAll(members);
            known.addAll(members);
        }
        return members;
    }

    /**
     * Adds the group of a member. A child of a marked process may have overwritten the environment that holds the
     * marker, as Ray's agents do. A group remains in the tree when its known processes have ended. The groups of this
     * service and of its ancestors are never added: a child that has not called {@code setsid} yet is marked and still
     * in the group of this service.
     */
    private void addGroup(Running member, Set<String> ownGroups) {
        if (ownGroup && !ownGroups.contains(member.group())) {
            groups.add(member.group());
        }
    }

    /** @param pids process ids of the members found so far */
    private boolean belongs(Running each, Set<String> pids) {
        return each.marked()
                || each.process().equals(leader)
                || pids.contains(each.parent())
                || groups.contains(each.group())
                || known.contains(each.process())
                || (former != null && former.isGroupOf(Long.parseLong(each.group()), each.process()));
    }

    /** The processes that can write to the output, other than this one. */
    private Set<ProcessHandle> writers() {
        if (output.isEmpty()) {
            return Set.of();
        }
        long self = ProcessHandle.current().pid();
        try (Stream<ProcessHandle> all = ProcessHandle.allProcesses()) {
            return all.filter(process -> process.pid() != self)
                    .filter(process -> ProcessTable.writesTo(process, output.get()))
                    .collect(Collectors.toSet());
        }
    }
}
