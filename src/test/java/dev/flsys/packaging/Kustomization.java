package dev.flsys.packaging;

import com.fasterxml.jackson.core.JsonParser;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.MappingIterator;
import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import com.fasterxml.jackson.dataformat.yaml.YAMLMapper;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Base64;
import java.util.Comparator;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;

/**
 * Builds a folder as {@code kustomize} does, as far as the ones of this repository go: resources, generators from files
 * and literals, strategic-merge patches. What it does not understand it refuses. Generated names get no hash.
 */
final class Kustomization {

    private static final YAMLMapper YAML = YAMLMapper.builder()
            .enable(JsonParser.Feature.STRICT_DUPLICATE_DETECTION)
            .build();

    private static final Set<String> KEYS =
            Set.of("apiVersion", "kind", "resources", "configMapGenerator", "secretGenerator", "patches");
    private static final Set<String> GENERATOR_KEYS = Set.of("name", "behavior", "envs", "literals", "files");

    /** By which field the items of a list are told apart where patches merge them; other lists are replaced. */
    private static final Map<String, String> MERGED_BY = Map.of(
            "containers", "name",
            "initContainers", "name",
            "volumes", "name",
            "env", "name",
            "volumeMounts", "mountPath",
            "ports", "containerPort");

    private Kustomization() {}

    /** The objects of a folder with a {@code kustomization.yaml}. */
    static List<ObjectNode> build(Path folder) {
        try {
            return accumulate(folder);
        } catch (IOException unreadable) {
            throw new UncheckedIOException(unreadable);
        }
    }

    /** Sorts the lists that are merged by a key, whose order says nothing and differs from that of kustomize. */
    static void sort(JsonNode node) {
        for (JsonNode child : node) {
            sort(child);
        }
        node.properties().forEach(field -> {
            String key = MERGED_BY.get(field.getKey());
            if (key != null && field.getValue() instanceof ArrayNode list) {
                List<JsonNode> items = new ArrayList<>();
                list.forEach(items::add);
                items.sort(Comparator.comparing(item -> item.path(key).asText()));
                list.removeAll().addAll(items);
            }
        });
    }

    private static List<ObjectNode> accumulate(Path folder) throws IOException {
        JsonNode told = YAML.readTree(folder.resolve("kustomization.yaml").toFile());
        refuseOthers(told, KEYS);
        List<ObjectNode> objects = new ArrayList<>();
        for (JsonNode resource : told.path("resources")) {
            Path path = folder.resolve(resource.asText()).normalize();
            objects.addAll(Files.isDirectory(path) ? accumulate(path) : documents(path));
        }
        for (JsonNode generator : told.path("configMapGenerator")) {
            generate("ConfigMap", generator, folder, objects);
        }
        for (JsonNode generator : told.path("secretGenerator")) {
            generate("Secret", generator, folder, objects);
        }
        for (JsonNode patch : told.path("patches")) {
            refuseOthers(patch, Set.of("path"));
            for (ObjectNode each : documents(folder.resolve(patch.path("path").asText()))) {
                patch(objects, each);
            }
        }
        return objects;
    }

    private static List<ObjectNode> documents(Path file) throws IOException {
        try (MappingIterator<ObjectNode> documents =
                YAML.readerFor(ObjectNode.class).readValues(file.toFile())) {
            return documents.readAll();
        }
    }

    private static void generate(String kind, JsonNode generator, Path folder, List<ObjectNode> objects)
            throws IOException {
        refuseOthers(generator, GENERATOR_KEYS);
        ObjectNode made = YAML.createObjectNode().put("apiVersion", "v1").put("kind", kind);
        made.putObject("metadata").put("name", generator.path("name").asText());
        ObjectNode data = made.putObject("data");
        List<String> pairs = new ArrayList<>();
        for (JsonNode file : generator.path("envs")) {
            pairs.addAll(Files.readAllLines(folder.resolve(file.asText())));
        }
        generator.path("literals").forEach(each -> pairs.add(each.asText()));
        for (String pair : pairs) {
            if (!pair.isBlank() && !pair.startsWith("#")) {
                String[] parts = pair.split("=", 2);
                put(data, parts[0], parts[1]);
            }
        }
        for (JsonNode file : generator.path("files")) {
            put(data, file.asText(), Files.readString(folder.resolve(file.asText())));
        }
        if (kind.equals("Secret")) {
            made.put("type", "Opaque");
            data.properties()
                    .forEach(each -> each.setValue(data.textNode(Base64.getEncoder()
                            .encodeToString(each.getValue().asText().getBytes(StandardCharsets.UTF_8)))));
        }
        Optional<ObjectNode> there = find(objects, made);
        boolean merges = generator.path("behavior").asText("create").equals("merge");
        if (merges != there.isPresent()) {
            throw new IllegalArgumentException(identity(made) + (merges ? " is not there" : " is there already"));
        }
        there.ifPresentOrElse(before -> merge(before, made), () -> objects.add(made));
    }

    private static void put(ObjectNode data, String key, String value) {
        if (data.has(key)) {
            throw new IllegalArgumentException(key + " is given twice");
        }
        data.put(key, value);
    }

    private static void patch(List<ObjectNode> objects, ObjectNode patch) {
        ObjectNode target = find(objects, patch)
                .orElseThrow(() -> new IllegalArgumentException("Nothing to patch: " + identity(patch)));
        JsonNode directive = patch.path("$patch");
        if (directive.isMissingNode()) {
            merge(target, patch);
        } else if (directive.asText().equals("delete")) {
            objects.remove(target);
        } else {
            throw new IllegalArgumentException("$patch: " + directive);
        }
    }

    private static void merge(ObjectNode into, ObjectNode patch) {
        patch.properties().forEach(field -> {
            String name = field.getKey();
            JsonNode value = field.getValue();
            if (value.isNull()) {
                into.remove(name);
            } else if (into.path(name).isObject() && value.isObject()) {
                merge((ObjectNode) into.path(name), (ObjectNode) value);
            } else if (into.path(name).isArray() && value.isArray() && MERGED_BY.containsKey(name)) {
                mergeItems((ArrayNode) into.path(name), (ArrayNode) value, MERGED_BY.get(name));
            } else {
                into.set(name, value.deepCopy());
            }
        });
    }

    private static void mergeItems(ArrayNode into, ArrayNode patch, String key) {
        for (JsonNode item : patch) {
            ObjectNode same = null;
            for (JsonNode there : into) {
                if (there.path(key).equals(item.path(key))) {
                    same = (ObjectNode) there;
                }
            }
            if (same == null) {
                into.add(item.deepCopy());
            } else {
                merge(same, (ObjectNode) item);
            }
        }
    }

    private static Optional<ObjectNode> find(List<ObjectNode> objects, JsonNode like) {
        return objects.stream()
                .filter(each -> identity(each).equals(identity(like)))
                .findFirst();
    }

    private static String identity(JsonNode object) {
        return object.path("apiVersion").asText() + " " + object.path("kind").asText() + " "
                + object.path("metadata").path("name").asText();
    }

    private static void refuseOthers(JsonNode node, Set<String> known) {
        node.fieldNames().forEachRemaining(name -> {
            if (!known.contains(name)) {
                throw new IllegalArgumentException("Not understood: " + name);
            }
        });
    }
}
