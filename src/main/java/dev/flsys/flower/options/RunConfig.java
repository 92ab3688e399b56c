package dev.flsys.flower.options;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectReader;
import com.fasterxml.jackson.dataformat.toml.TomlMapper;
import dev.flsys.flower.command.FlowerApp;
import dev.flsys.flower.command.FlwrRunArguments;
import dev.flsys.flower.command.ParametersInvalid;
import dev.flsys.project.FlowerProject;
import dev.flsys.project.PrivateFiles;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.InvalidPathException;
import java.nio.file.Path;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Collectors;

/**
 * The values that {@code --run-config} has in a command: one TOML file, or assignments ({@code 'lr=0.1 fit.epochs=2'}).
 * Flower accepts no file beside assignments. If two {@code --run-config} have keys of one table, Flower ignores the
 * first one. Flower up to 1.26 refuses a key that is assigned twice ({@code flwr.common.config.parse_config_args}, 1.10
 * to 1.42). So all values are merged into one argument.
 *
 * @param values the TOML text of each value; the keys of inner tables are joined by dots
 * @param file whether the values come from a file
 */
public record RunConfig(Map<String, String> values, boolean file) {

    private static final int MAX_BYTES = 1024 * 1024;
    /** Bytes of an argument: Linux allows 128 KiB. */
    private static final int MAX_INLINE = 64 * 1024;

    private static final String OPTION = "--run-config";
    private static final String FILE = "run-config.toml";
    private static final ObjectReader TOML = new TomlMapper().reader();
    /** An assignment in the form that Flower reads. Flower ignores the text between assignments. */
    private static final Pattern ASSIGNMENT = Pattern.compile("(\\S+?)=('[^']*'|\"[^\"]*\"|\\S+)");

    private static final Pattern BARE_KEY = Pattern.compile("[A-Za-z0-9_-]+(?:\\.[A-Za-z0-9_-]+)*");

    public RunConfig {
        values = new LinkedHashMap<>(values);
    }

    /**
     * The values of a command.
     *
     * @throws ParametersInvalid if a file cannot be read, or Flower would refuse the values
     */
    public static RunConfig ofCommand(FlwrRunArguments words, FlowerProject project) {
        List<String> given = words.runConfig();
        if (given.stream().noneMatch(RunConfig::isFile)) {
            Map<String, String> values = new LinkedHashMap<>();
            given.forEach(text -> values.putAll(parseAssignments(text)));
            return new RunConfig(values, false);
        }
        if (given.size() > 1) {
            throw new ParametersInvalid("FLOWER_START_SCRIPT has several --run-config. Flower takes one TOML file, or"
                    + " key=value pairs: write all values into the file.");
        }
        Map<String, String> values = new LinkedHashMap<>();
        fromFile(words, project).forEach((key, value) -> values.put(key, toToml(value)));
        return new RunConfig(values, true);
    }

    /**
     * The values of the command's file; empty if it names none.
     *
     * @throws ParametersInvalid if the file cannot be read
     */
    static Map<String, JsonNode> fromFile(FlwrRunArguments words, FlowerProject project) {
        if (words.runConfig().size() != 1 || !isFile(words.runConfig().get(0))) {
            return Map.of();
        }
        String written = words.runConfig().get(0);
        try {
            Path file = project.root().resolve(written);
            if (!Files.isRegularFile(file)) {
                throw new ParametersInvalid(
                        "There is no file " + project.displayPath(file)
                                + ", which --run-config in FLOWER_START_SCRIPT names. Its path begins in the project's folder.");
            }
            if (Files.size(file) > MAX_BYTES) {
                throw new ParametersInvalid(
                        "The run config file " + project.displayPath(file) + " is larger than 1 MiB.");
            }
            return FlowerApp.flatten(TOML.readTree(Files.readString(file, StandardCharsets.UTF_8)));
        } catch (JsonProcessingException notToml) {
            throw new ParametersInvalid(
                    "The run config file of FLOWER_START_SCRIPT is not valid TOML: " + written + ".");
        } catch (IOException | InvalidPathException unreadable) {
            throw new ParametersInvalid("The run config file of FLOWER_START_SCRIPT cannot be read: " + written + ".");
        }
    }

    /** These values and {@code others}. If keys are equal, the value in {@code others} counts. */
    RunConfig with(Map<String, String> others) {
        Map<String, String> merged = new LinkedHashMap<>(values);
        merged.putAll(others);
        return new RunConfig(merged, file);
    }

    /**
     * The values as one argument of {@code flwr run}: assignments, or a file in {@code folder} if a value cannot be
     * written as an assignment. Empty if there is no value.
     *
     * @param assignments whether this version of Flower reads assignments like later versions
     * @throws UncheckedIOException if the file cannot be written
     */
    List<String> toArguments(Path folder, boolean assignments) {
        if (values.isEmpty()) {
            return List.of();
        }
        if (assignments && isInline()) {
            return List.of(OPTION, joinAssignments(" ", "="));
        }
        try {
            Path merged = folder.resolve(FILE);
            PrivateFiles.write(merged, (joinAssignments("\n", " = ") + "\n").getBytes(StandardCharsets.UTF_8));
            return List.of(OPTION, merged.toString());
        } catch (IOException failed) {
            throw new UncheckedIOException("Could not write the run config of a simulation", failed);
        }
    }

    /**
     * Whether Flower can read all values from assignments. It cannot read texts with quotes, because it ends a text at
     * the next quote.
     */
    private boolean isInline() {
        boolean plain = values.entrySet().stream()
                .allMatch(each -> BARE_KEY.matcher(each.getKey()).matches()
                        && ASSIGNMENT
                                .matcher(each.getKey() + "=" + each.getValue())
                                .matches()
                        && !each.getValue().contains("\\\""));
        return plain && joinAssignments(" ", "=").length() <= MAX_INLINE;
    }

    private String joinAssignments(String separator, String equals) {
        return values.entrySet().stream()
                .map(each -> key(each.getKey()) + equals + each.getValue())
                .collect(Collectors.joining(separator));
    }

    private static String key(String key) {
        return BARE_KEY.matcher(key).matches() ? key : quote(key);
    }

    private static boolean isFile(String text) {
        return text.endsWith(".toml");
    }

    private static Map<String, String> parseAssignments(String text) {
        Map<String, String> values = new LinkedHashMap<>();
        Matcher assignment = ASSIGNMENT.matcher(text);
        while (assignment.find()) {
            values.put(assignment.group(1), assignment.group(2));
        }
        return values;
    }

    /** A value as TOML. Flower takes texts, numbers and booleans only. */
    private static String toToml(JsonNode value) {
        if (value.isFloatingPointNumber()) {
            double number = value.doubleValue();
            return Double.isNaN(number)
                    ? "nan"
                    : Double.isInfinite(number)
                            ? (number > 0 ? "inf" : "-inf")
                            : Double.toString(number).toLowerCase(Locale.ROOT);
        }
        return value.isNumber() || value.isBoolean()
                ? value.asText()
                : value.isTextual() ? quote(value.textValue()) : value.toString();
    }

    /** A text as a basic string of TOML 1.0. */
    static String quote(String text) {
        StringBuilder quoted = new StringBuilder("\"");
        text.codePoints().forEach(c -> {
            if (c == '"' || c == '\\') {
                quoted.append('\\').appendCodePoint(c);
            } else if (Character.isISOControl(c)) {
                quoted.append(String.format(Locale.ROOT, "\\u%04x", c));
            } else {
                quoted.appendCodePoint(c);
            }
        });
        return quoted.append('"').toString();
    }
}
