package dev.flsys.process;

import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.UUID;

/**
 * What to start, and where.
 *
 * @param command the program and its arguments, one element each; no shell reads them
 * @param directory the working directory
 * @param environment variables added to those of the service that hold no secret
 * @param marker a value that the whole tree inherits in {@value #MARKER_VARIABLE} and is recognised by
 */
public record Launch(List<String> command, Path directory, Map<String, String> environment, String marker) {

    /** The variable that carries the marker. */
    public static final String MARKER_VARIABLE = "FLSYS_MARKER";

    public Launch {
        if (command.isEmpty()) {
            throw new IllegalArgumentException("There is no command to start.");
        }
        command = List.copyOf(command);
        environment = Map.copyOf(environment);
    }

    /** A launch with a marker of its own. */
    public static Launch of(List<String> command, Path directory, Map<String, String> environment) {
        return new Launch(command, directory, environment, UUID.randomUUID().toString());
    }
}
