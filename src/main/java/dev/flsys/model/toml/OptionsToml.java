package dev.flsys.model.toml;

import dev.flsys.problem.NearestName;
import dev.flsys.project.FlowerProject;
import dev.flsys.settings.MarkedText;
import dev.flsys.settings.SettingsReport.Wrong;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.function.Consumer;
import org.tomlj.Toml;
import org.tomlj.TomlArray;
import org.tomlj.TomlParseError;
import org.tomlj.TomlParseResult;
import org.tomlj.TomlPosition;
import org.tomlj.TomlTable;

/**
 * The content of {@code flsys.toml}.
 *
 * @param tables the tables in the order of the file; empty if there are faults
 * @param faults all faults with their lines
 */
public record OptionsToml(List<OptionsTable> tables, List<Wrong> faults) {

    /** The name of the file in the project. */
    public static final String NAME = "flsys.toml";

    /** The values of {@code activation}. */
    public static final List<String> ACTIVATIONS = List.of("auto", "softmax", "sigmoid", "none");

    /** The longest side of an image, pixels. */
    public static final int MAX_SIDE = 4096;

    private static final int MAX_TABLES = 1_000;
    private static final int MAX_FAULTS = 100;
    private static final String TABLE = "model";

    public OptionsToml {
        tables = List.copyOf(tables);
        faults = List.copyOf(faults);
    }

    /** One fault of the whole file. */
    public static OptionsToml unreadable(String reason, String remedy) {
        return new OptionsToml(List.of(), List.of(Wrong.inFile(NAME, 0, "", reason, remedy)));
    }

    /**
     * Reads {@code text}.
     *
     * @param project {@code history} must be in it
     * @param mean IMG_MEAN, if it is set
     * @param std IMG_STD, if it is set
     */
    public static OptionsToml parse(
            String text, FlowerProject project, Optional<List<Float>> mean, Optional<List<Float>> std) {
        TomlParseResult toml;
        try {
            toml = Toml.parse(MarkedText.withoutMark(text));
        } catch (TomlParseError wrongName) {
            // Tomlj reports all faults in its result, but throws this one: an invalid quoted name in the header of a
            // table.
            return new OptionsToml(
                    List.of(), List.of(syntax(wrongName, text.lines().toList())));
        } catch (StackOverflowError nested) {
            return unreadable("Its brackets are nested too deeply.", "fewer brackets");
        } catch (AssertionError shortEscape) {
            // Tomlj asserts the length of an escape. Without -ea, it reports the line of the error instead.
            return unreadable(
                    "It is not TOML: \\u needs 4 hexadecimal digits after it, and \\U needs 8.",
                    "two backslashes for a backslash in a text");
        }
        List<Wrong> faults = new ArrayList<>();
        Consumer<Wrong> report = fault -> {
            if (faults.size() < MAX_FAULTS) {
                faults.add(fault);
            }
        };
        if (toml.hasErrors()) {
            // After a syntax error, the parsed values may differ from the intended ones.
            List<String> lines = text.lines().toList();
            toml.errors().forEach(error -> report.accept(syntax(error, lines)));
            return new OptionsToml(List.of(), faults);
        }
        checkTopLevel(toml, report);
        List<Read> read = new ArrayList<>();
        if (toml.get(List.of(TABLE)) instanceof TomlArray array) {
            readTables(array, project, report, read);
        }
        Statistics env = new Statistics(mean, std);
        read.forEach(each -> checkStatistics(each, read, env));
        return new OptionsToml(faults.isEmpty() ? read.stream().map(Read::table).toList() : List.of(), faults);
    }

    /** A table without faults of its own, and its reader, which reports more. */
    private record Read(OptionsTable table, TableReader reader) {

        Statistics statistics() {
            return new Statistics(table.mean(), table.std());
        }
    }

    private record Statistics(Optional<List<Float>> mean, Optional<List<Float>> std) {

        Optional<List<Float>> of(String key) {
            return key.equals("mean") ? mean : std;
        }
    }

    private static void readTables(TomlArray array, FlowerProject project, Consumer<Wrong> report, List<Read> read) {
        for (int i = 0; i < array.size(); i++) {
            int line = array.inputPositionOf(i).line();
            if (i == MAX_TABLES) {
                report.accept(Wrong.inFile(
                        NAME,
                        line,
                        "[[model]]",
                        "It is one table more than the " + MAX_TABLES + " that are read.",
                        "a pattern that matches several models"));
                return;
            }
            if (array.get(i) instanceof TomlTable table) {
                TableReader reader = new TableReader(table, line, project, report);
                reader.read().ifPresent(options -> read.add(new Read(options, reader)));
            } else {
                report.accept(Wrong.inFile(
                        NAME,
                        line,
                        TomlText.shorten(array.get(i)),
                        "It is not a table.",
                        "[[model]] and keys below it"));
            }
        }
    }

    private static Wrong syntax(TomlParseError error, List<String> lines) {
        int line = error.position().line();
        String written = line <= lines.size() ? lines.get(line - 1).strip() : "";
        return Wrong.inFile(
                NAME,
                line,
                written.length() <= 80 ? written : written.substring(0, 80) + "…",
                "It is not TOML: " + error.getMessage() + " (column "
                        + error.position().column() + ").",
                "key = value, with text in double quotes; see https://toml.io");
    }

    private static void checkTopLevel(TomlParseResult toml, Consumer<Wrong> report) {
        for (String key : toml.keySet()) {
            Object value = toml.get(List.of(key));
            if (key.equals(TABLE) && value instanceof TomlArray) {
                continue;
            }
            String reason;
            String remedy;
            if (key.equals(TABLE)) {
                reason = value instanceof TomlTable ? "It is one table, not a list of tables." : "It is not a table.";
                remedy = "two brackets: [[model]]";
            } else if (TableReader.KEYS.contains(key)) {
                reason = "It is outside of a [[model]] table.";
                remedy = value instanceof TomlTable
                        ? "[" + TABLE + "." + key + "] after the keys of its [[model]] table"
                        : "[[model]] and match = \"*\" above it";
            } else {
                reason = "There is no such key." + NearestName.suggest(key, List.of(TABLE));
                remedy = "[[model]] tables only";
            }
            TomlPosition position = toml.inputPositionOf(List.of(key));
            report.accept(Wrong.inFile(
                    NAME,
                    position == null ? 0 : position.line(),
                    key + " = " + TomlText.shorten(value),
                    reason,
                    remedy));
        }
    }

    /**
     * A table that sets only one of mean and std gets the other from another table or {@code .env}. All of these must
     * have as many numbers.
     */
    private static void checkStatistics(Read table, List<Read> all, Statistics env) {
        for (String key : List.of("mean", "std")) {
            String other = key.equals("mean") ? "std" : "mean";
            Optional<List<Float>> own = table.statistics().of(key);
            if (own.isEmpty() || table.statistics().of(other).isPresent()) {
                continue;
            }
            int count = own.get().size();
            List<Optional<List<Float>>> others = new ArrayList<>();
            others.add(env.of(other));
            all.forEach(each -> others.add(each.statistics().of(other)));
            boolean differs = others.stream().flatMap(Optional::stream).anyMatch(numbers -> numbers.size() != count);
            if (differs) {
                table.reader()
                        .reportWrong(
                                key,
                                "This table has no " + other + ", and another table or .env sets one with another"
                                        + " count of numbers.",
                                other + " with " + (count == 1 ? "one number" : "three numbers") + " in this table");
            }
        }
    }
}
