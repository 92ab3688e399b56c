package dev.flsys.faults;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Locale;

/**
 * The figures of a run of the suite: one line of a Markdown table for each fault, each in its own file below
 * {@code target/faults}. The files together, in the order of their names, are the table in
 * {@code src/bench/RESULTS.md}.
 */
final class FaultReport {

    private static final Path FOLDER = Path.of("target/faults");

    private FaultReport() {}

    /**
     * Records a figure. The test asserts it separately.
     *
     * @param number the fault's number in {@code src/bench/README.md}
     * @param fault the fault, in a few words
     * @param needed the figure with which the test passes
     * @param measured the figure of this run
     */
    static void row(int number, String fault, String needed, String measured) throws IOException {
        Files.createDirectories(FOLDER);
        String name = String.format(
                Locale.ROOT,
                "%02d-%s.md",
                number,
                fault.replaceAll("[^A-Za-z0-9]+", "-").toLowerCase(Locale.ROOT));
        String line = String.format(Locale.ROOT, "| %d | %s | %s | %s |%n", number, fault, needed, measured);
        Files.writeString(FOLDER.resolve(name), line, StandardCharsets.UTF_8);
    }
}
