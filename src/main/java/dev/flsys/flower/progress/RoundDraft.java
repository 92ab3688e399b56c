package dev.flsys.flower.progress;

import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/** A round while its lines come. */
final class RoundDraft {

    /** Whose numbers they are, the most telling last. */
    enum Part {
        TRAIN("train_", "train.*"),
        EVALUATE("eval_", "(eval|val|test).*"),
        CENTRAL("", ".*");

        private final String prefix;
        private final String told;

        /** @param told names that tell by themselves whose number it is */
        Part(String prefix, String told) {
            this.prefix = prefix;
            this.told = told;
        }

        private String named(String name) {
            return name.toLowerCase(Locale.ROOT).matches(told) ? name : prefix + name;
        }
    }

    private final int round;
    private final Map<Part, Map<String, Double>> numbers = new LinkedHashMap<>();
    private @Nullable Integer results;
    private @Nullable Integer failures;
    private @Nullable Integer evaluateFailures;

    RoundDraft(int round) {
        this.round = round;
    }

    int round() {
        return round;
    }

    boolean isEmpty() {
        return numbers.isEmpty() && results == null && evaluateFailures == null;
    }

    void put(Part part, Map<String, Double> further) {
        numbers.computeIfAbsent(part, any -> new LinkedHashMap<>()).putAll(further);
    }

    void trained(int received, int failed) {
        results = received;
        failures = failed;
    }

    void evaluated(int failed) {
        evaluateFailures = failed;
    }

    Round done() {
        Map<String, Double> metrics = new LinkedHashMap<>();
        for (Part part : Part.values()) {
            of(part).forEach((name, number) -> metrics.put(part.named(name), number));
        }
        return new Round(
                round,
                main(Set.of("loss")),
                main(Set.of("accuracy", "acc")),
                results,
                failures,
                evaluateFailures,
                metrics);
    }

    /** The first number one of whose name's words is one of {@code words}, of the most telling part that has one. */
    private @Nullable Double main(Set<String> words) {
        for (Part part : List.of(Part.CENTRAL, Part.EVALUATE, Part.TRAIN)) {
            for (Map.Entry<String, Double> each : of(part).entrySet()) {
                List<String> inName =
                        List.of(each.getKey().toLowerCase(Locale.ROOT).split("[^a-z0-9]+"));
                if (inName.stream().anyMatch(words::contains)) {
                    return each.getValue();
                }
            }
        }
        return null;
    }

    private Map<String, Double> of(Part part) {
        return numbers.getOrDefault(part, Map.of());
    }
}
