package dev.flsys.flower.options;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.TextNode;
import dev.flsys.flower.command.FixedWords;
import dev.flsys.flower.command.ShownText;
import dev.flsys.flower.options.StartOption.Kind;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.regex.Pattern;
import java.util.stream.Collectors;
import java.util.stream.StreamSupport;
import org.jspecify.annotations.Nullable;

/** Reads what {@code ask_options.py} tells of an argparse parser. */
final class ArgparseAnswer {

    private static final Set<String> FLAGS =
            Set.of("_StoreTrueAction", "_StoreFalseAction", "_StoreConstAction", "_AppendConstAction", "_CountAction");

    private static final Set<String> VALUES = Set.of("_StoreAction", "_AppendAction", "_ExtendAction");
    private static final Set<String> APPENDING = Set.of("_AppendAction", "_ExtendAction");
    private static final Set<String> NOT_OFFERED = Set.of("_HelpAction", "_VersionAction");
    private static final String SUB_COMMANDS = "_SubParsersAction";
    /** {@code int} itself, and functions that are called as those that check one usually are: {@code positive_int}. */
    private static final Pattern INTEGER = Pattern.compile("(?:[a-z]+_)*int(?:eger)?");

    private static final Pattern NUMBER = Pattern.compile("(?:[a-z]+_)*(?:float|number)");
    private static final List<JsonNode> TRUE_AND_FALSE = List.of(TextNode.valueOf("true"), TextNode.valueOf("false"));

    private final JsonNode parser;
    private final Path root;
    private final FixedWords fixed;

    private ArgparseAnswer(JsonNode parser, Path root, FixedWords fixed) {
        this.parser = parser;
        this.root = root;
        this.fixed = fixed;
    }

    /**
     * @param parser the JSON of the driver
     * @param help all that the script printed: it may name options that the driver could not read
     * @param root the project's folder
     * @param command the start command as it is shown
     */
    static ScriptAnswer read(JsonNode parser, ScriptOptions help, Path root, String command, FixedWords fixed) {
        return new ArgparseAnswer(parser, root, fixed).read(help, command);
    }

    private ScriptAnswer read(ScriptOptions help, String command) {
        ScriptOptions spelling = spelling(help);
        OfferedOptions offered = new OfferedOptions(root, spelling, fixed.options());
        actions().stream()
                .filter(action -> !action.path("hidden").asBoolean() && !NOT_OFFERED.contains(type(action)))
                .filter(action -> fixed.options().stream().noneMatch(options(action)::contains))
                .forEach(action -> offer(action, offered));
        List<StartOption> list = offered.list();
        String needs = needs();
        String reason = needs == null && list.isEmpty() ? "The script has no options that could be given here." : needs;
        return new ScriptAnswer(
                spelling,
                new StartOptions(
                        command,
                        StartOptions.Source.ARGPARSE,
                        ShownText.line(parser.path("description").asText(""), root),
                        list,
                        reason),
                true,
                known());
    }

    private Optional<KnownOptions> known() {
        if (!parser.path("strict").asBoolean()) {
            return Optional.empty();
        }
        boolean positionals =
                actions().stream().anyMatch(action -> options(action).isEmpty());
        return Optional.of(new KnownOptions(
                actions().stream()
                        .filter(action -> !options(action).isEmpty())
                        .map(action -> known(action, positionals))
                        .toList(),
                parser.path("abbreviations").asBoolean()));
    }

    /**
     * @param positionals whether the script takes words without an option, to which what a switch does not take may go
     */
    private static KnownOptions.Option known(JsonNode action, boolean positionals) {
        boolean plain = action.path("plain").asBoolean();
        boolean stores = plain && VALUES.contains(type(action));
        String kind = action.path("type").asText("str");
        KnownOptions.Takes takes = KnownOptions.Takes.ANYTHING;
        if (plain && FLAGS.contains(type(action)) && !positionals) {
            takes = KnownOptions.Takes.NOTHING;
        } else if (stores && kind.equals("int")) {
            takes = KnownOptions.Takes.INTEGER;
        } else if (stores && kind.equals("float")) {
            takes = KnownOptions.Takes.NUMBER;
        }
        boolean ofText = stores && (action.path("type").isNull() || kind.equals("str"));
        return new KnownOptions.Option(
                options(action),
                takes,
                stores && action.path("nargs").isNull(),
                KnownOptions.choices(action.path("choices"), ofText));
    }

    private List<JsonNode> actions() {
        return StreamSupport.stream(parser.path("actions").spliterator(), false).toList();
    }

    private ScriptOptions spelling(ScriptOptions help) {
        Map<String, Boolean> several = new HashMap<>(help.several());
        for (JsonNode action : actions()) {
            options(action).stream()
                    .filter(ArgparseAnswer::isLong)
                    .forEach(option -> several.put(option.substring(2), takesSeveral(action)));
        }
        return new ScriptOptions(several);
    }

    private void offer(JsonNode action, OfferedOptions offered) {
        List<String> names =
                options(action).stream().filter(ArgparseAnswer::isLong).toList();
        String nargs = action.path("nargs").asText();
        if (names.isEmpty() || nargs.startsWith("A") || nargs.equals("...")) {
            return;
        }
        String option = names.get(0);
        String help = action.path("help").asText("");
        boolean required = action.path("required").asBoolean();
        boolean on = action.path("default").asBoolean();
        if (type(action).equals("BooleanOptionalAction")) {
            String off = names.stream()
                    .filter(name -> name.startsWith("--no-"))
                    .findFirst()
                    .orElse(option);
            if (on) {
                offered.addOff(option, off, help);
            } else {
                offered.addFlag(option, required, help);
            }
        } else if (FLAGS.contains(type(action)) || nargs.equals("0")) {
            // One whose default is what it sets changes nothing.
            boolean idle =
                    action.path("const").isBoolean() && action.path("const").equals(action.path("default"));
            if (!idle && !option.equals("--version")) {
                offered.addFlag(option, required, help);
            }
        } else if (nargs.equals("?") && action.path("const").asBoolean() && !on && isSwitch(action)) {
            offered.addFlag(option, required, help);
        } else {
            offerValue(action, option, required, help, offered);
        }
    }

    private static void offerValue(
            JsonNode action, String option, boolean required, String help, OfferedOptions offered) {
        boolean appends = APPENDING.contains(type(action));
        // Given values come after the default ones of such an option: sent as well, those would be there twice.
        JsonNode defaultValue = appends ? null : action.path("default");
        offered.add(
                option, kind(action), defaultValue, required, help, choices(action), appends || takesSeveral(action));
    }

    private static Kind kind(JsonNode action) {
        String type = action.path("type").asText("");
        JsonNode given = action.path("default");
        JsonNode one = given.isArray() ? given.path(0) : given;
        boolean numeric = !one.isBoolean();
        if (INTEGER.matcher(type).matches() && numeric) {
            return Kind.INTEGER;
        }
        if (NUMBER.matcher(type).matches() && numeric) {
            return Kind.NUMBER;
        }
        // Without a type the script gets a string; that it means a whole number cannot be known.
        return action.path("type").isNull() && one.isNumber() ? Kind.NUMBER : Kind.TEXT;
    }

    private static @Nullable List<JsonNode> choices(JsonNode action) {
        JsonNode told = action.path("choices");
        if (!told.isArray()) {
            return isSwitch(action) ? TRUE_AND_FALSE : null;
        }
        List<JsonNode> choices = new ArrayList<>();
        told.forEach(choices::add);
        boolean sendable = choices.stream().allMatch(choice -> choice.isNumber() || choice.isTextual());
        return sendable ? choices : null;
    }

    /**
     * Whether its value is read by a function such as {@code str2bool}. {@code bool} itself takes any text for true.
     */
    private static boolean isSwitch(JsonNode action) {
        return action.path("default").isBoolean()
                && !action.path("type").asText("bool").equals("bool");
    }

    private static boolean takesSeveral(JsonNode action) {
        JsonNode nargs = action.path("nargs");
        return nargs.asText().equals("+") || nargs.asText().equals("*") || nargs.asInt() > 1;
    }

    /** What the script needs and no parameter can give; null if there is nothing. */
    private @Nullable String needs() {
        List<JsonNode> positional =
                actions().stream().filter(action -> options(action).isEmpty()).toList();
        for (JsonNode action : positional) {
            if (type(action).equals(SUB_COMMANDS)) {
                return ShownText.line(
                        "It has sub-commands (" + String.join(", ", texts(action.path("choices")))
                                + "): name one in FLOWER_START_SCRIPT.",
                        root);
            }
        }
        String needed = positional.stream()
                .filter(action -> action.path("required").asBoolean()
                        && !action.path("nargs").asText().equals("*"))
                .map(action -> action.path("dest").asText())
                .skip(fixed.plain())
                .collect(Collectors.joining(", "));
        return needed.isEmpty()
                ? null
                : ShownText.line("It also needs " + needed + ": name that in FLOWER_START_SCRIPT.", root);
    }

    private static String type(JsonNode action) {
        return action.path("class").asText();
    }

    private static List<String> options(JsonNode action) {
        return texts(action.path("options"));
    }

    private static List<String> texts(JsonNode list) {
        return StreamSupport.stream(list.spliterator(), false)
                .map(JsonNode::asText)
                .toList();
    }

    private static boolean isLong(String option) {
        return option.startsWith("--") && option.length() > 2;
    }
}
