package dev.flsys.process;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.DirectoryIteratorException;
import java.nio.file.DirectoryStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.stream.Collectors;
import java.util.stream.Stream;

/** The processes of this machine as {@code /proc} shows them, see proc(5). Linux only. Thread-safe. */
final class ProcessTable {

    private static final Path PROC = Path.of("/proc");
    private static final String PIPE = "pipe:[";
    /** The bits of open(2) flags that hold the access mode, in octal. */
    private static final int ACCESS_MODE = 03;
    /** The place of the start, in ticks, among the fields of {@code /proc/PID/stat} after the command. */
    private static final int START = 19;
    /** The first of the places of utime, stime, cutime and cstime, in ticks. */
    private static final int TIMES = 11;

    private static final String WRITTEN = "write_bytes:";
    /** Linux shows times to programs in this unit on all its platforms that Java runs on. */
    private static final double TICKS_PER_SECOND = 100;

    private ProcessTable() {}

    static boolean isAvailable() {
        return Files.isDirectory(PROC.resolve("self"));
    }

    /**
     * A process that has not ended.
     *
     * @param parent process id of its parent
     * @param group id of its process group
     * @param marked whether its environment has the marker
     */
    record Running(ProcessHandle process, String parent, String group, boolean marked) {

        String pid() {
            return Long.toString(process.pid());
        }
    }

    /** All processes except this one. */
    static List<Running> running(byte[] marker) {
        long self = ProcessHandle.current().pid();
        try (Stream<ProcessHandle> all = ProcessHandle.allProcesses()) {
            return all.filter(process -> process.pid() != self)
                    .flatMap(process -> read(process, marker).stream())
                    .toList();
        }
    }

    /** The groups of this process and of its ancestors. */
    static Set<String> ownGroups() {
        return Stream.iterate(
                        Optional.of(ProcessHandle.current()),
                        Optional::isPresent,
                        each -> each.flatMap(ProcessHandle::parent))
                .flatMap(each -> stat(folder(each.orElseThrow())).stream())
                .map(Stat::group)
                .collect(Collectors.toSet());
    }

    /** The pipe that is the standard output of {@code process}; empty if it is another file or cannot be read. */
    static Optional<String> outputPipe(ProcessHandle process) {
        return pipe(folder(process).resolve("fd/1"));
    }

    /** Whether {@code process} can write to {@code pipe}. False for processes of other users. */
    static boolean writesTo(ProcessHandle process, String pipe) {
        Path folder = folder(process);
        try (DirectoryStream<Path> files = Files.newDirectoryStream(folder.resolve("fd"))) {
            for (Path file : files) {
                if (pipe(file).filter(pipe::equals).isPresent()
                        && isWritable(folder.resolve("fdinfo").resolve(file.getFileName()))) {
                    return true;
                }
            }
        } catch (IOException | DirectoryIteratorException goneOrNotOurs) {
            return false;
        }
        return false;
    }

    private static Optional<String> pipe(Path file) {
        try {
            String target = Files.readSymbolicLink(file).toString();
            return target.startsWith(PIPE) ? Optional.of(target) : Optional.empty();
        } catch (IOException | UnsupportedOperationException closed) {
            return Optional.empty();
        }
    }

    private static boolean isWritable(Path info) throws IOException {
        return Files.readAllLines(info).stream()
                .filter(line -> line.startsWith("flags:"))
                .mapToInt(line ->
                        Integer.parseInt(line.substring("flags:".length()).strip(), 8) & ACCESS_MODE)
                .anyMatch(mode -> mode != 0);
    }

    private static Optional<Running> read(ProcessHandle process, byte[] marker) {
        return stat(folder(process))
                .filter(stat -> !stat.dead())
                .map(stat -> new Running(process, stat.parent(), stat.group(), isMarked(process, marker)));
    }

    /** Three fields of {@code /proc/PID/stat}. */
    private record Stat(boolean dead, String parent, String group) {}

    private static Optional<Stat> stat(Path folder) {
        return fields(folder, 4).map(fields -> new Stat(isDead(fields), fields[1], fields[2]));
    }

    private static boolean isDead(String[] fields) {
        return fields[0].equals("Z") || fields[0].equals("X");
    }

    /**
     * The first fields of {@code /proc/PID/stat} after the command: state, ppid, pgrp.
     *
     * @param count number of fields; the last one contains the rest of the line
     */
    private static Optional<String[]> fields(Path folder, int count) {
        try {
            // The command in parentheses may contain blanks and parentheses.
            String stat = Files.readString(folder.resolve("stat"), StandardCharsets.ISO_8859_1);
            return Optional.of(stat.substring(stat.lastIndexOf(')') + 2).split(" ", count));
        } catch (IOException gone) {
            return Optional.empty();
        }
    }

    /** The start of a process in ticks since the boot; empty if it has ended. */
    static Optional<String> startTicks(long pid) {
        return fields(folder(pid), START + 2).filter(fields -> !isDead(fields)).map(fields -> fields[START]);
    }

    /** The processor time in seconds of a process and of the children that it waited for; 0 if it has ended. */
    static double cpuSeconds(ProcessHandle process) {
        return fields(folder(process), TIMES + 5)
                .map(fields -> Arrays.stream(fields, TIMES, TIMES + 4)
                        .mapToLong(Long::parseLong)
                        .sum())
                .map(ticks -> ticks / TICKS_PER_SECOND)
                .orElse(0.0);
    }

    /** The bytes that a process, and the children that it waited for, wrote to disks; 0 if they cannot be read. */
    static long writtenBytes(ProcessHandle process) {
        try {
            return Files.readAllLines(folder(process).resolve("io"), StandardCharsets.ISO_8859_1).stream()
                    .filter(line -> line.startsWith(WRITTEN))
                    .mapToLong(line ->
                            Long.parseLong(line.substring(WRITTEN.length()).strip()))
                    .findFirst()
                    .orElse(0);
        } catch (IOException goneOrNotOurs) {
            return 0;
        }
    }

    /** The variables of a process whose names begin with {@code prefix}; none if they cannot be read. */
    static Map<String, String> environment(long pid, String prefix) {
        Map<String, String> variables = new HashMap<>();
        try {
            String all = Files.readString(folder(pid).resolve("environ"), StandardCharsets.ISO_8859_1);
            for (String each : all.split("\0")) {
                int equals = each.indexOf('=');
                if (each.startsWith(prefix) && equals > 0) {
                    variables.put(each.substring(0, equals), each.substring(equals + 1));
                }
            }
        } catch (IOException goneOrNotOurs) {
            return Map.of();
        }
        return variables;
    }

    private static boolean isMarked(ProcessHandle process, byte[] marker) {
        try {
            return contains(Files.readAllBytes(folder(process).resolve("environ")), marker);
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

    private static Path folder(ProcessHandle process) {
        return folder(process.pid());
    }

    private static Path folder(long pid) {
        return PROC.resolve(Long.toString(pid));
    }
}
