package dev.flsys.flower.options;

import com.fasterxml.jackson.databind.node.TextNode;
import dev.flsys.flower.command.ParametersInvalid;
import dev.flsys.flower.command.StartCommand;
import dev.flsys.flower.command.StartParameters;
import dev.flsys.flower.options.StartOption.Kind;
import dev.flsys.project.FlowerProject;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Stream;

/**
 * The parameters of {@code make TARGET}: the variables that the text of the makefile reads ({@code $(ROUNDS)}). They
 * become arguments {@code ROUNDS=10}, which override assignments in the makefile. Included files are not read.
 *
 * @param name the makefile as users write it
 * @param text its text without comments
 * @param arguments the arguments that the start command gives it
 */
public record MakeVariables(String name, String text, List<String> arguments) implements ScriptArguments {

    private static final int MAX_BYTES = 1024 * 1024;
    private static final Set<String> PROGRAMS = Set.of("make", "gmake");
    /** The names of GNU make, in its order. */
    private static final List<String> NAMES = List.of("GNUmakefile", "makefile", "Makefile");

    private static final Pattern COMMENT = Pattern.compile("(?m)^#.*$|[ \\t]#.*$");
    private static final Pattern ASSIGNMENT = Pattern.compile(
            "(?m)^(?:export[ \\t]+)?([A-Za-z_]\\w{0,99})[ \\t]*(?:\\?|:{0,3})=[ \\t]*([^$`\\n]{0,1000}?)[ \\t]*\\r?$");
    private static final Pattern NUMBER =
            Pattern.compile("[+-]?(?:\\d{1,18}(?:\\.\\d{0,18})?|\\.\\d{1,18})(?:[eE][+-]?\\d{1,3})?");

    /** Variables of make itself, and programs that recipes call. */
    private static final Pattern OWN =
            Pattern.compile("MAKE.*|SHELL|CURDIR|VPATH|RM|CC|CXX|AR|PIP\\d?|UV|POETRY|CONDA");

    /** A recipe is read by a shell after the value is in it. */
    private static final Pattern PLAIN = Pattern.compile("[\\p{L}\\p{N}_.,:/=+@%-]*");

    /** The makefile that a command runs; empty if it runs none that can be read. */
    public static Optional<MakeVariables> of(StartCommand command, FlowerProject project) {
        List<String> words = command.inner();
        if (!PROGRAMS.contains(words.get(0))) {
            return Optional.empty();
        }
        List<String> arguments = words.subList(1, words.size());
        Optional<Path> file = findFile(arguments, project);
        try {
            if (file.isEmpty() || Files.size(file.get()) > MAX_BYTES) {
                return Optional.empty();
            }
            String text = new String(Files.readAllBytes(file.get()), StandardCharsets.UTF_8);
            return Optional.of(new MakeVariables(
                    project.displayPath(file.get()), COMMENT.matcher(text).replaceAll(""), arguments));
        } catch (IOException unreadable) {
            return Optional.empty();
        }
    }

    private static Optional<Path> findFile(List<String> arguments, FlowerProject project) {
        String folder =
                valueOf(arguments, "-C", "--directory=").map(each -> each + "/").orElse("");
        Optional<String> given = valueOf(arguments, "-f", "--file=").or(() -> valueOf(arguments, "-f", "--makefile="));
        return given.map(Stream::of)
                .orElseGet(NAMES::stream)
                .flatMap(each -> project.resolve(folder + each).filter(Files::isRegularFile).stream())
                .findFirst();
    }

    /** The value of {@code -C DIR}, {@code -CDIR} or {@code --directory=DIR}. */
    private static Optional<String> valueOf(List<String> arguments, String letter, String word) {
        for (int at = 0; at < arguments.size(); at++) {
            String argument = arguments.get(at);
            if (argument.equals(letter) && at + 1 < arguments.size()) {
                return Optional.of(arguments.get(at + 1));
            }
            if (argument.startsWith(word)) {
                return Optional.of(argument.substring(word.length()));
            }
            if (argument.startsWith(letter) && argument.length() > letter.length()) {
                return Optional.of(argument.substring(letter.length()));
            }
        }
        return Optional.empty();
    }

    /** The variables that the makefile assigns and reads; empty if there are none. */
    public Optional<StartOptions> findOptions(String shown, Path root) {
        DefaultValues defaults = new DefaultValues(root);
        List<StartOption> options = assigned().entrySet().stream()
                .filter(each -> StartParameters.isName(each.getKey().toLowerCase(Locale.ROOT)))
                .filter(each -> arguments.stream().noneMatch(argument -> argument.startsWith(each.getKey() + "=")))
                .map(each -> toOption(each.getKey(), each.getValue(), defaults))
                .toList();
        return options.isEmpty()
                ? Optional.empty()
                : Optional.of(new StartOptions(shown, StartOptions.Source.SHELL, null, options, null));
    }

    private static StartOption toOption(String variable, String value, DefaultValues defaults) {
        // Whether a number has to be a whole one cannot be known.
        Kind kind = NUMBER.matcher(value).matches() ? Kind.NUMBER : Kind.TEXT;
        return new StartOption(
                variable.toLowerCase(Locale.ROOT),
                variable,
                kind,
                value.isEmpty() ? null : defaults.of(kind, TextNode.valueOf(value), null, false),
                false,
                null,
                null,
                false,
                false);
    }

    /** The assigned variables that the makefile also reads, with the first value of each. */
    private Map<String, String> assigned() {
        Map<String, String> values = new LinkedHashMap<>();
        ASSIGNMENT
                .matcher(text)
                .results()
                .filter(each -> isParameter(each.group(1)) && reads(each.group(1)))
                .forEach(each -> values.putIfAbsent(each.group(1), each.group(2)));
        return values;
    }

    @Override
    public List<String> toArguments(StartParameters parameters) {
        List<String> words = new ArrayList<>();
        for (GivenParameter given : GivenParameter.of(parameters)) {
            Optional<String> variable = findVariable(given.name());
            if (variable.isPresent()) {
                words.add(variable.get() + "=" + toText(given));
            }
        }
        return words;
    }

    private String toText(GivenParameter given) {
        List<String> texts = given.truth() != null
                ? List.of(given.truth().toString())
                : given.values().stream().map(StartParameters.Value::text).toList();
        if (texts.stream().anyMatch(text -> !PLAIN.matcher(text).matches())) {
            throw new ParametersInvalid("The shell of make would read a part of the value of '" + given.name()
                    + "' as a command. Send letters, digits and _ . , : / = + @ % - only.");
        }
        return String.join(" ", texts);
    }

    @Override
    public List<String> listWarnings(StartParameters parameters) {
        List<String> unread = GivenParameter.of(parameters).stream()
                .map(GivenParameter::name)
                .filter(parameter -> findVariable(parameter).isEmpty())
                .toList();
        String first = unread.isEmpty() ? "" : unread.get(0);
        return UnreportedOptions.unread(
                unread, name + " reads no $(" + ScriptVariables.nameOf(first).toUpperCase(Locale.ROOT) + ").");
    }

    private Optional<String> findVariable(String parameter) {
        String variable = ScriptVariables.nameOf(parameter);
        return Stream.of(variable, variable.toUpperCase(Locale.ROOT))
                .filter(each -> isParameter(each) && reads(each))
                .findFirst()
                .or(() -> ParameterSynonyms.findOnly(parameter, assigned().keySet(), List::of));
    }

    private static boolean isParameter(String variable) {
        return !ScriptVariables.isProtected(variable) && !OWN.matcher(variable).matches();
    }

    /** Whether the makefile, or the shell of a recipe ({@code $$ROUNDS}), reads a variable. */
    private boolean reads(String variable) {
        Matcher read = Pattern.compile(
                        "\\$\\(" + variable + "[):]|\\$\\{" + variable + "[}:]|\\$\\$\\{?" + variable + "\\b")
                .matcher(text);
        return read.find();
    }
}
