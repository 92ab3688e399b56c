package dev.flsys.flower.options;

import com.fasterxml.jackson.databind.JsonNode;
import dev.flsys.flower.command.FlowerApp;
import dev.flsys.flower.command.FlwrRunArguments;
import dev.flsys.flower.command.ParametersInvalid;
import dev.flsys.flower.command.StartParameters;
import dev.flsys.problem.NearestName;
import dev.flsys.project.FlowerProject;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalLong;
import java.util.Set;

/**
 * A {@code flwr run} with the parameters of a simulation: checked, and merged with the values that the command gives.
 *
 * @param words the command
 * @param given the run config that the command gives
 * @param values the values of the parameters as TOML, by the keys of the run config
 * @param clients the number of simulated clients; empty if the parameters do not set it
 */
public record FlowerParameters(
        FlwrRunArguments words, RunConfig given, Map<String, String> values, OptionalLong clients) {

    /** The names of parameters that hold a number of clients. */
    private static final Set<String> CLIENTS =
            Set.of("num-supernodes", "num-clients", "clients", "min-clients", "min-available-clients");

    public FlowerParameters {
        values = new LinkedHashMap<>(values);
    }

    /**
     * Checks the parameters of a client. {@code _}, {@code -} and {@code .} are the same in a name. Each value is
     * converted to the type of the app's value. This is necessary because JavaScript sends 1 for 1.0, and 1 has another
     * type in TOML. The text {@code "false"} would be true in Python. {@code false} is passed on only for a key that is
     * {@code true}.
     *
     * <p>A run is refused if its strategy would wait for more clients than are simulated: such a run would not end.
     *
     * @param local whether the run is on this machine, so that its clients may be simulated
     * @throws ParametersInvalid if the app does not know a parameter or its value, or the clients would be too few
     */
    public static FlowerParameters read(
            StartParameters parameters, FlwrRunArguments words, FlowerProject project, boolean local) {
        RunConfig given = RunConfig.ofCommand(words, project);
        Optional<FlowerApp> app =
                FlowerApp.read(project, words.app()).map(declared -> declared.with(RunConfig.fromFile(words, project)));
        boolean simulated = local && isSimulated(words, app);
        Map<String, String> values = new LinkedHashMap<>();
        OptionalLong clients = OptionalLong.empty();
        for (Map.Entry<String, List<StartParameters.Value>> each :
                parameters.values().entrySet()) {
            String name = each.getKey();
            Optional<String> key = findKey(name, app);
            boolean counts = simulated
                    && (CLIENTS.contains(RunConfigKeys.normalise(name))
                            || key.filter(EnoughClients::isMinimum).isPresent());
            if (counts) {
                clients = max(clients, count(name, each.getValue()));
            }
            if (key.isPresent()) {
                values.put(key.get(), RunConfigValue.toToml(name, each.getValue(), findValue(app, key.get())));
            } else if (!counts) {
                throw unknown(name, app);
            }
        }
        for (String name : parameters.off()) {
            String key = findKey(name, app).orElseThrow(() -> unknown(name, app));
            RunConfigValue.formatOff(name, findValue(app, key)).ifPresent(toml -> values.put(key, toml));
        }
        if (local) {
            new EnoughClients(words, app, given.with(values).values()).check(clients);
        }
        return new FlowerParameters(words, given, values, clients);
    }

    /**
     * The words after {@code flwr} with all values, but not the number of clients.
     *
     * @param folder gets a TOML file if the values cannot be assignments
     * @param assignments false for a version of Flower that takes the values from a file only
     */
    public List<String> arguments(Path folder, boolean assignments) {
        if (values.isEmpty()) {
            return words.all();
        }
        List<String> arguments = new ArrayList<>(words.withoutRunConfig());
        arguments.addAll(given.with(values).toArguments(folder, assignments));
        return arguments;
    }

    /**
     * The key of the run config for a name; the name itself if the app is unknown.
     *
     * @throws ParametersInvalid if several keys could be meant
     */
    static Optional<String> findKey(String name, Optional<FlowerApp> app) {
        return app.isEmpty()
                ? Optional.of(name.replace('_', '-'))
                : new RunConfigKeys(app.get().runConfig()).of(name);
    }

    /** Whether the clients are simulated and the command does not set their number. */
    static boolean isSimulated(FlwrRunArguments words, Optional<FlowerApp> app) {
        boolean declared = app.filter(known -> words.connection().isPresent()
                        && known.countSupernodes(words.connection()).isPresent())
                .isPresent();
        return words.isSimulated()
                || (declared && words.options().stream().noneMatch(each -> each.startsWith("--federation")));
    }

    private static Optional<JsonNode> findValue(Optional<FlowerApp> app, String key) {
        return app.flatMap(known -> Optional.ofNullable(known.config().get(key)));
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

    private static OptionalLong max(OptionalLong one, OptionalLong other) {
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
