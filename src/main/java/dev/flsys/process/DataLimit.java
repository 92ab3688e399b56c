package dev.flsys.process;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.TimeUnit;

/**
 * The limit of the private writable memory of this process: the soft {@code RLIMIT_DATA} of getrlimit(2). Reserved
 * address space and shared memory do not count. Memory beyond the limit is refused to the caller, so an allocation in a
 * native library fails as a C++ exception. Linux only. Child processes get the previous limit. Thread-safe.
 */
public final class DataLimit {

    /** The program of util-linux that changes the limits of a running process. */
    private static final List<Path> PRLIMIT = List.of(Path.of("/usr/bin/prlimit"), Path.of("/bin/prlimit"));

    private static final Path LIMITS = Path.of("/proc/self/limits");
    private static final Path STATUS = Path.of("/proc/self/status");
    private static final String LIMIT = "Max data size";
    private static final String USED = "VmData:";
    private static final String UNLIMITED = "unlimited";
    private static final long TIMEOUT_SECONDS = 10;

    /** The soft limit before it was set, as prlimit writes it; empty if it was not set. */
    private static volatile String before = "";

    private DataLimit() {}

    /** The private writable memory of this process in bytes; empty where it is not shown. */
    public static Optional<Long> usedBytes() {
        return value(STATUS, USED).map(text -> Long.parseLong(text.replaceAll("\\D", "")) << 10);
    }

    /**
     * Sets the soft limit.
     *
     * @param bytes must be more than the process uses now and its JVM may need, because a JVM that gets no memory ends
     * @return whether it is set; false on other systems, without the program for it, or if a lower limit was set
     */
    public static synchronized boolean set(long bytes) {
        Optional<Path> program = program();
        Optional<String> soft = soft();
        if (program.isEmpty()
                || soft.isEmpty()
                || (!soft.get().equals(UNLIMITED) && Long.parseLong(soft.get()) <= bytes)) {
            return false;
        }
        String own = Long.toString(ProcessHandle.current().pid());
        try {
            // "soft:" leaves the hard limit unchanged, so that children can get the previous soft limit.
            Process process = new ProcessBuilder(program.get().toString(), "--pid", own, "--data=" + bytes + ":")
                    .redirectErrorStream(true)
                    .redirectOutput(ProcessBuilder.Redirect.DISCARD)
                    .start();
            if (!process.waitFor(TIMEOUT_SECONDS, TimeUnit.SECONDS)) {
                process.destroyForcibly();
                return false;
            }
            if (process.exitValue() == 0) {
                before = before.isEmpty() ? soft.get() : before;
                return true;
            }
        } catch (IOException failed) {
            return false;
        } catch (InterruptedException stopped) {
            Thread.currentThread().interrupt();
        }
        return false;
    }

    /** The soft limit for children, as prlimit writes it; empty if they inherit the right one. */
    static String forChildren() {
        return before;
    }

    /** The words in front of a command that starts with the limit for children; none if it inherits the right one. */
    static List<String> starter() {
        return before.isEmpty()
                ? List.of()
                : program()
                        .map(found -> List.of(found.toString(), "--data=" + before + ":"))
                        .orElse(List.of());
    }

    private static Optional<Path> program() {
        return PRLIMIT.stream().filter(Files::isExecutable).findFirst();
    }

    /** The soft limit now, in bytes or {@code unlimited}. */
    static Optional<String> soft() {
        return value(LIMITS, LIMIT).map(limits -> limits.split("\\s+")[0]);
    }

    private static Optional<String> value(Path file, String name) {
        try {
            return Files.readAllLines(file, StandardCharsets.ISO_8859_1).stream()
                    .filter(line -> line.startsWith(name))
                    .map(line -> line.substring(name.length()).strip())
                    .findFirst();
        } catch (IOException otherSystem) {
            return Optional.empty();
        }
    }
}
