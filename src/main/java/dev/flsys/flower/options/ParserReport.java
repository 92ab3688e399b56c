package dev.flsys.flower.options;

import com.fasterxml.jackson.databind.JsonNode;
import dev.flsys.flower.command.FixedArguments;
import dev.flsys.flower.command.SanitisedOutput;
import dev.flsys.flower.command.StartParameters;
import java.nio.file.Path;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/** The report of {@code ask_options.py} about the parser of a script. */
final class ParserReport {

    private final JsonNode report;
    private final List<ReportedOption> options;
    private final KnownOptions known;
    private final Path root;
    private final FixedArguments fixed;

    private ParserReport(JsonNode report, Path root, FixedArguments fixed) {
        this.report = report;
        this.root = root;
        this.fixed = fixed;
        this.options =
                report.path("options").valueStream().map(ReportedOption::new).toList();
        this.known = new KnownOptions(
                options,
                report.path("strict").asBoolean(),
                report.path("abbreviations").asBoolean(),
                fixed,
                report.path("commands").asInt());
    }

    /**
     * @param report the JSON of {@code ask_options.py}
     * @param root the project's folder
     * @param command the start command as clients see it
     * @param fixed the arguments of the start command, which are not offered
     */
    static ScriptAnswer read(JsonNode report, Path root, String command, FixedArguments fixed) {
        ParserReport parser = new ParserReport(report, root, fixed);
        String library = report.path("library").asText();
        return library.equals("hydra") || library.equals("sacred")
                ? HydraOptions.createAnswer(library, parser.options, fixed, root, command)
                : parser.answer(command);
    }

    private ScriptAnswer answer(String command) {
        List<StartOption> offered = offered();
        String needs = needs();
        String reason =
                needs == null && offered.isEmpty() ? "The script has no options that could be given here." : needs;
        boolean argparse = report.path("library").asText().equals("argparse");
        return new ScriptAnswer(
                known,
                new StartOptions(
                        command,
                        argparse ? StartOptions.Source.ARGPARSE : StartOptions.Source.HELP,
                        SanitisedOutput.line(report.path("description").asText(""), root),
                        offered,
                        reason),
                true);
    }

    /** The options that a client can name, each name once. */
    private List<StartOption> offered() {
        DefaultValues defaults = new DefaultValues(root);
        Map<String, StartOption> byName = new LinkedHashMap<>();
        options.stream()
                // The default of an option that the start command gives is not the value that is used.
                .filter(option -> fixed.options().stream().noneMatch(option.names()::contains))
                .flatMap(option -> option.toStartOption(defaults).stream())
                .filter(option -> StartParameters.isName(option.name()) && isMeant(option))
                .forEach(option -> byName.putIfAbsent(option.name(), option));
        return List.copyOf(byName.values());
    }

    /** Whether the name belongs to this option and to no other option. */
    private boolean isMeant(StartOption offered) {
        Optional<OptionArguments> found = known.find(offered.name());
        return found.isPresent()
                && found.get().word().equals(offered.option())
                && (!offered.positional()
                        || known.openPositionals().contains(found.get().option()));
    }

    /** A sentence about the inputs that the script needs and that no parameter can give; null if there are none. */
    private @Nullable String needs() {
        Optional<ReportedOption> commands =
                options.stream().filter(ReportedOption::hasSubCommands).findFirst();
        if (commands.isPresent()) {
            return SanitisedOutput.line(
                    "It has sub-commands ("
                            + String.join(", ", commands.get().readTexts("choices"))
                            + "): name one in FLOWER_START_SCRIPT.",
                    root);
        }
        return null;
    }
}
