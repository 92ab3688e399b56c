package dev.flsys.flower.command;

import java.nio.file.Path;
import java.util.Map;

/**
 * The {@code flwr} of the project's Python.
 *
 * @param path its path, or a name on PATH
 * @param directory where it runs
 * @param environment variables that it needs
 */
public record FlowerProgram(String path, Path directory, Map<String, String> environment) {

    public FlowerProgram {
        environment = Map.copyOf(environment);
    }
}
