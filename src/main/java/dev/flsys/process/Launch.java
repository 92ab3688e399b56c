package dev.flsys.process;

import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.UUID;

/**
 * A command to start.
 *
 * @param command the program and its arguments, one element each; no shell reads them
 * @param directory the working directory
 * @param environment variables in addition to the variables of the service that hold no secret
 * @param marker a value of {@value #MARKER_VARIABLE} that the whole tree inherits and is identified by
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

    /** A launch with a new marker. */
    public static Launch of(List<String> command, Path directory, Map<String, String> environment) {
        return new Launch(command, directory, environment, UUID.randomUUID().toString());
    }
}
