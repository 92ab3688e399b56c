package dev.flsys.flower.options;

import dev.flsys.flower.command.FlowerApp;
import dev.flsys.flower.command.ParametersInvalid;
import dev.flsys.flower.command.StartParameters;
import dev.flsys.problem.NearestName;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalLong;
import java.util.Set;
import java.util.regex.Pattern;

/** Turns the parameters of a simulation into arguments of {@code flwr run}. */
public final class FlowerParameters {

    /** Parameters that hold a number of clients. */
    private static final Set<String> CLIENTS =
            Set.of("num-supernodes", "num-clients", "clients", "min-clients", "min-available-clients");

    /** Names that different apps use for the same key. */
    private static final List<Set<String>> ALIKE = List.of(
            Set.of("rounds", "num-rounds", "num-server-rounds"),
            Set.of("fraction-fit", "fraction-train"),
            Set.of("learning-rate", "lr"),
            Set.of("local-epochs", "epochs"));

    private static final List<StartParameters.Value> FALSE = List.of(new StartParameters.Value("false", false));

    private static final Pattern WHOLE = Pattern.compile("-?\\d+");

    private FlowerParameters() {}

    /**
     * {@code --run-config} with the keys that the app declares, and {@code --federation-config} with the number of
     * clients. {@code _}, {@code -} and {@code .} are the same in a name. {@code false} is passed on only for a key
     * that is {@code true} in the app. A whole number becomes a fraction if the app's value is a fraction: JavaScript
     * has no 1.0, and 1 is another type in TOML.
     *
     * @param app empty if the app is unknown: then all parameters are passed on
     * @param simulated whether the clients are simulated, so that their number can be chosen
     * @throws ParametersInvalid if the app does not know a parameter
     */
    public static List<String> arguments(StartParameters parameters, Optional<FlowerApp> app, boolean simulated) {
        Map<String, List<StartParameters.Value>> config = new LinkedHashMap<>();
        OptionalLong clients = OptionalLong.empty();
        for (Map.Entry<String, List<StartParameters.Value>> each :
                parameters.values().entrySet()) {
            String name = each.getKey().replace('_', '-');
            boolean counts = simulated && CLIENTS.contains(name);
            if (counts) {
                clients = larger(clients, count(each.getKey(), each.getValue()));
            }
            Optional<String> key = key(name, app);
            if (key.isPresent()) {
                boolean fraction =
                        app.filter(known -> known.isFraction(key.get())).isPresent();
                config.put(key.get(), fraction ? fractions(each.getValue()) : each.getValue());
            } else if (!counts) {
                throw unknown(each.getKey(), app);
            }
        }
        for (String name : parameters.off()) {
            key(name.replace('_', '-'), app)
                    .filter(key -> app.filter(known -> known.isOn(key)).isPresent())
                    .ifPresent(key -> config.put(key, FALSE));
        }
        List<String> arguments = new ArrayList<>(RunArguments.runConfig(new StartParameters(config)));
        clients.ifPresent(number -> arguments.addAll(List.of("--federation-config", "num-supernodes=" + number)));
        return arguments;
    }

    /**
     * The key of the run config for a name; the name itself if the app is unknown.
     *
     * @param name with {@code -} in place of {@code _}
     */
    public static Optional<String> key(String name, Optional<FlowerApp> app) {
        if (app.isEmpty()) {
            return Optional.of(name);
        }
        Set<String> declared = app.get().runConfig();
        return named(name, declared).or(() -> ALIKE.stream()
                .filter(names -> names.contains(name))
                .flatMap(Set::stream)
                .flatMap(other -> named(other, declared).stream())
                .findFirst());
    }

    private static List<StartParameters.Value> fractions(List<StartParameters.Value> values) {
        return values.stream()
                .map(value -> !value.quoted() && WHOLE.matcher(value.text()).matches()
                        ? new StartParameters.Value(value.text() + ".0", false)
                        : value)
                .toList();
    }

    private static Optional<String> named(String name, Set<String> declared) {
        return declared.stream()
                .filter(key -> letters(key).equals(letters(name)))
                .findFirst();
    }

    private static String letters(String name) {
        return name.toLowerCase(Locale.ROOT).replaceAll("[_.]", "-");
    }

    private static OptionalLong count(String name, List<StartParameters.Value> values) {
        String text = values.size() == 1 ? values.get(0).text() : "";
        try {
            long number = Long.parseLong(text);
            if (number > 0) {
                return OptionalLong.of(number);
            }
        } catch (NumberFormatException notANumber) {
            // refused below
        }
        throw new ParametersInvalid(name + " is a number of clients: a whole number from 1.");
    }

    private static OptionalLong larger(OptionalLong one, OptionalLong other) {
        return one.isPresent() && one.getAsLong() > other.orElse(0) ? one : other;
    }

    private static ParametersInvalid unknown(String name, Optional<FlowerApp> app) {
        Set<String> known = app.map(FlowerApp::runConfig).orElse(Set.of());
        String has = NearestName.to(name, known)
                .map(nearest -> "Did you mean " + nearest + "?")
                .orElseGet(() -> "It has: " + (known.isEmpty() ? "none" : String.join(", ", known)) + ".");
        return new ParametersInvalid(
                "The Flower app has no '" + name + "' in [tool.flwr.app.config] of its pyproject.toml. " + has);
    }
}
