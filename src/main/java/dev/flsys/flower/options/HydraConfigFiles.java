package dev.flsys.flower.options;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import com.fasterxml.jackson.databind.node.ObjectNode;
import com.fasterxml.jackson.dataformat.yaml.YAMLMapper;
import dev.flsys.flower.command.FixedArguments;
import dev.flsys.project.FlowerProject;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;

/**
 * The configuration files of a program of Hydra, read without Hydra, for a project that has no Python environment yet.
 * Follows the defaults list (config groups, {@code _self_}, {@code override}, {@code optional}) and {@code # @package}.
 * Source: Hydra's documentation, "The Defaults List" and "Packages". For one thread.
 */
final class HydraConfigFiles {

    private static final int MAX_BYTES = 1024 * 1024;
    private static final int MAX_FILES = 200;
    private static final int MAX_DEPTH = 10;
    private static final YAMLMapper YAML = new YAMLMapper();
    private static final Pattern MAIN = Pattern.compile("\\bhydra\\.main\\s*\\(([^)]*)\\)|@main\\s*\\(([^)]*)\\)");
    private static final Pattern PATH =
            Pattern.compile("(?:config_path\\s*=|^(?=\\s*(?:[\"'][^\"']*[\"']|None)\\s*,))\\s*[\"']([^\"']*)[\"']");
    private static final Pattern NAME =
            Pattern.compile("(?:config_name\\s*=|^\\s*(?:[\"'][^\"']*[\"']|None)\\s*,)\\s*[\"']([^\"']*)[\"']");
    private static final Pattern PACKAGE = Pattern.compile("(?m)^\\s*#\\s*@package\\s+(\\S+)");
    private static final Pattern OVERRIDE = Pattern.compile("([\\w/@-]+)=([\\w.-]+)");
    /** Numbers that Hydra reads as numbers, but YAML 1.1 as texts. */
    private static final Pattern NUMBER = Pattern.compile("[+-]?(?:\\d+\\.?\\d*|\\.\\d+)[eE][+-]?\\d{1,3}");

    private final FlowerProject project;
    private final Path folder;
    private final Map<String, String> chosen = new LinkedHashMap<>();
    private final Map<String, String> overrides = new LinkedHashMap<>();
    private final ObjectNode config = JsonNodeFactory.instance.objectNode();
    private int files;

    private HydraConfigFiles(FlowerProject project, Path folder, FixedArguments fixed) {
        this.project = project;
        this.folder = folder;
        for (String word : fixed.words()) {
            Matcher override = OVERRIDE.matcher(word);
            if (override.matches()) {
                overrides.put(override.group(1), override.group(2));
            }
        }
    }

    /** The folder and the name of the configuration that the text of a program names; empty if it names none. */
    static Optional<String[]> findNamed(String program) {
        if (!program.contains("hydra")) {
            return Optional.empty();
        }
        Matcher main = MAIN.matcher(program);
        if (!main.find()) {
            return Optional.empty();
        }
        String arguments = main.group(1) == null ? main.group(2) : main.group(1);
        Matcher path = PATH.matcher(arguments);
        Matcher name = NAME.matcher(arguments);
        return name.find()
                ? Optional.of(new String[] {path.find() ? path.group(1) : ".", name.group(1)})
                : Optional.empty();
    }

    /** The keys and groups of a configuration; empty if it cannot be read. */
    static List<ReportedOption> read(FlowerProject project, Path folder, String name, FixedArguments fixed) {
        HydraConfigFiles files = new HydraConfigFiles(project, folder, fixed);
        try {
            if (!files.load(name.replaceFirst("\\.ya?ml$", ""), "", 0)) {
                return List.of();
            }
        } catch (IOException | RuntimeException unreadable) {
            return List.of();
        }
        List<ReportedOption> options = new ArrayList<>();
        files.chosen.forEach((group, option) -> options.add(files.group(group, option)));
        collectKeys("", files.config, options);
        return options;
    }

    private boolean load(String name, String target, int depth) throws IOException {
        Optional<Path> file = findFile(name);
        if (file.isEmpty() || depth > MAX_DEPTH || ++files > MAX_FILES) {
            return false;
        }
        String text = Files.readString(file.get(), StandardCharsets.UTF_8);
        Matcher header = PACKAGE.matcher(text);
        String place = !header.find() ? target : header.group(1).equals("_global_") ? "" : header.group(1);
        JsonNode read = YAML.readTree(text);
        ObjectNode own = read.isObject() ? (ObjectNode) read : JsonNodeFactory.instance.objectNode();
        JsonNode defaults = own.path("defaults");
        String group = name.contains("/") ? name.substring(0, name.lastIndexOf('/')) : "";
        boolean self = false;
        for (JsonNode entry : defaults) {
            entry.properties().forEach(each -> setOverride(each.getKey(), each.getValue()));
        }
        own.remove("defaults");
        for (JsonNode entry : defaults) {
            if (entry.asText().equals("_self_")) {
                merge(place, own);
                self = true;
            } else {
                include(entry, group, place, depth);
            }
        }
        if (!self) {
            merge(place, own);
        }
        return true;
    }

    private void setOverride(String key, JsonNode value) {
        if (key.startsWith("override ")) {
            overrides.putIfAbsent(key.substring("override ".length()).strip().replaceFirst("^/", ""), value.asText());
        }
    }

    private void include(JsonNode entry, String group, String place, int depth) throws IOException {
        if (entry.isTextual()) {
            String name = absolute(entry.textValue(), group);
            load(
                    name,
                    resolvePackage(name.contains("/") ? name.substring(0, name.lastIndexOf('/')) : "", group, place),
                    depth + 1);
            return;
        }
        for (Map.Entry<String, JsonNode> each : entry.properties()) {
            String written = each.getKey().replaceFirst("^optional ", "").strip();
            if (written.startsWith("override ") || written.matches("/?hydra/.*")) {
                continue;
            }
            String path = absolute(written.replaceFirst("@.*", ""), group);
            String key = written.contains("@") ? path + written.substring(written.indexOf('@')) : path;
            String option =
                    overrides.getOrDefault(key, each.getValue().asText("").replaceFirst("\\.ya?ml$", ""));
            chosen.put(key, option);
            String target = written.contains("@")
                    ? written.substring(written.indexOf('@') + 1).replace("_global_", "")
                    : resolvePackage(path, group, place);
            if (!option.isEmpty() && !option.equals("null")) {
                load(path + "/" + option, target, depth + 1);
            }
        }
    }

    private static String absolute(String name, String group) {
        return name.startsWith("/") ? name.substring(1) : group.isEmpty() ? name : group + "/" + name;
    }

    /** The package of a file in {@code path}, which is relative to the package of the file that includes it. */
    private static String resolvePackage(String path, String group, String place) {
        boolean inside = !group.isEmpty() && path.startsWith(group + "/");
        return inside
                ? place + path.substring(group.length()).replace('/', '.')
                : path.equals(group) ? place : path.replace('/', '.');
    }

    private Optional<Path> findFile(String name) throws IOException {
        for (String ending : List.of(".yaml", ".yml")) {
            Path file = folder.resolve(name + ending).normalize();
            if (Files.isRegularFile(file) && project.contains(file) && Files.size(file) <= MAX_BYTES) {
                return Optional.of(file);
            }
        }
        return Optional.empty();
    }

    private void merge(String place, ObjectNode own) {
        ObjectNode target = config;
        for (String part : place.isEmpty() ? new String[0] : place.split("\\.")) {
            target = target.path(part).isObject() ? (ObjectNode) target.path(part) : target.putObject(part);
        }
        merge(target, own);
    }

    private static void merge(ObjectNode target, ObjectNode own) {
        own.properties().forEach(each -> {
            JsonNode old = target.path(each.getKey());
            if (old.isObject() && each.getValue().isObject()) {
                merge((ObjectNode) old, (ObjectNode) each.getValue());
            } else {
                target.set(each.getKey(), each.getValue());
            }
        });
    }

    private ReportedOption group(String key, String option) {
        ObjectNode group = toOption(key, "str");
        group.put("group", true);
        ArrayNode choices = group.putArray("choices");
        Path place = folder.resolve(key.replaceFirst("@.*", ""));
        project.files(place, name -> name.matches(".*\\.ya?ml")).stream()
                .map(file -> String.valueOf(file.getFileName()).replaceFirst("\\.ya?ml$", ""))
                .limit(100)
                .forEach(choices::add);
        if (!option.isEmpty() && !option.equals("null")) {
            group.put("default", option);
        }
        return new ReportedOption(group);
    }

    private static void collectKeys(String prefix, JsonNode node, List<ReportedOption> options) {
        node.properties().forEach(each -> {
            String key = prefix + each.getKey();
            JsonNode value = normaliseNumber(each.getValue());
            if (key.equals("hydra") || options.size() >= StartOptions.MAX) {
                return;
            }
            if (value.isObject() && !value.isEmpty()) {
                collectKeys(key + ".", value, options);
                return;
            }
            JsonNode one = value.isArray() ? normaliseNumber(value.path(0)) : value;
            boolean open = value.asText().equals("???") || value.asText().contains("${");
            ObjectNode option = toOption(key, open ? null : type(one));
            option.put("required", value.asText().equals("???"));
            option.put("repeated", value.isArray());
            option.put("hidden", one.isContainerNode());
            if (value.asText().contains("${")) {
                option.put("help", "Default: " + value.asText());
            }
            if (!open && !one.isContainerNode()) {
                option.set("default", value);
            }
            options.add(new ReportedOption(option));
        });
    }

    private static JsonNode normaliseNumber(JsonNode value) {
        boolean number = value.isTextual() && NUMBER.matcher(value.textValue()).matches();
        return number ? JsonNodeFactory.instance.numberNode(Double.parseDouble(value.textValue())) : value;
    }

    private static @Nullable String type(JsonNode value) {
        return switch (value.getNodeType()) {
            case BOOLEAN -> "bool";
            case NUMBER -> value.isIntegralNumber() ? "int" : "float";
            case STRING -> "str";
            case OBJECT -> "dict";
            case ARRAY, BINARY, MISSING, NULL, POJO -> null;
        };
    }

    private static ObjectNode toOption(String key, @Nullable String type) {
        ObjectNode option = JsonNodeFactory.instance.objectNode();
        option.put("action", "value").put("dest", key).put("type", type);
        option.putArray("names").add(key);
        return option;
    }
}
