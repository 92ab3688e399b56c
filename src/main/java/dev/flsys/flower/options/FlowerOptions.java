package dev.flsys.flower.options;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.DoubleNode;
import dev.flsys.flower.command.FlowerApp;
import dev.flsys.flower.command.FlwrRunArguments;
import dev.flsys.flower.command.ParametersInvalid;
import dev.flsys.flower.command.SanitisedOutput;
import dev.flsys.flower.command.StartCommand;
import dev.flsys.flower.command.StartParameters;
import dev.flsys.flower.options.StartOption.Kind;
import dev.flsys.project.FlowerProject;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Optional;
import java.util.OptionalLong;
import java.util.Set;
import java.util.function.Predicate;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;

/** The parameters of {@code flwr run}: the run config of the app, and the number of simulated clients. */
public final class FlowerOptions {

    private static final String CLIENTS = "num-supernodes";
    private static final Pattern ASSIGNED = Pattern.compile("(?:^|\\s)([\\w.-]+)\\s*=");

    private FlowerOptions() {}

    /**
     * The parameters that the command can be started with, or the reason why there are none.
     *
     * @param takesClients whether the installed Flower takes a number of simulated clients, for the number that the app
     *     declares
     */
    public static StartOptions of(StartCommand command, FlowerProject project, Predicate<OptionalLong> takesClients) {
        Path root = project.root();
        String shown = command.describe(root);
        FlwrRunArguments words = FlwrRunArguments.of(command);
        Optional<FlowerApp> found;
        try {
            // The command's file has the values that are used, and a parameter replaces them.
            found = FlowerApp.read(project, words.app()).map(app -> app.with(RunConfig.fromFile(words, project)));
        } catch (ParametersInvalid notToml) {
            return StartOptions.none(shown, notToml.detail());
        }
        if (found.isEmpty()) {
            return StartOptions.none(shown, "There is no pyproject.toml of the Flower app that can be read.");
        }
        boolean clients = takesClients.test(found.get().countSupernodes(words.connection()));
        List<StartOption> options = listOptions(found.get(), words, clients);
        return new StartOptions(
                shown,
                StartOptions.Source.PYPROJECT,
                found.get()
                        .description()
                        .map(text -> SanitisedOutput.line(text, root))
                        .orElse(null),
                options,
                options.isEmpty() ? "The Flower app has no [tool.flwr.app.config] in its pyproject.toml." : null);
    }

    private static List<StartOption> listOptions(FlowerApp app, FlwrRunArguments words, boolean takesClients) {
        List<StartOption> options = new ArrayList<>();
        Set<String> given = keysOf(words);
        app.config().forEach((key, value) -> {
            if (!given.contains(key)) {
                toOption(key, value, app).ifPresent(options::add);
            }
        });
        if (takesClients
                && FlowerParameters.isSimulated(words, Optional.of(app))
                && options.stream().noneMatch(option -> option.name().equals(StartOption.nameOf(CLIENTS)))) {
            String name = StartOption.nameOf(CLIENTS);
            String help = "number of simulated clients, from 1";
            options.add(new StartOption(name, CLIENTS, Kind.INTEGER, null, false, help, null, false, false));
        }
        return options;
    }

    /** The keys to which the words of the command give a value. */
    private static Set<String> keysOf(FlwrRunArguments words) {
        Set<String> given = new HashSet<>();
        for (String text : words.runConfig()) {
            Matcher assigned = ASSIGNED.matcher(text);
            while (assigned.find()) {
                given.add(assigned.group(1));
            }
        }
        return given;
    }

    /** Empty for a key that a client cannot name, and for a value that a run config of Flower does not take. */
    private static Optional<StartOption> toOption(String key, JsonNode value, FlowerApp app) {
        String name = StartOption.nameOf(key);
        Kind kind = kind(value);
        return kind == null || !StartParameters.isName(name) || !isNameOf(name, key, app)
                ? Optional.empty()
                : Optional.of(new StartOption(name, key, kind, defaultOf(value), false, null, null, false, false));
    }

    private static boolean isNameOf(String name, String key, FlowerApp app) {
        try {
            return FlowerParameters.findKey(name, Optional.of(app)).equals(Optional.of(key));
        } catch (ParametersInvalid ambiguous) {
            return false;
        }
    }

    private static @Nullable Kind kind(JsonNode value) {
        return switch (value.getNodeType()) {
            case BOOLEAN -> Kind.FLAG;
            case NUMBER -> value.isIntegralNumber() ? Kind.INTEGER : Kind.NUMBER;
            case STRING -> Kind.TEXT;
            case ARRAY, BINARY, MISSING, NULL, OBJECT, POJO -> null;
        };
    }

    /** The default value of a key; null if a client could not send it. */
    private static @Nullable JsonNode defaultOf(JsonNode value) {
        if (value.isTextual()) {
            return DefaultValues.isSendable(value.textValue()) ? value : null;
        }
        // 1.0 stays 1.0, which shows that the key takes fractions.
        JsonNode number = value.isFloatingPointNumber() ? DoubleNode.valueOf(value.doubleValue()) : value;
        return number.isNumber() && !Double.isFinite(number.doubleValue()) ? null : number;
    }
}
