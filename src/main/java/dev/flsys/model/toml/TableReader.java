package dev.flsys.model.toml;

import dev.flsys.problem.NearestName;
import dev.flsys.project.FlowerProject;
import dev.flsys.settings.SettingsReport.Wrong;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.function.Consumer;
import java.util.function.Function;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;
import org.tomlj.TomlArray;
import org.tomlj.TomlInvalidTypeException;
import org.tomlj.TomlPosition;
import org.tomlj.TomlTable;

/**
 * Reads one {@code [[model]]} table. A fault is reported, and the option counts as not written, so that reading
 * continues and all faults are found.
 *
 * @param line the line of the table
 * @param project {@code history} must be in it
 */
record TableReader(TomlTable table, int line, FlowerProject project, Consumer<Wrong> faults) {

    static final List<String> KEYS = List.of(
            "match",
            "class",
            "arguments",
            "labels",
            "image_size",
            "mean",
            "std",
            "resize",
            "crop",
            "activation",
            "history");

    private static final int MAX_NAME = 255;
    private static final String PIXELS = "It is not a whole number from 1 to " + OptionsToml.MAX_SIDE + ".";
    private static final String IDENTIFIER = "[\\p{L}_][\\p{L}\\p{M}\\p{N}_]*";
    private static final String FOLDER = "[\\p{L}_][\\p{L}\\p{M}\\p{N}_-]*";
    private static final Pattern NAME = Pattern.compile(IDENTIFIER);
    private static final Pattern CLASS = Pattern.compile("(?:" + FOLDER + "(?:\\." + FOLDER + ")*+:)?" + IDENTIFIER);
    private static final Pattern DOTTED =
            Pattern.compile("(" + FOLDER + "(?:\\." + FOLDER + ")*)\\.(" + IDENTIFIER + ")");

    /** The table; empty if it has no usable {@code match}. */
    Optional<OptionsTable> read() {
        for (String key : table.keySet()) {
            if (!KEYS.contains(key)) {
                reportWrong(
                        key,
                        "There is no such key." + NearestName.suggest(key, KEYS),
                        "one of " + String.join(", ", KEYS));
            }
        }
        Optional<IdGlob> match = match();
        Optional<Integer> crop = readPixels("crop");
        Optional<Integer> imageSize = readPixels("image_size");
        Optional<OptionsTable.Resize> resize = resize();
        checkCrop(crop, imageSize, resize);
        Optional<List<Float>> mean = readStatistics("mean", true);
        Optional<List<Float>> std = readStatistics("std", false);
        if (mean.isPresent()
                && std.isPresent()
                && mean.get().size() != std.get().size()) {
            reportWrong(
                    "std",
                    "It does not have as many numbers as mean = " + mean.get() + ".",
                    "one number in each for a network with one channel, or three in each");
        }
        Optional<String> className = className();
        Optional<Map<String, Object>> arguments = arguments();
        Optional<List<String>> labels = labels();
        Optional<String> activation = activation();
        Optional<Path> history = history();
        return match.map(glob -> new OptionsTable(
                line,
                glob,
                className,
                arguments,
                labels,
                imageSize.or(() -> crop),
                mean,
                std,
                resize,
                activation,
                history));
    }

    private Optional<IdGlob> match() {
        String remedy = "a pattern over model ids, for example match = \"LeNet*\"";
        if (table.get(List.of("match")) == null) {
            faults.accept(Wrong.inFile(
                    OptionsToml.NAME, line, "[[model]]", "It has no match, so it is for no model.", remedy));
            return Optional.empty();
        }
        return readText("match", "It is not text.", remedy).flatMap(written -> {
            try {
                return Optional.of(IdGlob.of(written));
            } catch (IllegalArgumentException invalid) {
                reportWrong("match", String.valueOf(invalid.getMessage()), remedy);
                return Optional.empty();
            }
        });
    }

    private Optional<String> className() {
        String remedy = "Name of the definition module, or module:Name, for example class = \"nets.cnn:LeNet\"";
        return readText("class", "It is not text.", remedy).filter(written -> {
            boolean valid =
                    written.length() <= MAX_NAME && CLASS.matcher(written).matches();
            if (!valid) {
                var dotted = DOTTED.matcher(written);
                reportWrong(
                        "class",
                        "It is not the name of a class or function, with or without a module before it.",
                        written.length() <= MAX_NAME && dotted.matches()
                                ? "a colon before the name: class = \"" + dotted.group(1) + ":" + dotted.group(2) + "\""
                                : remedy);
            }
            return valid;
        });
    }

    private Optional<Map<String, Object>> arguments() {
        String remedy = "for example arguments = { num_classes = 2 }";
        Optional<TomlTable> written = readValue(
                "arguments",
                value -> value instanceof TomlTable each ? Optional.of(each) : Optional.empty(),
                "It is not a table of names and values.",
                remedy);
        Map<String, Object> arguments = new LinkedHashMap<>();
        written.ifPresent(values -> values.entrySet().forEach(entry -> {
            Optional<Object> plain = TomlText.toPlain(entry.getValue());
            if (!NAME.matcher(entry.getKey()).matches()) {
                reportWrong(
                        "arguments", "The name " + TomlText.shorten(entry.getKey()) + " is not a Python name.", remedy);
            } else if (plain.isEmpty()) {
                reportWrong(
                        "arguments",
                        entry.getKey()
                                + " is neither text, a finite number, true, false, nor a list or table of these.",
                        remedy);
            } else {
                arguments.put(entry.getKey(), plain.get());
            }
        }));
        return written.map(values -> arguments);
    }

    private Optional<List<String>> labels() {
        return readValue(
                "labels",
                value -> readItems(
                                value,
                                item -> item instanceof String text && !text.isBlank()
                                        ? Optional.of(text.strip())
                                        : Optional.empty())
                        .filter(labels -> !labels.isEmpty()),
                "It is not a list of texts, of which none is empty.",
                "the labels in the order of the model's outputs, for example labels = [\"no\", \"yes\"]");
    }

    private Optional<Integer> readPixels(String key) {
        return readValue(key, TableReader::readSide, PIXELS, "for example 224");
    }

    private Optional<OptionsTable.Resize> resize() {
        return readValue(
                "resize",
                value -> value.equals("squash")
                        ? Optional.of(new OptionsTable.Resize(Optional.empty()))
                        : readSide(value).map(side -> new OptionsTable.Resize(Optional.of(side))),
                "It is neither \"squash\" nor a whole number from 1 to " + OptionsToml.MAX_SIDE + ".",
                "for example \"squash\", or 256 with crop = 224");
    }

    private void checkCrop(Optional<Integer> crop, Optional<Integer> imageSize, Optional<OptionsTable.Resize> resize) {
        if (crop.isEmpty()) {
            return;
        }
        if (imageSize.isPresent() && !imageSize.equals(crop)) {
            reportWrong(
                    "crop",
                    "It is not image_size = " + imageSize.get() + ". The network sees the part that is cut out.",
                    "crop = " + imageSize.get() + ", or image_size = " + crop.get());
        }
        boolean invalid = resize.isEmpty() && table.get(List.of("resize")) != null;
        if (!invalid && resize.flatMap(OptionsTable.Resize::shorterSide).isEmpty()) {
            reportWrong(
                    "crop",
                    resize.isPresent()
                            ? "With resize = \"squash\" nothing is cut off."
                            : "It needs a resize with a number in the same table.",
                    "the length of the shorter side before the cut, for example resize = "
                            + Math.min(OptionsToml.MAX_SIDE, Math.round(crop.get() * 8 / 7.0)));
        }
    }

    private Optional<List<Float>> readStatistics(String key, boolean isMean) {
        return readValue(
                key,
                value -> readItems(value, item -> readNumber(item).filter(number -> isMean || number > 0))
                        .filter(numbers -> numbers.size() == 1 || numbers.size() == 3),
                "It is not a list of one or three numbers" + (isMean ? "." : " above 0."),
                isMean
                        ? "for example mean = [0.5] or mean = [0.485, 0.456, 0.406]"
                        : "for example std = [0.5] or std = [0.229, 0.224, 0.225]");
    }

    private Optional<String> activation() {
        return readValue(
                "activation",
                value -> OptionsToml.ACTIVATIONS.stream().filter(value::equals).findFirst(),
                "There is no such activation.",
                "one of " + String.join(", ", OptionsToml.ACTIVATIONS));
    }

    private Optional<Path> history() {
        String remedy = "a path in the project, for example history = \"runs/history.json\"";
        return readText("history", "It is not text.", remedy).flatMap(written -> {
            Optional<Path> path = project.resolve(written.strip());
            if (path.isEmpty()) {
                reportWrong("history", "It is not a path in the project.", remedy);
            }
            return path;
        });
    }

    private Optional<String> readText(String key, String reason, String remedy) {
        return readValue(
                key, value -> value instanceof String text ? Optional.of(text) : Optional.empty(), reason, remedy);
    }

    private <T> Optional<T> readValue(String key, Function<Object, Optional<T>> read, String reason, String remedy) {
        Object written = table.get(List.of(key));
        if (written == null) {
            return Optional.empty();
        }
        Optional<T> value = read.apply(written);
        if (value.isEmpty()) {
            reportWrong(key, reason, remedy);
        }
        return value;
    }

    /** Reports the value of {@code key}. */
    void reportWrong(String key, String reason, String remedy) {
        faults.accept(Wrong.inFile(
                OptionsToml.NAME,
                lineOf(key),
                key + " = " + TomlText.shorten(table.get(List.of(key))),
                reason,
                remedy));
    }

    private int lineOf(String key) {
        try {
            TomlPosition position = table.inputPositionOf(List.of(key));
            return position == null ? line : position.line();
        } catch (TomlInvalidTypeException impossible) {
            return line;
        }
    }

    private static <T> Optional<List<T>> readItems(Object value, Function<Object, Optional<T>> read) {
        if (!(value instanceof TomlArray array)) {
            return Optional.empty();
        }
        List<T> items = new ArrayList<>();
        array.toList().forEach(item -> read.apply(item).ifPresent(items::add));
        return items.size() == array.size() ? Optional.of(items) : Optional.empty();
    }

    private static Optional<Integer> readSide(Object value) {
        return value instanceof Long number && number >= 1 && number <= OptionsToml.MAX_SIDE
                ? Optional.of(number.intValue())
                : Optional.empty();
    }

    private static Optional<Float> readNumber(@Nullable Object value) {
        return value instanceof Long || value instanceof Double
                ? Optional.of(((Number) value).floatValue()).filter(Float::isFinite)
                : Optional.empty();
    }
}
