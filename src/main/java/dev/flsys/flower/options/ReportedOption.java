package dev.flsys.flower.options;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.BooleanNode;
import com.fasterxml.jackson.databind.node.TextNode;
import dev.flsys.flower.command.SanitisedOutput;
import dev.flsys.flower.options.StartOption.Kind;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;

/**
 * One parameter of a script's parser, positional ones and sub-commands included.
 *
 * @param json the JSON that {@code ask_options.py} documents
 */
record ReportedOption(JsonNode json) {

    private static final int MAX_CHOICES = 100;

    /** {@code int} itself, and the usual names of functions that check one: {@code positive_int}. */
    private static final Pattern INTEGER = Pattern.compile("(?:[a-z]+_)*int(?:eger)?");

    private static final Pattern NUMBER = Pattern.compile("(?:[a-z]+_)*(?:float|number)");
    private static final List<JsonNode> TRUE_AND_FALSE = List.of(TextNode.valueOf("true"), TextNode.valueOf("false"));

    /** The names of a flag that turn something off, such as {@code --no-x}. */
    private static final Pattern NEGATIVE = Pattern.compile("(?:no|not|without|disable|skip)[_.-].*");

    /** All spellings with their dashes; empty for a positional parameter. */
    List<String> names() {
        return readTexts("names");
    }

    /** The spellings that turn a switch off. */
    List<String> offs() {
        return readTexts("offs");
    }

    /** The name of the parameter in the script. */
    String dest() {
        return readText("dest");
    }

    /** The spelling that is passed to the script: a long one if there is one. */
    String spelling() {
        return longNames().stream().findFirst().orElseGet(() -> names().get(0));
    }

    List<String> longNames() {
        return names().stream()
                .filter(name -> name.startsWith("--") && name.length() > 2)
                .toList();
    }

    List<String> readTexts(String field) {
        return json.path(field).valueStream().map(JsonNode::asText).toList();
    }

    String readText(String field) {
        return json.path(field).asText("");
    }

    boolean is(String field) {
        return json.path(field).asBoolean();
    }

    boolean hasSubCommands() {
        return readText("action").equals("commands");
    }

    /** Whether it is a word at its place, given under the name of the parameter. */
    boolean isPositional() {
        return names().isEmpty() && !hasSubCommands() && !takesRest();
    }

    /** Whether the script does not run without this positional parameter. */
    boolean isNeeded() {
        return is("required") && !readText("nargs").equals("*");
    }

    /** Whether the option takes all remaining words of any kind. */
    private boolean takesRest() {
        return readText("nargs").matches("A.*|\\.\\.\\.");
    }

    boolean isSwitch() {
        return readText("action").equals("switch");
    }

    /** Whether the script prints something and ends when it gets this option, as with {@code --help}. */
    boolean startsNothing() {
        return readText("action").equals("none");
    }

    boolean isCount() {
        return readText("action").equals("count");
    }

    /** Whether it has no value, and is not a switch. */
    boolean isFlag() {
        return readText("action").equals("flag")
                || isCount()
                || readText("nargs").equals("0");
    }

    /** Whether a repeated option loses all values but the last. */
    boolean takesOne() {
        return is("stores") && !takesSeveral() && !is("repeated");
    }

    /** The number of words that follow it in a command, if it is certain; otherwise 1. */
    int words() {
        if (!readText("action").equals("value") || readText("nargs").equals("0")) {
            return 0;
        }
        return json.path("nargs").isInt() ? json.path("nargs").intValue() : 1;
    }

    /**
     * Whether {@code true} means that the script's variable is true, and not that the flag is given: {@code --cuda}
     * with {@code store_false} sets {@code cuda} to false.
     */
    boolean isNamedAsItsValue(String option) {
        boolean same = normalise(option).equals(normalise(dest()));
        boolean negative = json.path("const").equals(BooleanNode.FALSE)
                && NEGATIVE.matcher(option.replaceFirst("^-+", "")).matches();
        return same && !negative;
    }

    /** A name without dashes, dots and underscores, because clients may mix them up. */
    static String normalise(String name) {
        return name.replaceAll("[_.-]", "");
    }

    /** Whether one occurrence takes several values. */
    boolean takesSeveral() {
        JsonNode nargs = json.path("nargs");
        return nargs.asText().equals("+") || nargs.asText().equals("*") || nargs.asInt() > 1;
    }

    /** The option as a form shows it; empty if a client cannot give it, or if it changes nothing. */
    Optional<StartOption> toStartOption(DefaultValues defaults) {
        String nargs = readText("nargs");
        if (is("hidden") || startsNothing() || takesRest() || hasSubCommands()) {
            return Optional.empty();
        }
        if (isPositional()) {
            return Optional.of(toValueOption(dest(), defaults));
        }
        String option = spelling();
        boolean on = is("default");
        if (isSwitch()) {
            return Optional.of(on && json.hasNonNull("off") ? toOffFlag(option, defaults) : toFlag(option, defaults));
        }
        if (isFlag()) {
            boolean idle = json.path("const").isBoolean() && json.path("const").equals(json.path("default"));
            return idle || option.equals("--version") ? Optional.empty() : Optional.of(toFlag(option, defaults));
        }
        boolean optionalValue = nargs.equals("?") && is("const") && !on && isTrueOrFalse();
        return Optional.of(optionalValue ? toFlag(option, defaults) : toValueOption(option, defaults));
    }

    private StartOption toFlag(String option, DefaultValues defaults) {
        boolean on = isFlag() && json.path("const").equals(BooleanNode.FALSE) && isNamedAsItsValue(option);
        return toFlag(option, on, is("required"), readText("help"), defaults);
    }

    /** The option that turns off a flag that is on by default. */
    private StartOption toOffFlag(String on, DefaultValues defaults) {
        String help = readText("help");
        return toFlag(
                readText("off"), false, false, "Turns off " + on + (help.isBlank() ? "." : ": " + help), defaults);
    }

    private static StartOption toFlag(
            String option, boolean on, boolean required, String help, DefaultValues defaults) {
        String shown = SanitisedOutput.line(help, defaults.root());
        String name = StartOption.nameOf(option);
        return new StartOption(name, option, Kind.FLAG, BooleanNode.valueOf(on), required, shown, null, false, false);
    }

    private StartOption toValueOption(String option, DefaultValues defaults) {
        List<JsonNode> choices = choices();
        Kind kind = choices == null ? kind() : Kind.CHOICE;
        boolean multiple = is("repeated") || takesSeveral();
        return new StartOption(
                StartOption.nameOf(option),
                option,
                kind,
                defaults.of(kind, defaultValue(), choices, multiple),
                isPositional() ? isNeeded() : is("required"),
                SanitisedOutput.line(readText("help"), defaults.root()),
                choices,
                multiple,
                isPositional());
    }

    private Kind kind() {
        JsonNode given = json.path("default");
        JsonNode one = given.isArray() ? given.path(0) : given;
        boolean numeric = !one.isBoolean();
        if (INTEGER.matcher(readText("type")).matches() && numeric) {
            return Kind.INTEGER;
        }
        if (NUMBER.matcher(readText("type")).matches() && numeric) {
            return Kind.NUMBER;
        }
        // Without a type the script gets a string. Whether it means a whole number cannot be known.
        return json.path("type").isNull() && one.isNumber() ? Kind.NUMBER : Kind.TEXT;
    }

    private @Nullable List<JsonNode> choices() {
        JsonNode reported = json.path("choices");
        if (!reported.isArray()) {
            return isTrueOrFalse() ? TRUE_AND_FALSE : null;
        }
        List<JsonNode> choices = new ArrayList<>();
        reported.forEach(choices::add);
        boolean sendable = choices.stream().allMatch(choice -> choice.isNumber() || choice.isTextual());
        return sendable && !choices.isEmpty() && choices.size() <= MAX_CHOICES ? choices : null;
    }

    /** Whether the option's function reads texts as true and false, such as {@code str2bool} or {@code bool}. */
    private boolean isTrueOrFalse() {
        return json.hasNonNull("true") && json.hasNonNull("false");
    }

    /** The text that the option's function reads as {@code wanted}; empty if it reads no booleans. */
    Optional<String> findSpelling(boolean wanted) {
        return isTrueOrFalse() ? Optional.of(readText(wanted ? "true" : "false")) : Optional.empty();
    }

    /** The default value. For an option that reads true and false, it has the form of the choices. */
    private JsonNode defaultValue() {
        JsonNode given = json.path("default");
        Optional<Boolean> meant =
                !isTrueOrFalse() || given.isNull() ? Optional.empty() : BooleanWords.of(given.asText());
        return meant.isPresent() && !json.path("choices").isArray()
                ? TextNode.valueOf(meant.get().toString())
                : given;
    }

    /** The kind of numbers that the script certainly reads: {@code int}, {@code float}; empty for any other value. */
    Optional<String> number() {
        boolean stores = is("plain") && readText("action").equals("value");
        return stores ? Optional.of(readText("type")).filter(type -> type.matches("int|float")) : Optional.empty();
    }

    /** The only texts that it may have; empty if they are not certain, as for choices of another type. */
    Optional<List<String>> onlyTexts() {
        boolean stores = is("plain") && readText("action").equals("value");
        boolean texts = stores
                && json.path("type").asText("str").equals("str")
                && json.path("choices").isArray();
        return texts ? Optional.of(readTexts("choices")) : Optional.empty();
    }
}
