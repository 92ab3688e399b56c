package dev.flsys.flower.options;

import dev.flsys.flower.command.ParametersInvalid;
import java.util.Collection;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.function.Predicate;
import java.util.regex.Pattern;

/**
 * The keys of a run config, by the names that clients use for them. Names are compared without case, and {@code _},
 * {@code -} and {@code .} are equal. The first of these keys counts:
 *
 * <ol>
 *   <li>the key with the name
 *   <li>the key with another name for the same setting: {@code rounds} for {@code num-server-rounds}
 *   <li>for rounds, the only key that ends in {@code num-server-rounds}
 *   <li>the only key whose last part has one of these names: {@code server.num-server-rounds}, {@code fit.lr}
 * </ol>
 */
record RunConfigKeys(Collection<String> declared) {

    private static final String SERVER_ROUNDS = "num-server-rounds";

    /** Tables whose {@code rounds} are not the rounds of the server. */
    private static final Pattern OTHER_ROUNDS =
            Pattern.compile("(?:.*-)?(?:client|clients|local|warmup|warm-up|eval|evaluate|early-stopping)");

    /**
     * The key of {@code name}; empty if there is none.
     *
     * @throws ParametersInvalid if several keys could be meant
     */
    Optional<String> of(String name) {
        if (declared.contains(name)) {
            return Optional.of(name);
        }
        String letters = normalise(name);
        Set<String> names = ParameterSynonyms.of(name);
        boolean rounds = names.contains(SERVER_ROUNDS);
        return findOnly(name, key -> normalise(key).equals(letters))
                .or(() -> findOnly(name, key -> names.contains(normalise(key))))
                .or(() ->
                        rounds ? findOnly(name, key -> normalise(key).endsWith("-" + SERVER_ROUNDS)) : Optional.empty())
                .or(() -> findOnly(
                        name,
                        key -> names.contains(normalise(lastPart(key)))
                                && !(rounds && OTHER_ROUNDS.matcher(table(key)).matches())));
    }

    private Optional<String> findOnly(String name, Predicate<String> meant) {
        List<String> keys = declared.stream().filter(meant).sorted().toList();
        if (keys.size() > 1) {
            throw new ParametersInvalid("'" + name + "' could mean " + String.join(" or ", keys)
                    + " of the Flower app's run config. Send the parameter under the name "
                    + keys.stream()
                            .map(StartOption::nameOf)
                            .reduce((a, b) -> a + " or " + b)
                            .orElse("") + ".");
        }
        return keys.stream().findFirst();
    }

    private static String lastPart(String key) {
        return key.substring(key.lastIndexOf('.') + 1);
    }

    private static String table(String key) {
        return normalise(key.substring(0, Math.max(0, key.lastIndexOf('.'))));
    }

    static String normalise(String name) {
        return ParameterSynonyms.normalise(name);
    }
}
