package dev.flsys.flower.options;

import dev.flsys.flower.command.FlowerApp;
import dev.flsys.flower.command.FlwrRunArguments;
import dev.flsys.flower.command.ParametersInvalid;
import java.util.LinkedHashMap;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalLong;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * The check that enough clients are simulated for the strategy. A strategy of Flower waits without a time limit for
 * {@code min_available_clients}, and trains nothing if there are fewer than {@code min_fit_clients}.
 *
 * @param values the values in the command and the parameters as TOML, by key; they replace the values of the app
 */
record EnoughClients(FlwrRunArguments words, Optional<FlowerApp> app, Map<String, String> values) {

    /** {@code min-available-clients}, {@code min_fit_clients}, {@code minEvaluateNodes}; the last part of a key. */
    private static final Pattern MINIMUM = Pattern.compile(
            "min(?:imum)?(?:num)?(?:available|avail|fit|train|evaluate|eval)?" + "(?:clients|nodes|supernodes)");

    private static final Pattern SUPERNODES =
            Pattern.compile("(?:^|\\s)(?:options\\.)?num[-_]supernodes\\s*=\\s*(\\d{1,18})(?=\\s|$)");

    /** Whether a key sets a minimum number of clients. */
    static boolean isMinimum(String key) {
        String last = key.substring(key.lastIndexOf('.') + 1).toLowerCase(Locale.ROOT);
        return MINIMUM.matcher(last.replaceAll("[_-]", "")).matches();
    }

    /**
     * Checks the number of clients.
     *
     * @param chosen the number that the parameters set; empty if they set none, so that the number of the command or
     *     the app counts
     * @throws ParametersInvalid if a strategy would wait without end
     */
    void check(OptionalLong chosen) {
        OptionalLong clients = chosen.isPresent() ? chosen : declared();
        if (clients.isEmpty()) {
            return;
        }
        for (Map.Entry<String, Long> minimum : minima().entrySet()) {
            if (minimum.getValue() > clients.getAsLong()) {
                throw tooFew(minimum.getKey(), minimum.getValue(), clients.getAsLong(), chosen.isPresent());
            }
        }
    }

    /** The number of clients without parameters; empty if it is not certainly known. */
    private OptionalLong declared() {
        OptionalLong given = OptionalLong.empty();
        for (String text : words.federationConfig()) {
            Matcher number = SUPERNODES.matcher(text);
            while (number.find()) {
                given = OptionalLong.of(Long.parseLong(number.group(1)));
            }
        }
        return given.isPresent() || app.isEmpty() ? given : app.get().countSupernodes(words.connection());
    }

    private Map<String, Long> minima() {
        Map<String, Long> minima = new LinkedHashMap<>();
        app.ifPresent(known -> known.config().forEach((key, value) -> {
            if (isMinimum(key) && value.isIntegralNumber()) {
                minima.put(key, value.asLong());
            }
        }));
        values.forEach((key, toml) -> {
            if (isMinimum(key) && toml.matches("\\d{1,18}")) {
                minima.put(key, Long.parseLong(toml));
            }
        });
        return minima;
    }

    private static ParametersInvalid tooFew(String key, long minimum, long clients, boolean chosen) {
        String name = StartOption.nameOf(key);
        String number = chosen ? clients + " clients are asked for" : "the federation has num-supernodes = " + clients;
        return new ParametersInvalid("The run config has " + key + " = " + minimum + ", but " + number
                + ": the strategy would wait for ever. Send {\"num_clients\": " + minimum + "} or {"
                + (chosen ? "\"num_clients\": " + clients + ", " : "") + "\"" + name + "\": " + clients + "}.");
    }
}
