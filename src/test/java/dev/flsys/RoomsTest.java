package dev.flsys;

import static java.util.Map.entry;
import static org.assertj.core.api.Assertions.assertThat;

import com.tngtech.archunit.core.domain.Dependency;
import com.tngtech.archunit.core.domain.JavaClass;
import dev.flsys.testsupport.MainClasses;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;
import java.util.TreeSet;
import java.util.regex.Pattern;
import java.util.stream.Collectors;
import org.junit.jupiter.api.Test;

/**
 * The table of the rooms: the packages that each one uses. The test fails for a dependency that the table lacks, and
 * for an entry that no class uses.
 */
class RoomsTest {

    private static final String ROOT = "dev.flsys.";

    private static final Map<String, Set<String>> USES = Map.ofEntries(
            entry("access", Set.of("problem", "settings")),
            entry("console", Set.of("access")),
            entry(
                    "deploy",
                    Set.of(
                            "engine",
                            "engine.file",
                            "model",
                            "model.catalog",
                            "model.serving",
                            "problem",
                            "project",
                            "settings")),
            entry(
                    "engine",
                    Set.of(
                            "engine.file",
                            "engine.onnx",
                            "engine.torchscript",
                            "natives",
                            "problem",
                            "process",
                            "project",
                            "settings")),
            entry("engine.file", Set.of("engine.torchscript", "problem", "project")),
            entry("engine.onnx", Set.of()),
            entry("engine.torchscript", Set.of("zip")),
            entry(
                    "evaluation",
                    Set.of(
                            "access",
                            "flower.progress",
                            "inference",
                            "inference.pool",
                            "model",
                            "model.catalog",
                            "model.files",
                            "model.serving",
                            "problem",
                            "project",
                            "settings",
                            "simulation",
                            "simulation.log",
                            "simulation.record",
                            "zip")),
            entry(
                    "experiment",
                    Set.of(
                            "access",
                            "flower.command",
                            "flower.observer",
                            "flower.options",
                            "flower.progress",
                            "problem",
                            "project",
                            "simulation",
                            "simulation.list",
                            "simulation.log",
                            "simulation.record")),
            entry(
                    "flower",
                    Set.of("flower.command", "flower.options", "flower.superlink", "process", "project", "python")),
            entry("flower.command", Set.of("problem", "process", "project", "python")),
            entry("flower.observer", Set.of("problem", "process", "project", "settings")),
            entry("flower.options", Set.of("flower.command", "problem", "process", "project", "python")),
            entry("flower.progress", Set.of()),
            entry("flower.superlink", Set.of("flower.command", "process")),
            entry("grpc", Set.of("problem", "received")),
            entry(
                    "history",
                    Set.of(
                            "flower.progress",
                            "history.rounds",
                            "model.catalog",
                            "problem",
                            "project",
                            "settings",
                            "simulation",
                            "simulation.log",
                            "simulation.models",
                            "weights")),
            entry("history.rounds", Set.of("model.catalog", "problem")),
            entry(
                    "inference",
                    Set.of(
                            "access",
                            "deploy",
                            "engine",
                            "inference.pool",
                            "model",
                            "model.catalog",
                            "model.serving",
                            "picture",
                            "picture.resize",
                            "problem",
                            "project",
                            "received")),
            entry(
                    "inference.explain",
                    Set.of(
                            "access",
                            "engine",
                            "inference",
                            "inference.pool",
                            "model",
                            "model.catalog",
                            "model.serving",
                            "picture",
                            "picture.resize")),
            entry("inference.pool", Set.of("access", "engine", "model.serving", "problem", "settings", "telemetry")),
            entry(
                    "live",
                    Set.of(
                            "access",
                            "flower.observer",
                            "problem",
                            "simulation",
                            "simulation.execution",
                            "simulation.log",
                            "simulation.record",
                            "socketio",
                            "telemetry")),
            entry(
                    "model",
                    Set.of("engine", "engine.file", "model.catalog", "model.serving", "problem", "project", "weights")),
            entry("model.catalog", Set.of("engine.file", "model.toml", "problem", "project", "settings")),
            entry(
                    "model.export",
                    Set.of(
                            "engine",
                            "engine.file",
                            "model",
                            "model.catalog",
                            "process",
                            "project",
                            "python",
                            "telemetry",
                            "weights")),
            entry(
                    "model.files",
                    Set.of(
                            "access",
                            "engine.file",
                            "model",
                            "model.catalog",
                            "model.serving",
                            "problem",
                            "project",
                            "settings",
                            "weights")),
            entry(
                    "model.serving",
                    Set.of(
                            "engine",
                            "engine.file",
                            "model.catalog",
                            "problem",
                            "project",
                            "settings",
                            "telemetry",
                            "weights")),
            entry("model.toml", Set.of("problem", "project", "settings")),
            entry("model.weights", Set.of("model.catalog", "problem", "project", "weights")),
            entry("natives", Set.of()),
            entry("notice", Set.of("access", "settings", "simulation", "simulation.log", "simulation.record")),
            entry(
                    "openinference",
                    Set.of(
                            "access",
                            "deploy",
                            "engine",
                            "engine.file",
                            "grpc",
                            "inference",
                            "inference.pool",
                            "model",
                            "model.catalog",
                            "model.serving",
                            "problem",
                            "project",
                            "received")),
            entry("picture", Set.of("natives", "problem")),
            entry("picture.resize", Set.of("picture")),
            entry(
                    "platform",
                    Set.of(
                            "model.catalog",
                            "platform.proposal",
                            "problem",
                            "process",
                            "project",
                            "python",
                            "settings")),
            entry("platform.body", Set.of("grpc", "model.files", "problem", "received", "settings")),
            entry("platform.connection", Set.of("platform.shutdown", "settings")),
            entry(
                    "platform.health",
                    Set.of("deploy", "inference", "inference.pool", "model", "model.catalog", "platform.shutdown")),
            entry("platform.logging", Set.of("settings")),
            entry("platform.metrics", Set.of()),
            entry("platform.openapi", Set.of("problem")),
            entry("platform.proposal", Set.of("model.catalog")),
            entry("platform.shutdown", Set.of("settings")),
            entry("problem", Set.of()),
            entry("process", Set.of("settings")),
            entry("project", Set.of("problem", "settings")),
            entry("python", Set.of("problem", "process", "project", "settings")),
            entry("received", Set.of()),
            entry("settings", Set.of()),
            entry(
                    "simulation",
                    Set.of(
                            "access",
                            "flower",
                            "flower.command",
                            "flower.observer",
                            "flower.options",
                            "flower.progress",
                            "flower.superlink",
                            "model.catalog",
                            "problem",
                            "project",
                            "python",
                            "simulation.checkpoint",
                            "simulation.execution",
                            "simulation.failure",
                            "simulation.list",
                            "simulation.log",
                            "simulation.models",
                            "simulation.provenance",
                            "simulation.record",
                            "telemetry")),
            entry(
                    "simulation.archive",
                    Set.of(
                            "access",
                            "flower.command",
                            "flower.progress",
                            "project",
                            "simulation",
                            "simulation.list",
                            "simulation.log",
                            "simulation.provenance",
                            "simulation.record")),
            entry("simulation.checkpoint", Set.of("project")),
            entry(
                    "simulation.execution",
                    Set.of(
                            "access",
                            "flower",
                            "flower.command",
                            "flower.observer",
                            "flower.progress",
                            "flower.superlink",
                            "process",
                            "project",
                            "simulation.failure",
                            "simulation.log",
                            "simulation.models",
                            "simulation.provenance",
                            "simulation.record",
                            "telemetry")),
            entry("simulation.failure", Set.of("flower.command", "process")),
            entry("simulation.list", Set.of("problem")),
            entry("simulation.log", Set.of("flower.progress", "problem", "process", "project", "simulation.failure")),
            entry(
                    "simulation.models",
                    Set.of(
                            "flower.observer",
                            "flower.progress",
                            "model",
                            "model.catalog",
                            "model.serving",
                            "problem",
                            "project",
                            "simulation.checkpoint",
                            "simulation.list",
                            "simulation.log",
                            "simulation.record")),
            entry("simulation.provenance", Set.of("process", "project", "python", "telemetry")),
            entry(
                    "simulation.record",
                    Set.of(
                            "access",
                            "flower.command",
                            "flower.observer",
                            "flower.progress",
                            "flower.superlink",
                            "model.catalog",
                            "problem",
                            "process",
                            "project",
                            "settings",
                            "simulation.failure",
                            "simulation.list",
                            "simulation.log")),
            entry(
                    "simulation.share",
                    Set.of(
                            "access",
                            "problem",
                            "project",
                            "simulation",
                            "simulation.archive",
                            "simulation.log",
                            "simulation.record")),
            entry("socketio", Set.of("access", "settings")),
            entry("telemetry", Set.of("settings")),
            entry(
                    "tracking",
                    Set.of(
                            "access",
                            "flower.command",
                            "flower.observer",
                            "flower.progress",
                            "history",
                            "history.rounds",
                            "model.catalog",
                            "problem",
                            "project",
                            "settings",
                            "simulation",
                            "simulation.list",
                            "simulation.log",
                            "simulation.provenance",
                            "simulation.record",
                            "tracking.mlflow",
                            "tracking.tensorboard")),
            entry("tracking.mlflow", Set.of()),
            entry("tracking.tensorboard", Set.of()),
            entry("weights", Set.of("zip")),
            entry("zip", Set.of()));

    @Test
    void the_rooms_use_each_other_as_the_table_says() {
        Set<String> used = new TreeSet<>();
        for (JavaClass from : MainClasses.ALL) {
            for (Dependency dependency : from.getDirectDependenciesFromSelf()) {
                String to = room(dependency.getTargetClass().getBaseComponentType());
                if (!to.isEmpty() && !to.equals(room(from))) {
                    used.add(room(from) + " --> " + to);
                }
            }
        }

        assertThat(used).containsExactlyInAnyOrderElementsOf(arrows());
        assertThat(MainClasses.ALL.stream().map(RoomsTest::room))
                .as("rooms of the table")
                .allMatch(USES::containsKey);
    }

    @Test
    void the_table_has_no_cycle() {
        Map<String, Set<String>> rest = new TreeMap<>(USES);
        while (rest.entrySet().removeIf(room -> room.getValue().stream().noneMatch(rest::containsKey))) {
            // Removes the rooms that use no other remaining room.
        }

        assertThat(rest).isEmpty();
    }

    @Test
    void the_picture_of_architecture_md_has_each_arrow_of_the_table() throws IOException {
        Set<String> base = Set.of("problem", "settings");
        Set<String> arrows = arrows().stream()
                .map(arrow -> arrow.replaceAll("\\.[.\\w]+", ""))
                .filter(arrow -> base.stream().noneMatch(room -> arrow.endsWith(" " + room)))
                .filter(arrow -> !arrow.split(" --> ")[0].equals(arrow.split(" --> ")[1]))
                .collect(Collectors.toCollection(TreeSet::new));
        String text = Files.readString(Path.of("ARCHITECTURE.md"));

        Set<String> drawn = Pattern.compile("(?m)^ *(\\w+) --> (\\w+)$")
                .matcher(text)
                .results()
                .map(arrow -> arrow.group(1) + " --> " + arrow.group(2))
                .collect(Collectors.toCollection(TreeSet::new));

        assertThat(drawn).containsExactlyInAnyOrderElementsOf(arrows);
    }

    private static String room(JavaClass type) {
        String name = type.getPackageName();
        return name.startsWith(ROOT) ? name.substring(ROOT.length()) : "";
    }

    private static Set<String> arrows() {
        return USES.entrySet().stream()
                .flatMap(room -> room.getValue().stream().map(used -> room.getKey() + " --> " + used))
                .collect(Collectors.toCollection(TreeSet::new));
    }
}
