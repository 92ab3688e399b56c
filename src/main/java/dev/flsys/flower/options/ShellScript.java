package dev.flsys.flower.options;

import dev.flsys.flower.command.CommandText;
import dev.flsys.flower.command.ParametersInvalid;
import dev.flsys.flower.command.ProgramFile;
import dev.flsys.flower.command.StartCommand;
import dev.flsys.flower.command.StartParameters;
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
import java.util.Set;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Collectors;

/**
 * The parameters of a shell script, as far as its text shows them. A parameter arrives as an argument ({@code --rounds
 * 10}) or, if the script reads a variable of its name ({@code ${rounds:-3}}, {@code $ROUNDS}), in the environment.
 *
 * @param name the script as users write it
 * @param text its text without comments
 * @param arguments the arguments that the start command gives it
 */
public record ShellScript(String name, String text, List<String> arguments) implements ScriptArguments {

    private static final int MAX_BYTES = 1024 * 1024;
    private static final int MAX_LINE = 2_000;
    /** The most files that a script reads as parts of itself. Each may be as large as the script. */
    private static final int MAX_PARTS = 50;

    private static final Pattern COMMENT = Pattern.compile("(?m)^[ \\t]*#.*$");
    private static final Pattern CONTINUED = Pattern.compile("\\\\\\r?\\n[ \\t]*");
    /**
     * A file that the script reads as a part of itself: {@code source settings.env}, {@code export $(cat .env |
     * xargs)}.
     */
    private static final Pattern SOURCED = Pattern.compile(
            "(?m)((?:^|[;&])[ \\t]*(?:(?:then|do)[ \\t]+)?)(?:(?:source|\\.)[ \\t]+[\"']?([\\w./-]{1,200})[\"']?[ \\t]*(?=[;&\\r]|$)"
                    + "|export[ \\t]+[\"']?\\$\\((?:cat|e?grep|sed|xargs)\\b[^()\\n]{0,200}?[ \\t<]"
                    + "((?:[\\w.-]+/){0,9}[\\w-]{0,99}\\.env[\\w.-]{0,99})[^()\\n]{0,200}\\)[\"']?)");

    /** A line that passes all arguments to a command. A loop over the arguments does not count. */
    private static final Pattern PASSED =
            Pattern.compile("(?m)^(?!\\s*(?:for|set|echo|printf|case|if|while)\\b).*\\$\\{?[@*].*$");

    private static final Pattern PYTHON_LINE = Pattern.compile(
            "^\\s*(?:exec\\s+|time\\s+|nohup\\s+|[A-Z_]+=\\S*\\s+)*(?<wrapper>(?:[\\w./-]+\\s+run\\s(?:.*?\\s)??)?)"
                    + "(?:\\S*/)?(?<python>python[\\d.]*\\s.*?)\\s*\"?\\$\\{?[@*]\\}?\"?\\s*(?:[|&>2;].*)?$");
    private static final Pattern ALL = Pattern.compile("\"?\\$(?:[@*]|\\{[@*]\\})\"?");
    private static final Pattern TRAP_AT_END = Pattern.compile("(?m)\\btrap\\s[^\\n]{0,500}\\b(?:EXIT|0)\\b");
    private static final Pattern KILLS_GROUP =
            Pattern.compile("\\bkill\\s+(?:-(?:s\\s+)?\\w+\\s+)?(?:--\\s+)?(?:0\\b|-?\\$\\$)");
    private static final Pattern BY_PLACE = Pattern.compile("\\$\\{?([1-9])\\b");

    /** The shell script that a command runs; empty if there is none that can be read. */
    public static Optional<ShellScript> of(StartCommand command, FlowerProject project) {
        Optional<ShellScript> inline = ofText(command);
        if (inline.isPresent()) {
            return inline;
        }
        Optional<Path> file = ProgramFile.findShellScript(command, project);
        try {
            if (file.isEmpty() || Files.size(file.get()) > MAX_BYTES) {
                return Optional.empty();
            }
            String text = new String(Files.readAllBytes(file.get()), StandardCharsets.UTF_8);
            return withSources(withoutComments(text), project)
                    .map(whole -> new ShellScript(
                            project.displayPath(file.get()), whole, ProgramFile.scriptArguments(command)));
        } catch (IOException unreadable) {
            return Optional.empty();
        }
    }

    /**
     * The text of {@code bash -c TEXT}. The first word behind it is {@code $0}, so without one {@code $@} loses a word.
     */
    private static Optional<ShellScript> ofText(StartCommand command) {
        return ProgramFile.findShellText(command.inner()).map(words -> {
            String text = withoutComments(words.get(0));
            return words.size() > 1
                    ? new ShellScript("The text of -c", text, words.subList(2, words.size()))
                    : new ShellScript("The text of -c", ALL.matcher(text).replaceAll(""), List.of());
        });
    }

    /**
     * The text with the files that it reads as parts of itself. The script of an environment is left out. Empty if the
     * whole text is too large, or has too many parts.
     */
    private static Optional<String> withSources(String text, FlowerProject project) {
        Matcher sourced = SOURCED.matcher(text);
        StringBuilder whole = new StringBuilder();
        for (int parts = 0; sourced.find(); parts++) {
            String part = Optional.ofNullable(sourced.group(2))
                    .or(() -> Optional.of(sourced.group(3)))
                    .filter(name -> !name.endsWith("/activate"))
                    .flatMap(project::resolve)
                    .map(ShellScript::readPart)
                    .orElse("");
            sourced.appendReplacement(
                    whole,
                    Matcher.quoteReplacement(
                            part.isEmpty() ? sourced.group() : sourced.group(1) + "\n" + withoutComments(part) + "\n"));
            if (parts == MAX_PARTS || whole.length() > MAX_BYTES) {
                return Optional.empty();
            }
        }
        return Optional.of(sourced.appendTail(whole).toString());
    }

    /** The text of a file; empty if it cannot be read or is too large. */
    private static String readPart(Path file) {
        try {
            return Files.isRegularFile(file) && Files.size(file) <= MAX_BYTES
                    ? new String(Files.readAllBytes(file), StandardCharsets.UTF_8)
                    : "";
        } catch (IOException unreadable) {
            return "";
        }
    }

    private static String withoutComments(String text) {
        return COMMENT.matcher(CONTINUED.matcher(text).replaceAll(" ")).replaceAll("");
    }

    /** The only Python command to which the script passes all its arguments. The command may be behind a wrapper. */
    public Optional<StartCommand> passesTo() {
        String outside = ShellFunctions.textOutsideFunctions(text);
        List<String> lines =
                PASSED.matcher(outside).results().map(line -> line.group()).toList();
        if (lines.size() != 1
                || !letters().letters().isEmpty()
                || BY_PLACE.matcher(outside).find()
                || outside.matches("(?s).*\\bshift\\b.*")) {
            return Optional.empty();
        }
        Matcher python = PYTHON_LINE.matcher(lines.get(0));
        if (lines.get(0).length() > MAX_LINE || !python.matches()) {
            return Optional.empty();
        }
        String command = python.group("wrapper") + python.group("python");
        return command.matches(".*[$`].*")
                ? Optional.empty()
                : StartCommand.parse((command + " " + CommandText.of(arguments)).strip())
                        .filter(StartCommand::isPython);
    }

    /** The options that its text shows; empty if it shows none. */
    public Optional<StartOptions> findOptions(String shown, Path root) {
        // A script that passes its arguments on would get a variable as an argument, too.
        List<StartOption> options = new ShellOptions(text).listOptions(arguments, !forwardsArguments(), root);
        return options.isEmpty()
                ? Optional.empty()
                : Optional.of(new StartOptions(shown, StartOptions.Source.SHELL, null, options, null));
    }

    /** Whether a trap at the end of the script sends a signal to the script, too. */
    public boolean trapsItself() {
        return TRAP_AT_END.matcher(text).find() && KILLS_GROUP.matcher(text).find();
    }

    /** A warning if the script sends the output of the training to files; empty if it shows output. */
    public Optional<String> findHiddenOutput() {
        return HiddenOutput.findWarning(name, text);
    }

    @Override
    public List<String> toArguments(StartParameters sent) {
        StartParameters parameters = withKnownNames(sent);
        List<String> words = new ArrayList<>();
        Set<String> switches = new ShellOptions(text).switches();
        List<ShellLetters.Letter> letters = letters().letters();
        for (GivenParameter given : GivenParameter.of(parameters)) {
            if (!letters.isEmpty()) {
                words.addAll(lettersOf(given));
                continue;
            }
            if (Boolean.FALSE.equals(given.truth()) && switches.contains("--" + spelling(given.name()))) {
                continue;
            }
            if (variables().of(given.name()).isPresent() && !readsOption(given.name()) && !forwardsArguments()) {
                continue;
            }
            if (readsPositionally() && !readsOption(given.name()) && !forwardsArguments()) {
                throw new ParametersInvalid(name + " reads its arguments by their places ($1), so '" + given.name()
                        + "' cannot be given to it by name. Read it in the script as ${"
                        + ScriptVariables.nameOf(given.name()) + ":-...}, or name its value in FLOWER_START_SCRIPT.");
            }
            words.addAll(toWords(given));
        }
        return words;
    }

    /** The words of an option. A script that reads {@code --rounds=*} alone needs name and value in one word. */
    private List<String> toWords(GivenParameter given) {
        String option = "--" + spelling(given.name());
        if (!isJoined(option)) {
            return RunArguments.argumentsOf(given, option, false, "false");
        }
        return given.truth() != null
                ? List.of(option + "=" + given.truth())
                : given.values().stream()
                        .map(value -> option + "=" + value.text())
                        .toList();
    }

    private boolean isJoined(String option) {
        String start = "(?:^|[\\s|(\"'])" + Pattern.quote(option);
        return Pattern.compile(start + "=\\*").matcher(text).find()
                && !Pattern.compile(start + "[\"']?\\s*[|)\\]]").matcher(text).find();
    }

    /** The words for {@code getopts}; none if it has no such option, because it would read each letter as an option. */
    private List<String> lettersOf(GivenParameter given) {
        Optional<ShellLetters.Letter> letter = letters().find(given.name());
        if (letter.isEmpty()) {
            return List.of();
        }
        String option = letter.get().option();
        if (letter.get().takesValue()) {
            List<String> words = new ArrayList<>();
            given.values().forEach(value -> RunArguments.addOne(words, option, value.text()));
            return given.truth() == null ? words : List.of(option, given.truth().toString());
        }
        Boolean asked = given.asked();
        if (asked == null) {
            throw new ParametersInvalid(
                    option + " of " + name + " takes no value: send true or false for '" + given.name() + "'.");
        }
        return asked ? List.of(option) : List.of();
    }

    private ShellLetters letters() {
        return new ShellLetters(text);
    }

    @Override
    public Map<String, String> toEnvironment(StartParameters parameters) {
        return variables().toEnvironment(withKnownNames(parameters));
    }

    @Override
    public List<String> listWarnings(StartParameters parameters) {
        if (forwardsArguments()) {
            return List.of();
        }
        List<String> unread = GivenParameter.of(withKnownNames(parameters)).stream()
                .map(GivenParameter::name)
                .filter(parameter -> !readsOption(parameter)
                        && letters().find(parameter).isEmpty()
                        && variables().of(parameter).isEmpty())
                .toList();
        String first = unread.isEmpty() ? "" : unread.get(0);
        return UnreportedOptions.unread(
                unread,
                name + " has no --" + first.replace('_', '-') + ", no ${" + ScriptVariables.nameOf(first)
                        + "} and no \"$@\".");
    }

    /** The parameters under the names that the script has: {@code rounds} may be its {@code --num-rounds}. */
    private StartParameters withKnownNames(StartParameters sent) {
        if (forwardsArguments()) {
            return sent;
        }
        List<String> options = new ShellOptions(text)
                .listOptions(arguments, true, Path.of("/")).stream()
                        .map(StartOption::name)
                        .toList();
        Map<String, List<StartParameters.Value>> values = new LinkedHashMap<>();
        sent.values().forEach((name, value) -> values.put(knownName(name, sent, options), value));
        Set<String> off =
                sent.off().stream().map(name -> knownName(name, sent, options)).collect(Collectors.toSet());
        return new StartParameters(values, off);
    }

    private String knownName(String name, StartParameters sent, List<String> options) {
        return readsOption(name)
                        || letters().find(name).isPresent()
                        || variables().of(name).isPresent()
                ? name
                : ParameterSynonyms.findOnly(name, options, List::of)
                        .filter(other -> !sent.values().containsKey(other))
                        .orElse(name);
    }

    private boolean forwardsArguments() {
        return PASSED.matcher(ShellFunctions.textOutsideFunctions(text)).find();
    }

    /** Whether the script reads arguments by their places, so that it would misread an added argument. */
    private boolean readsPositionally() {
        boolean parses = text.contains("getopts") || text.contains("shift") || text.contains("$#");
        return !parses
                && BY_PLACE.matcher(ShellFunctions.textOutsideFunctions(text))
                        .results()
                        .anyMatch(place -> Integer.parseInt(place.group(1)) > arguments.size());
    }

    /** Whether a case or a comparison of the script names the option. A command that gets the option does not count. */
    private boolean readsOption(String parameter) {
        return findOption(parameter).isPresent();
    }

    private Optional<String> findOption(String parameter) {
        return List.of(parameter, parameter.replaceAll("[_.]", "-"), parameter.replaceAll("[_.]", "")).stream()
                .filter(this::comparesWith)
                .findFirst();
    }

    private boolean comparesWith(String name) {
        String option = "(?:^|[\\s|(\"'])--" + Pattern.quote(name);
        return Pattern.compile(option + "(?:=\\*)?[\"']?\\s*(?:\\)|\\]|\\|\\s*-)")
                .matcher(text)
                .find();
    }

    private String spelling(String parameter) {
        return findOption(parameter).orElse(parameter);
    }

    private ScriptVariables variables() {
        return new ScriptVariables(this::reads);
    }

    /** Whether the script reads a variable before it sets it. */
    private boolean reads(String variable) {
        Matcher read = Pattern.compile("\\$(?:" + variable + "\\b|\\{" + variable + "\\b)")
                .matcher(text);
        if (!read.find()) {
            return false;
        }
        String before = "(?m)^\\s*(?:export\\s+|readonly\\s+|declare\\s+(?:-\\w+\\s+)*)?";
        Matcher set = Pattern.compile(before + variable + "=.*$").matcher(text);
        return !set.find() || read.start() < set.end();
    }
}
