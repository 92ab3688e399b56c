package dev.flsys.flower.options;

import java.util.Collection;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import java.util.Set;
import java.util.function.Function;

/**
 * The names that different projects use for the same parameter. Front ends send {@code rounds}, {@code fraction_fit}
 * and {@code learning_rate} to all projects.
 */
final class ParameterSynonyms {

    private static final List<Set<String>> ALIKE = List.of(
            Set.of(
                    "rounds",
                    "num-rounds",
                    "num-server-rounds",
                    "server-rounds",
                    "n-rounds",
                    "nrounds",
                    "number-of-rounds",
                    "nb-rounds",
                    "total-rounds",
                    "max-rounds",
                    "global-rounds",
                    "num-global-rounds",
                    "fl-rounds",
                    "num-fl-rounds",
                    "fed-rounds",
                    "federated-rounds",
                    "federation-rounds",
                    "comm-round",
                    "comm-rounds",
                    "num-comm-rounds",
                    "communication-rounds"),
            Set.of("fraction-fit", "fraction-train"),
            Set.of("learning-rate", "lr"),
            Set.of("local-epochs", "epochs"));

    private ParameterSynonyms() {}

    /** The synonyms of {@code name}, itself included, in the form of {@link #normalise}. */
    static Set<String> of(String name) {
        String letters = normalise(name);
        return ALIKE.stream().filter(each -> each.contains(letters)).findFirst().orElse(Set.of(letters));
    }

    /** The only one of {@code options} with a synonym of {@code name}; empty if there are none or several. */
    static <T> Optional<T> findOnly(
            String name, Collection<T> options, Function<T, ? extends Collection<String>> names) {
        Set<String> alike = of(name);
        List<T> found = options.stream()
                .filter(option -> names.apply(option).stream()
                        .anyMatch(each -> alike.contains(normalise(each.replaceFirst("^-+", "")))))
                .toList();
        return found.size() == 1 ? Optional.of(found.get(0)) : Optional.empty();
    }

    static String normalise(String name) {
        return name.toLowerCase(Locale.ROOT).replaceAll("[_.]", "-");
    }
}
