package dev.flsys.flower.command;

import java.nio.file.Path;
import java.util.Map;

/**
 * The {@code flwr} of the project's Python.
 *
 * @param path its path, or a name on PATH
 * @param directory its working directory
 * @param environment variables added to those of the service
 */
public record FlowerProgram(String path, Path directory, Map<String, String> environment) {

    public FlowerProgram {
        environment = Map.copyOf(environment);
    }
}
