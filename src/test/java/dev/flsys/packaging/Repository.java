package dev.flsys.packaging;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.dataformat.yaml.YAMLMapper;
import dev.flsys.testsupport.Unchecked;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Set;
import java.util.TreeSet;
import java.util.function.Predicate;
import java.util.regex.Pattern;
import java.util.stream.Collectors;
import java.util.stream.Stream;

/** Reads the sources that images and manifests have to agree with. */
final class Repository {

    /** Share of the memory that Ray's object store takes: {@code DEFAULT_OBJECT_STORE_MEMORY_PROPORTION} of Ray. */
    static final double OBJECT_STORE = 0.3;

    private static final YAMLMapper YAML = new YAMLMapper();

    private Repository() {}

    static String text(Path path) {
        return Unchecked.io(() -> Files.readString(path));
    }

    static String text(String path) {
        return text(Path.of(path));
    }

    /** The YAML documents of a file. */
    static List<JsonNode> documents(Path path) {
        try (var documents = YAML.readerFor(JsonNode.class).<JsonNode>readValues(text(path))) {
            return documents.readAll();
        } catch (IOException invalid) {
            throw new UncheckedIOException(path.toString(), invalid);
        }
    }

    /** The keys of {@code .env.example}. */
    static Set<String> settings() {
        return all("(?m)^#?([A-Z_]+)=", text(".env.example"));
    }

    /** The settings without a default: their comment in {@code .env.example} ends in {@code Required.} */
    static Set<String> requiredSettings() {
        return all("(?m)Required\\.\\n([A-Z_]+)=", text(".env.example"));
    }

    static String version() {
        return one("<artifactId>flsys</artifactId>\\s*<version>([^<]+)<", text("pom.xml"));
    }

    static int httpPort() {
        return all("(?m)^quarkus.http.port=(\\d+)", text("src/main/resources/application.properties")).stream()
                .findFirst()
                .map(Integer::parseInt)
                .orElse(8080);
    }

    /** The images that docker/Dockerfile builds, with their targets: the commands at its top name them. */
    static Map<String, String> targets() {
        return Pattern.compile("--target (\\w+) -t (\\S+) \\.")
                .matcher(text("docker/Dockerfile"))
                .results()
                .collect(Collectors.toMap(build -> build.group(2), build -> build.group(1)));
    }

    /**
     * The longest time from SIGTERM to the exit of the service. Connections are accepted while simulations end, and for
     * SHUTDOWN_DELAY at least. The last answers follow, within SHUTDOWN_TIMEOUT.
     */
    static Duration drain(Predicate<String> isSet) {
        Set<String> changed = Stream.of("SIMULATION_STOP_GRACE", "SHUTDOWN_DELAY", "SHUTDOWN_TIMEOUT")
                .filter(isSet)
                .collect(Collectors.toSet());
        if (!changed.isEmpty()) {
            throw new AssertionError("Compare the grace period with " + changed);
        }
        Duration simulations = byDefault("SIMULATION_STOP_GRACE")
                .plus(constant("simulation", "STOP_PATIENCE"))
                .plus(constant("live", "LAST_EVENTS"));
        Duration delay = byDefault("SHUTDOWN_DELAY");
        return (delay.compareTo(simulations) > 0 ? delay : simulations).plus(byDefault("SHUTDOWN_TIMEOUT"));
    }

    private static Duration byDefault(String key) {
        return duration(one("(?m)^#" + key + "=(\\S+)", text(".env.example")));
    }

    private static Duration constant(String room, String name) {
        try (Stream<Path> files = Files.walk(Path.of("src/main/java/dev/flsys", room))) {
            String sources =
                    files.filter(Files::isRegularFile).map(Repository::text).collect(Collectors.joining());
            return Duration.ofSeconds(Long.parseLong(one(name + " = Duration.ofSeconds\\((\\d+)\\)", sources)));
        } catch (IOException unreadable) {
            throw new UncheckedIOException(unreadable);
        }
    }

    /** {@code 5s} or {@code 2m}. */
    static Duration duration(String written) {
        return Duration.parse("PT" + written.toUpperCase(Locale.ROOT));
    }

    static String one(String pattern, String text) {
        Set<String> found = all(pattern, text);
        if (found.size() != 1) {
            throw new AssertionError(pattern + " matches " + found);
        }
        return found.iterator().next();
    }

    static Set<String> all(String pattern, String text) {
        return Pattern.compile(pattern)
                .matcher(text)
                .results()
                .map(match -> match.group(1))
                .collect(Collectors.toCollection(TreeSet::new));
    }
}
