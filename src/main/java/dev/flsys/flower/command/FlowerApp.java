package dev.flsys.flower.command;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectReader;
import com.fasterxml.jackson.dataformat.toml.TomlMapper;
import dev.flsys.project.FlowerProject;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalLong;
import java.util.Set;
import java.util.TreeSet;

/**
 * A Flower app as its {@code pyproject.toml} declares it.
 *
 * @param pyproject the file
 * @param text the file's text
 * @param description the project's description of itself
 * @param config keys and values of {@code [tool.flwr.app.config]} in their order, the only keys that Flower accepts;
 *     the keys of inner tables are joined by dots
 * @param federations {@code [tool.flwr.federations]}, which Flower from 1.26 on moves to its own configuration; a
 *     missing node if there is none
 */
public record FlowerApp(
        Path pyproject, String text, Optional<String> description, Map<String, JsonNode> config, JsonNode federations) {

    private static final String FILE = "pyproject.toml";
    private static final ObjectReader TOML = new TomlMapper().reader();
    private static final int MAX_BYTES = 1024 * 1024;

    /** The app in {@code folder} of the project; empty if there is none that can be read. */
    public static Optional<FlowerApp> read(FlowerProject project, String folder) {
        return findFile(project, folder).flatMap(FlowerApp::read);
    }

    /** The {@code pyproject.toml} in {@code folder} of the project, which is not read; empty if there is none. */
    static Optional<Path> findFile(FlowerProject project, String folder) {
        return project.resolve(folder).map(path -> path.resolve(FILE)).filter(Files::isRegularFile);
    }

    private static Optional<FlowerApp> read(Path pyproject) {
        try {
            if (Files.size(pyproject) > MAX_BYTES) {
                return Optional.empty();
            }
            String text = Files.readString(pyproject, StandardCharsets.UTF_8);
            JsonNode toml = TOML.readTree(text);
            JsonNode flower = toml.path("tool").path("flwr");
            Map<String, JsonNode> config = flatten(flower.path("app").path("config"));
            Optional<String> description =
                    Optional.ofNullable(toml.path("project").path("description").textValue());
            return Optional.of(new FlowerApp(pyproject, text, description, config, flower.path("federations")));
        } catch (JsonProcessingException notToml) {
            throw new ParametersInvalid("The pyproject.toml of the Flower app is not valid TOML.");
        } catch (IOException unreadable) {
            return Optional.empty();
        }
    }

    /** The keys that a run config may have, sorted. */
    public Set<String> runConfig() {
        return new TreeSet<>(config.keySet());
    }

    /** The same app with other values of some of its keys; other keys are ignored. */
    public FlowerApp with(Map<String, JsonNode> values) {
        Map<String, JsonNode> changed = new LinkedHashMap<>(config);
        changed.replaceAll((key, value) -> values.getOrDefault(key, value));
        return new FlowerApp(pyproject, text, description, changed, federations);
    }

    /**
     * The number of simulated clients of a federation in the {@code pyproject.toml}; empty if the file does not set it.
     *
     * @param name the federation that the command names; the default federation if it names none
     */
    public OptionalLong countSupernodes(Optional<String> name) {
        JsonNode federation =
                federations.path(name.orElse(federations.path("default").asText()));
        JsonNode number = federation.path("options").path("num-supernodes");
        return number.isIntegralNumber() && !federation.has("address")
                ? OptionalLong.of(number.asLong())
                : OptionalLong.empty();
    }

    /** Keys and values of a table in their order; the keys of inner tables are joined by dots, as Flower does. */
    public static Map<String, JsonNode> flatten(JsonNode table) {
        Map<String, JsonNode> flat = new LinkedHashMap<>();
        collect("", table, flat);
        return flat;
    }

    private static void collect(String prefix, JsonNode table, Map<String, JsonNode> config) {
        table.properties().forEach(entry -> {
            String key = prefix + entry.getKey();
            if (entry.getValue().isObject()) {
                collect(key + ".", entry.getValue(), config);
            } else {
                config.put(key, entry.getValue());
            }
        });
    }
}
