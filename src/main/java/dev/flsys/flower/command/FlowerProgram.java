package dev.flsys.flower.command;

import java.nio.file.Path;
import java.util.List;
import java.util.Map;

/**
 * The {@code flwr} of the project's Python.
 *
 * @param words its path, or a name on PATH; after the words of a {@link Wrapper}, if there is one
 * @param directory its working directory
 * @param environment variables added to the variables of the service
 */
public record FlowerProgram(List<String> words, Path directory, Map<String, String> environment) {

    public FlowerProgram {
        words = List.copyOf(words);
        environment = Map.copyOf(environment);
    }
}
