package dev.flsys.flower.progress;

import java.time.Duration;
import java.time.Instant;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/** A round whose lines are being read. */
final class RoundDraft {

    /** The source of numbers, the most significant last. */
    enum Part {
        TRAIN("train_", "train.*"),
        EVALUATE("eval_", "(eval|val|test).*"),
        CENTRAL("", ".*");

        private final String prefix;
        private final String ownNames;

        /** @param ownNames pattern of names that need no prefix */
        Part(String prefix, String ownNames) {
            this.prefix = prefix;
            this.ownNames = ownNames;
        }

        private String named(String name) {
            return name.toLowerCase(Locale.ROOT).matches(ownNames) ? name : prefix + name;
        }
    }

    private final int round;
    private final @Nullable Instant began;
    private @Nullable Instant ended;
    private final Map<Part, Map<String, Double>> numbers = new LinkedHashMap<>();
    private @Nullable Integer results;
    private @Nullable Integer failures;
    private @Nullable Integer evaluateFailures;
    private boolean ownMessages;

    /** @param began time of its first line; null if that is not known */
    RoundDraft(int round, @Nullable Instant began) {
        this.round = round;
        this.began = began;
    }

    int round() {
        return round;
    }

    boolean isEmpty() {
        return numbers.isEmpty() && results == null && evaluateFailures == null;
    }

    /** Notes that the app sends the messages of this round itself, without a strategy. */
    void noteOwnMessages() {
        ownMessages = true;
    }

    boolean hasOwnMessages() {
        return ownMessages;
    }

    /**
     * Adds the replies to messages of the app. The first replies belong to the training, the next to the evaluation.
     */
    void addReplies(int received, int failed) {
        if (results == null) {
            addTrained(received, failed);
        } else {
            addEvaluated(failed);
        }
    }

    /** Notes the time of the line that ended it. */
    void setEnd(@Nullable Instant at) {
        ended = at;
    }

    /** The seconds from its beginning to its end, at least 0; null if one of the times is not known. */
    private @Nullable Double seconds() {
        return began == null || ended == null
                ? null
                : Math.max(0, Duration.between(began, ended).toMillis()) / 1e3;
    }

    void put(Part part, Map<String, Double> further) {
        numbers.computeIfAbsent(part, any -> new LinkedHashMap<>()).putAll(further);
    }

    void addTrained(int received, int failed) {
        results = received;
        failures = failed;
    }

    void addEvaluated(int failed) {
        evaluateFailures = failed;
    }

    Round done() {
        Map<String, Double> metrics = new LinkedHashMap<>();
        for (Part part : Part.values()) {
            of(part).forEach((name, number) -> metrics.put(part.named(name), number));
        }
        return new Round(
                round,
                main(Set.of("loss", "logloss")),
                main(Set.of("accuracy", "acc")),
                results,
                failures,
                evaluateFailures,
                seconds(),
                metrics);
    }

    /** The first number with one of {@code words} in its name, of the most significant part that has such a number. */
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
