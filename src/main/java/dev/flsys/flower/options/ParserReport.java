package dev.flsys.flower.options;

import com.fasterxml.jackson.databind.JsonNode;
import dev.flsys.flower.command.FixedWords;
import dev.flsys.flower.command.ShownText;
import dev.flsys.flower.command.StartParameters;
import java.nio.file.Path;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.stream.Collectors;
import java.util.stream.StreamSupport;
import org.jspecify.annotations.Nullable;

/** The report of {@code ask_options.py} about the parser of a script. */
final class ParserReport {

    private final JsonNode report;
    private final List<ReportedOption> options;
    private final OptionSpelling spelling;
    private final Path root;
    private final FixedWords fixed;

    private ParserReport(JsonNode report, Path root, FixedWords fixed) {
        this.report = report;
        this.root = root;
        this.fixed = fixed;
        this.options = StreamSupport.stream(report.path("options").spliterator(), false)
                .map(ReportedOption::new)
                .toList();
        Map<String, Boolean> several = new HashMap<>();
        for (ReportedOption option : options) {
            option.longNames().forEach(name -> several.put(name.substring(2), option.takesSeveral()));
        }
        this.spelling = new OptionSpelling(several);
    }

    /**
     * @param report the JSON of {@code ask_options.py}
     * @param root the project's folder
     * @param command the start command as clients see it
     * @param fixed the arguments of the start command, which are not offered
     */
    static ScriptAnswer read(JsonNode report, Path root, String command, FixedWords fixed) {
        return new ParserReport(report, root, fixed).answer(command);
    }

    private ScriptAnswer answer(String command) {
        List<StartOption> offered = offered();
        String needs = needs();
        String reason =
                needs == null && offered.isEmpty() ? "The script has no options that could be given here." : needs;
        boolean argparse = report.path("library").asText().equals("argparse");
        return new ScriptAnswer(
                spelling,
                new StartOptions(
                        command,
                        argparse ? StartOptions.Source.ARGPARSE : StartOptions.Source.HELP,
                        ShownText.line(report.path("description").asText(""), root),
                        offered,
                        reason),
                true,
                known());
    }

    /** The options that a client can name, each name once. */
    private List<StartOption> offered() {
        DefaultValues defaults = new DefaultValues(root);
        Map<String, StartOption> byName = new LinkedHashMap<>();
        options.stream()
                // The default of an option that the start command gives is not the value that is used.
                .filter(option -> fixed.options().stream().noneMatch(option.names()::contains))
                .flatMap(option -> option.offered(defaults).stream())
                // A name that would be spelled as another option does not mean this one.
                .filter(option -> StartParameters.isName(option.name())
                        && spelling.nameFor(option.name())
                                .equals(option.option().substring(2)))
                .forEach(option -> byName.putIfAbsent(option.name(), option));
        return List.copyOf(byName.values());
    }

    private Optional<KnownOptions> known() {
        if (!report.path("strict").asBoolean()) {
            return Optional.empty();
        }
        boolean positionals = options.stream().anyMatch(option -> option.names().isEmpty());
        List<KnownOptions.Option> all = options.stream()
                .filter(option -> !option.names().isEmpty())
                .map(option -> option.known(positionals))
                .toList();
        return Optional.of(new KnownOptions(all, report.path("abbreviations").asBoolean()));
    }

    /** A sentence that names what the script needs and no parameter can give; null if there is nothing. */
    private @Nullable String needs() {
        Optional<ReportedOption> commands =
                options.stream().filter(ReportedOption::hasSubCommands).findFirst();
        if (commands.isPresent()) {
            return ShownText.line(
                    "It has sub-commands ("
                            + String.join(", ", commands.get().texts("choices"))
                            + "): name one in FLOWER_START_SCRIPT.",
                    root);
        }
        String needed = options.stream()
                .flatMap(option -> option.neededWord().stream())
                .skip(fixed.plain())
                .collect(Collectors.joining(", "));
        return needed.isEmpty()
                ? null
                : ShownText.line("It also needs " + needed + ": name that in FLOWER_START_SCRIPT.", root);
    }
}
