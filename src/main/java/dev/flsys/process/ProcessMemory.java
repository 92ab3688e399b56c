package dev.flsys.process;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Collection;
import java.util.OptionalLong;

/**
 * The memory of processes. It is the sum of proportional set sizes, in which a page that several processes share counts
 * once (proc(5), {@code /proc/PID/smaps_rollup}). Resident sizes are used where these cannot be read.
 */
final class ProcessMemory {

    private static final Path PROC = Path.of("/proc");
    private static final String PROPORTIONAL = "Pss:";
    private static final String RESIDENT = "VmRSS:";
    private static final long KIB = 1_024;

    private ProcessMemory() {}

    /** The bytes that {@code processes} use together; 0 without {@code /proc}. Processes that have ended use none. */
    static long of(Collection<ProcessHandle> processes) {
        return processes.stream().mapToLong(ProcessMemory::of).sum();
    }

    private static long of(ProcessHandle process) {
        Path folder = PROC.resolve(Long.toString(process.pid()));
        OptionalLong proportional = field(folder.resolve("smaps_rollup"), PROPORTIONAL);
        return proportional.isPresent()
                ? proportional.getAsLong()
                : field(folder.resolve("status"), RESIDENT).orElse(0);
    }

    /** The bytes in the line {@code name}, which has them in KiB. */
    private static OptionalLong field(Path file, String name) {
        try {
            for (String line :
                    Files.readString(file, StandardCharsets.ISO_8859_1).split("\n")) {
                if (line.startsWith(name)) {
                    return OptionalLong.of(Long.parseLong(line.replaceAll("[^0-9]", "")) * KIB);
                }
            }
            return OptionalLong.empty();
        } catch (IOException | NumberFormatException gone) {
            return OptionalLong.empty();
        }
    }
}
