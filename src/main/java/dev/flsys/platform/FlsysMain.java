package dev.flsys.platform;

import io.quarkus.runtime.Quarkus;
import io.quarkus.runtime.annotations.QuarkusMain;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.FileSystemException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Optional;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * The entry of the program. It checks the limit of open files and the folder of temporary files first. With fewer than
 * {@value #MIN_FILES} files, Java cannot open its own libraries. Vert.x needs the folder, which a container with a
 * read-only file system does not have. The start would then end with a stack trace that does not name the remedy.
 */
@QuarkusMain
public final class FlsysMain {

    static final int MIN_FILES = 128;

    private static final Path LIMITS = Path.of("/proc/self/limits");
    private static final Pattern OPEN_FILES = Pattern.compile("(?m)^Max open files +([0-9]{1,18}) ");

    private FlsysMain() {}

    /** Starts the service, or ends with exit status 1 and one line about the problem. */
    public static void main(String... arguments) {
        Optional<String> problem = findProblem(limits()).or(() -> findProblem(temporaryFolder()));
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

    /** The reason why the service cannot start with this folder of temporary files; empty if it can. */
    static Optional<String> findProblem(Path temporary) {
        try {
            Files.delete(Files.createTempDirectory(Files.createDirectories(temporary), "flsys-start-"));
            return Optional.empty();
        } catch (IOException unwritable) {
            String reason = unwritable instanceof FileSystemException failed && failed.getReason() != null
                    ? failed.getReason()
                    : "it cannot be created or written";
            return Optional.of("The service cannot write temporary files to " + temporary + ": " + reason
                    + ". Make that folder writable (in a container: docker run --tmpfs /tmp:exec), or name another one:"
                    + " java -Djava.io.tmpdir=FOLDER -jar quarkus-run.jar");
        }
    }

    /** The folder in which Vert.x needs one of its own. */
    private static Path temporaryFolder() {
        return Path.of(System.getProperty("vertx.cacheDirBase", System.getProperty("java.io.tmpdir")));
    }

    private static String limits() {
        try {
            return Files.readString(LIMITS, StandardCharsets.US_ASCII);
        } catch (IOException otherSystem) {
            return "";
        }
    }
}
