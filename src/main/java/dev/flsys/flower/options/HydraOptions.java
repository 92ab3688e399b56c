package dev.flsys.flower.options;

import com.fasterxml.jackson.databind.JsonNode;
import dev.flsys.flower.command.FixedArguments;
import dev.flsys.flower.command.ParametersInvalid;
import dev.flsys.flower.command.SanitisedOutput;
import dev.flsys.flower.command.StartParameters;
import dev.flsys.flower.options.StartOption.Kind;
import dev.flsys.problem.NearestName;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;

/**
 * The configuration of a program of Hydra or sacred. Parameters become overrides: {@code server.rounds=5 model=cnn},
 * for sacred after the word {@code with}. Sources of this form: "Basic Override syntax" in Hydra's documentation, and
 * "Command-Line Interface" in sacred's.
 *
 * @param library {@code hydra} or {@code sacred}
 * @param keys the keys of the composed configuration and its groups
 * @param fixed the arguments of the start command
 */
record HydraOptions(String library, List<ReportedOption> keys, FixedArguments fixed) implements ScriptArguments {

    private static final int MAX_FAULTS = 5;

    HydraOptions {
        keys = List.copyOf(keys);
    }

    /** The answer of a program with these keys. */
    static ScriptAnswer createAnswer(
            String library, List<ReportedOption> keys, FixedArguments fixed, Path root, String command) {
        HydraOptions options = new HydraOptions(library, keys, fixed);
        List<StartOption> offered = options.listOptions(new DefaultValues(root));
        String reason = offered.isEmpty() ? "Its configuration has no keys that could be given here." : null;
        StartOptions.Source source = options.isSacred() ? StartOptions.Source.HELP : StartOptions.Source.HYDRA;
        StartOptions shown = new StartOptions(command, source, null, offered, reason);
        return new ScriptAnswer(options, shown, true);
    }

    private boolean isSacred() {
        return library.equals("sacred");
    }

    @Override
    public List<String> toArguments(StartParameters parameters) {
        List<String> words = new ArrayList<>();
        if (isSacred() && !fixed.words().contains("with") && !parameters.isEmpty()) {
            words.add("with");
        }
        List<String> faults = new ArrayList<>();
        for (GivenParameter given : GivenParameter.of(parameters)) {
            try {
                ReportedOption key = find(given.name());
                if (key.is("group") && isOverridden(key.dest())) {
                    throw new ParametersInvalid("FLOWER_START_SCRIPT gives '" + key.dest() + "' already.");
                }
                words.add(key.dest() + "=" + new HydraValue(given.name(), key, isSacred()).of(given));
            } catch (ParametersInvalid wrong) {
                faults.add(wrong.detail());
            }
        }
        if (!faults.isEmpty()) {
            throw new ParametersInvalid(faults.stream().limit(MAX_FAULTS).collect(Collectors.joining(" ")));
        }
        return words;
    }

    /**
     * The key that a name means. The first of these counts: the key with this name, the key with this name if {@code _}
     * replaces other characters, the only key that ends in the name, and the only key with a
     * {@linkplain ParameterSynonyms synonym}.
     */
    private ReportedOption find(String name) {
        Optional<ReportedOption> exact =
                keys.stream().filter(key -> key.dest().equals(name)).findFirst();
        if (exact.isPresent()) {
            return exact.get();
        }
        String wanted = nameOf(name, true);
        List<ReportedOption> alike = keys.stream()
                .filter(key -> nameOf(key.dest(), true).equals(wanted))
                .toList();
        List<ReportedOption> found = !alike.isEmpty()
                ? alike
                : keys.stream()
                        .filter(key -> nameOf(key.dest(), false).endsWith("." + nameOf(name, false)))
                        .toList();
        if (found.size() > 1) {
            throw new ParametersInvalid("'" + name + "' may mean "
                    + found.stream().limit(MAX_FAULTS).map(ReportedOption::dest).collect(Collectors.joining(" or "))
                    + ": write the whole name.");
        }
        return found.stream()
                .findFirst()
                .or(() -> ParameterSynonyms.findOnly(name, keys, key -> List.of(key.dest())))
                .or(() -> ParameterSynonyms.findOnly(name, keys, key -> List.of(lastPart(key.dest()))))
                .orElseThrow(() -> unknown(name));
    }

    private static String lastPart(String key) {
        return key.substring(key.lastIndexOf('.') + 1);
    }

    private ParametersInvalid unknown(String name) {
        List<String> names = keys.stream()
                .filter(key -> !key.is("hidden"))
                .map(ReportedOption::dest)
                .toList();
        String added = isSacred() ? "with " + name + "=VALUE." : "+" + name + "=VALUE.";
        return new ParametersInvalid(
                "The configuration of " + (isSacred() ? "sacred" : "Hydra") + " has no '" + name + "'."
                        + NearestName.suggest(name, names)
                        + " A key that it does not have is added in FLOWER_START_SCRIPT: " + added);
    }

    /** The name of a key with {@code _} for {@code -}, {@code /} and {@code @}, and if {@code flat} for dots. */
    private static String nameOf(String key, boolean flat) {
        return key.replaceAll(flat ? "[-/@.]" : "[-/@]", "_");
    }

    /** Whether the start command has an override of a key. */
    private boolean isOverridden(String key) {
        return fixed.words().stream().anyMatch(word -> word.startsWith(key + "=") || word.startsWith("+" + key + "="));
    }

    private List<StartOption> listOptions(DefaultValues defaults) {
        Map<String, StartOption> offered = new LinkedHashMap<>();
        Set<String> names = new HashSet<>();
        for (ReportedOption key : keys) {
            String name = nameOf(key.dest(), false);
            if (!key.is("hidden")
                    && StartParameters.isName(name)
                    && names.add(nameOf(name, true))
                    && !isOverridden(key.dest())) {
                offered.put(name, toOption(name, key, defaults));
            }
        }
        return List.copyOf(offered.values());
    }

    private static StartOption toOption(String name, ReportedOption key, DefaultValues defaults) {
        List<JsonNode> choices = choices(key);
        Kind kind = choices != null
                ? Kind.CHOICE
                : switch (key.json().path("type").asText("")) {
                    case "int" -> Kind.INTEGER;
                    case "float" -> Kind.NUMBER;
                    case "bool" -> Kind.FLAG;
                    default -> Kind.TEXT;
                };
        boolean several = key.is("repeated");
        return new StartOption(
                name,
                key.dest(),
                kind == Kind.FLAG && several ? Kind.TEXT : kind,
                defaults.of(kind, key.json().path("default"), choices, several),
                key.is("required"),
                SanitisedOutput.line(key.readText("help"), defaults.root()),
                choices,
                several,
                false);
    }

    private static @Nullable List<JsonNode> choices(ReportedOption key) {
        List<JsonNode> choices = new ArrayList<>();
        key.json().path("choices").forEach(choices::add);
        return choices.isEmpty() ? null : choices;
    }
}
