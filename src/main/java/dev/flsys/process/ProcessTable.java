package dev.flsys.process;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.DirectoryIteratorException;
import java.nio.file.DirectoryStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
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
                    .flatMap(process -> look(process, marker).stream())
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

    private static Optional<Running> look(ProcessHandle process, byte[] marker) {
        return stat(folder(process))
                .filter(stat -> !stat.dead())
                .map(stat -> new Running(process, stat.parent(), stat.group(), isMarked(process, marker)));
    }

    /** Three fields of {@code /proc/PID/stat}. */
    private record Stat(boolean dead, String parent, String group) {}

    private static Optional<Stat> stat(Path folder) {
        try {
            // The command in parentheses may contain blanks and parentheses. The fields after the last one are state,
            // ppid, pgrp.
            String stat = Files.readString(folder.resolve("stat"), StandardCharsets.ISO_8859_1);
            String[] fields = stat.substring(stat.lastIndexOf(')') + 2).split(" ", 4);
            return Optional.of(new Stat(fields[0].equals("Z") || fields[0].equals("X"), fields[1], fields[2]));
        } catch (IOException gone) {
            return Optional.empty();
        }
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
        return PROC.resolve(Long.toString(process.pid()));
    }
}
