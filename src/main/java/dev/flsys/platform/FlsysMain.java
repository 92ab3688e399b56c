package dev.flsys.platform;

import io.quarkus.runtime.Quarkus;
import io.quarkus.runtime.annotations.QuarkusMain;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Optional;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * The entry of the program. It checks the limit of open files first. With fewer than {@value #MIN_FILES}, Java cannot
 * open its own libraries. The start would then end with a stack trace that does not name the cause.
 */
@QuarkusMain
public final class FlsysMain {

    static final int MIN_FILES = 128;

    private static final Path LIMITS = Path.of("/proc/self/limits");
    private static final Pattern OPEN_FILES = Pattern.compile("(?m)^Max open files +([0-9]{1,18}) ");

    private FlsysMain() {}

    /** Starts the service, or ends with exit status 1 and one line about the limit. */
    public static void main(String... arguments) {
        Optional<String> problem = findProblem(limits());
        if (problem.isPresent()) {
            System.err.println(problem.get());
            System.exit(1);
        }
        OldGeneration.watch();
        Quarkus.run(arguments);
    }

    /** The reason why the service cannot start with these limits; empty if it can, or if the limit is not known. */
    static Optional<String> findProblem(String limits) {
        Matcher files = OPEN_FILES.matcher(limits);
        return files.find() && Long.parseLong(files.group(1)) < MIN_FILES
                ? Optional.of(
                        "The service may open only " + files.group(1) + " files and connections (ulimit -n). It needs "
                                + MIN_FILES + ", and 1024 or more for many clients. Raise the limit: ulimit -n 1024")
                : Optional.empty();
    }

    private static String limits() {
        try {
            return Files.readString(LIMITS, StandardCharsets.US_ASCII);
        } catch (IOException otherSystem) {
            return "";
        }
    }
}
