package dev.flsys.flower.options;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.BooleanNode;
import com.fasterxml.jackson.databind.node.TextNode;
import dev.flsys.flower.command.ShownText;
import dev.flsys.flower.options.StartOption.Kind;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.regex.Pattern;
import java.util.stream.StreamSupport;
import org.jspecify.annotations.Nullable;

/**
 * One parameter of a script's parser, positional ones and sub-commands included.
 *
 * @param json the JSON that {@code ask_options.py} documents
 */
record ReportedOption(JsonNode json) {

    private static final int MOST_CHOICES = 100;

    /** {@code int} itself, and the usual names of functions that check one: {@code positive_int}. */
    private static final Pattern INTEGER = Pattern.compile("(?:[a-z]+_)*int(?:eger)?");

    private static final Pattern NUMBER = Pattern.compile("(?:[a-z]+_)*(?:float|number)");
    private static final List<JsonNode> TRUE_AND_FALSE = List.of(TextNode.valueOf("true"), TextNode.valueOf("false"));

    /** All spellings with their dashes; empty for a positional parameter. */
    List<String> names() {
        return texts("names");
    }

    List<String> longNames() {
        return names().stream()
                .filter(name -> name.startsWith("--") && name.length() > 2)
                .toList();
    }

    List<String> texts(String field) {
        return StreamSupport.stream(json.path(field).spliterator(), false)
                .map(JsonNode::asText)
                .toList();
    }

    private String text(String field) {
        return json.path(field).asText("");
    }

    private boolean is(String field) {
        return json.path(field).asBoolean();
    }

    boolean hasSubCommands() {
        return text("action").equals("commands");
    }

    /** The name of a positional parameter that the script does not run without; empty for any other. */
    Optional<String> neededWord() {
        boolean needed = names().isEmpty() && is("required") && !text("nargs").equals("*");
        return needed ? Optional.of(text("dest")) : Optional.empty();
    }

    /** Whether one occurrence takes several values. */
    boolean takesSeveral() {
        JsonNode nargs = json.path("nargs");
        return nargs.asText().equals("+") || nargs.asText().equals("*") || nargs.asInt() > 1;
    }

    /** The option as a form shows it; empty if a client cannot give it, or if it changes nothing. */
    Optional<StartOption> offered(DefaultValues defaults) {
        String nargs = text("nargs");
        List<String> names = longNames();
        if (names.isEmpty() || is("hidden") || text("action").equals("none") || nargs.matches("A.*|\\.\\.\\.")) {
            return Optional.empty();
        }
        String option = names.get(0);
        boolean on = is("default");
        if (text("action").equals("switch")) {
            return Optional.of(on && json.hasNonNull("off") ? off(option, defaults) : flag(option, defaults));
        }
        if (text("action").equals("flag") || nargs.equals("0")) {
            boolean idle = json.path("const").isBoolean() && json.path("const").equals(json.path("default"));
            return idle || option.equals("--version") ? Optional.empty() : Optional.of(flag(option, defaults));
        }
        boolean optionalValue = nargs.equals("?") && is("const") && !on && isTrueOrFalse();
        return Optional.of(optionalValue ? flag(option, defaults) : value(option, defaults));
    }

    private StartOption flag(String option, DefaultValues defaults) {
        return flag(option, is("required"), text("help"), defaults);
    }

    /** The option that turns off a flag that is on by default. */
    private StartOption off(String on, DefaultValues defaults) {
        String help = text("help");
        return flag(text("off"), false, "Turns off " + on + (help.isBlank() ? "." : ": " + help), defaults);
    }

    private static StartOption flag(String option, boolean required, String help, DefaultValues defaults) {
        String shown = ShownText.line(help, defaults.root());
        String name = StartOption.nameOf(option);
        return new StartOption(name, option, Kind.FLAG, BooleanNode.FALSE, required, shown, null, false);
    }

    private StartOption value(String option, DefaultValues defaults) {
        List<JsonNode> choices = choices();
        Kind kind = choices == null ? kind() : Kind.CHOICE;
        boolean multiple = is("repeated") || takesSeveral();
        return new StartOption(
                StartOption.nameOf(option),
                option,
                kind,
                defaults.of(kind, json.path("default"), choices, multiple),
                is("required"),
                ShownText.line(text("help"), defaults.root()),
                choices,
                multiple);
    }

    private Kind kind() {
        JsonNode given = json.path("default");
        JsonNode one = given.isArray() ? given.path(0) : given;
        boolean numeric = !one.isBoolean();
        if (INTEGER.matcher(text("type")).matches() && numeric) {
            return Kind.INTEGER;
        }
        if (NUMBER.matcher(text("type")).matches() && numeric) {
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
        return sendable && !choices.isEmpty() && choices.size() <= MOST_CHOICES ? choices : null;
    }

    /**
     * Whether its value is read by a function such as {@code str2bool}. {@code bool} itself takes any text for true.
     */
    private boolean isTrueOrFalse() {
        return json.path("default").isBoolean()
                && !json.path("type").asText("bool").equals("bool");
    }

    /** @param positionals whether the script has positional parameters: a word after a flag may be one of them */
    KnownOptions.Option known(boolean positionals) {
        boolean plain = is("plain");
        boolean stores = plain && text("action").equals("value");
        String type = json.path("type").asText("str");
        KnownOptions.Takes takes = KnownOptions.Takes.ANYTHING;
        if (plain && text("action").equals("flag") && !positionals) {
            takes = KnownOptions.Takes.NOTHING;
        } else if (stores && type.equals("int")) {
            takes = KnownOptions.Takes.INTEGER;
        } else if (stores && type.equals("float")) {
            takes = KnownOptions.Takes.NUMBER;
        }
        // Choices of other types are compared after the conversion.
        boolean texts = stores && type.equals("str") && json.path("choices").isArray();
        boolean needsValue = stores && json.path("nargs").isNull();
        return new KnownOptions.Option(names(), takes, needsValue, texts ? texts("choices") : null);
    }
}
