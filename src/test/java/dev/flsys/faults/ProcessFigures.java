package dev.flsys.faults;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;

/** Memory and processor time of a process, from {@code /proc}. */
final class ProcessFigures {

    /** USER_HZ of Linux, the unit of times in {@code /proc/<pid>/stat}. */
    private static final double TICKS_A_SECOND = 100;
    /** Sets the peak to the present size (proc(5)). */
    private static final String RESET_PEAK = "5";

    private final Path folder;

    ProcessFigures(long pid) {
        this.folder = Path.of("/proc/" + pid);
    }

    /** The memory in use now, MiB. */
    long megabytes() throws IOException {
        return status("VmRSS:");
    }

    /** The most memory since {@link #resetPeak}, MiB. */
    long peakMegabytes() throws IOException {
        return status("VmHWM:");
    }

    void resetPeak() throws IOException {
        Files.writeString(folder.resolve("clear_refs"), RESET_PEAK);
    }

    /** The processor time of all threads so far, in seconds. */
    double processorSeconds() throws IOException {
        String stat = Files.readString(folder.resolve("stat"), StandardCharsets.ISO_8859_1);
        String[] fields = stat.substring(stat.lastIndexOf(')') + 2).split(" ");
        return (Long.parseLong(fields[11]) + Long.parseLong(fields[12])) / TICKS_A_SECOND;
    }

    private long status(String name) throws IOException {
        for (String line : Files.readAllLines(folder.resolve("status"), StandardCharsets.ISO_8859_1)) {
            if (line.startsWith(name)) {
                return Long.parseLong(line.replaceAll("\\D", "")) / 1024;
            }
        }
        throw new IOException("No " + name);
    }
}
