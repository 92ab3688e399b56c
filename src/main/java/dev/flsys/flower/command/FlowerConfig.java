package dev.flsys.flower.command;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.dataformat.toml.TomlMapper;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

/**
 * The user's Flower configuration: {@code config.toml} in FLWR_HOME, by default {@code ~/.flwr}.
 *
 * @param file the file, which may not exist
 */
public record FlowerConfig(Path file) {

    public static final String NAME = "config.toml";
    private static final TomlMapper TOML = new TomlMapper();

    /** The configuration of the user who runs the service. */
    public static FlowerConfig ofUser() {
        String home = System.getenv("FLWR_HOME");
        return new FlowerConfig(
                (home != null && !home.isEmpty() ? Path.of(home) : Path.of(System.getProperty("user.home"), ".flwr"))
                        .resolve(NAME));
    }

    /** The reason why {@code [superlink.NAME]} is no connection to an existing SuperLink; empty if it is one. */
    public Optional<String> findProblem(String name) {
        if (!Files.isRegularFile(file)) {
            return Optional.of(
                    "There is no [superlink." + name + "]: Flower's configuration " + file + " does not exist.");
        }
        JsonNode all;
        try {
            all = TOML.readTree(Files.readString(file, StandardCharsets.UTF_8)).path("superlink");
        } catch (IOException unreadable) {
            return Optional.of("Flower's configuration " + file + " cannot be read as TOML.");
        }
        if (!all.path(name).isObject()) {
            return Optional.of("There is no [superlink." + name + "] in " + file + "; it has: " + names(all) + ".");
        }
        String address = all.path(name).path("address").asText();
        return address.isEmpty() || address.startsWith(":")
                ? Optional.of("[superlink." + name + "] in " + file + " has no address of a SuperLink that exists.")
                : Optional.empty();
    }

    private static String names(JsonNode all) {
        List<String> names = new ArrayList<>();
        all.properties().forEach(each -> {
            if (each.getValue().isObject()) {
                names.add(each.getKey());
            }
        });
        return names.isEmpty() ? "none" : String.join(", ", names);
    }
}
