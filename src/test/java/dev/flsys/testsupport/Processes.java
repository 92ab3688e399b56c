package dev.flsys.testsupport;

import static org.awaitility.Awaitility.await;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;

/** Finds processes that may not be children of the JVM. */
public final class Processes {

    private static final Duration START = Duration.ofMinutes(2);

    private Processes() {}

    /** The running processes with this variable in their environment. */
    public static List<Long> withVariable(String name, String value) {
        String wanted = "\0" + name + "=" + value + "\0";
        return ProcessHandle.allProcesses()
                .map(ProcessHandle::pid)
                .filter(pid -> ("\0" + environment(pid) + "\0").contains(wanted) && isRunning(pid))
                .toList();
    }

    /** The running processes that have loaded a file below {@code folder}: a process cannot hide that. */
    public static List<Long> withFile(Path folder) {
        return ProcessHandle.allProcesses()
                .map(ProcessHandle::pid)
                .filter(pid -> read(pid, "maps").contains(" " + folder + "/") && isRunning(pid))
                .toList();
    }

    /** The running processes whose working directory is {@code folder}. */
    public static List<Long> workingIn(Path folder) {
        return ProcessHandle.allProcesses()
                .map(ProcessHandle::pid)
                .filter(pid -> workingDirectory(pid).equals(folder.toString()) && isRunning(pid))
                .toList();
    }

    /** The process id in a file. Waits until it is written. */
    public static long idIn(Path file) {
        await().atMost(START).until(() -> Files.exists(file) && Files.size(file) > 0);
        return Unchecked.io(() -> Long.parseLong(Files.readString(file).strip()));
    }

    private static String workingDirectory(long pid) {
        try {
            return Files.readSymbolicLink(Path.of("/proc/" + pid + "/cwd")).toString();
        } catch (IOException goneOrNotOurs) {
            return "";
        }
    }

    private static String environment(long pid) {
        return read(pid, "environ");
    }

    private static String read(long pid, String file) {
        try {
            return Files.readString(Path.of("/proc/" + pid + "/" + file), StandardCharsets.ISO_8859_1);
        } catch (IOException goneOrNotOurs) {
            return "";
        }
    }

    /** Whether the process runs. A zombie does not run. */
    public static boolean isRunning(long pid) {
        try {
            String stat = Files.readString(Path.of("/proc/" + pid + "/stat"), StandardCharsets.ISO_8859_1);
            char state = stat.charAt(stat.lastIndexOf(')') + 2);
            return state != 'Z' && state != 'X';
        } catch (IOException gone) {
            return false;
        }
    }
}
