package dev.flsys.simulation.execution;

import com.fasterxml.jackson.databind.JsonNode;
import dev.flsys.flower.progress.Round;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Locale;
import java.util.Objects;
import java.util.Optional;
import java.util.regex.Pattern;

/**
 * An estimate of the remaining time of a simulation, from the rounds that have ended.
 *
 * @param left rounds that have not ended, at least 1
 * @param perRound mean time of the latest rounds
 * @param since the time at which the last round ended
 */
record RemainingTime(int left, Duration perRound, Instant since) {

    /** The number of latest rounds whose mean time counts. The first rounds often take longer. */
    private static final int MEAN_ROUNDS = 10;

    private static final Pattern NAME =
            Pattern.compile("(?:num|n|max|total)?(?:server|global|comm|communication)?rounds?");

    private static final int MAX_ROUNDS = 1_000_000_000;

    /**
     * The estimate when a round has ended; empty if the number of rounds or their time is not known, or no round is
     * left.
     *
     * @param announced number of rounds that the output announced; empty if it announced none
     * @param rounds rounds that have ended
     */
    static Optional<RemainingTime> estimate(
            Optional<Integer> announced, JsonNode parameters, List<Round> rounds, Instant now) {
        List<Double> seconds = rounds.subList(Math.max(0, rounds.size() - MEAN_ROUNDS), rounds.size()).stream()
                .filter(round -> round.round() > 0)
                .map(Round::seconds)
                .filter(Objects::nonNull)
                .toList();
        Optional<Integer> total = announced.or(() -> requestedRounds(parameters));
        if (seconds.isEmpty() || total.isEmpty()) {
            return Optional.empty();
        }
        int left = total.get() - rounds.get(rounds.size() - 1).round();
        double mean =
                seconds.stream().mapToDouble(Double::doubleValue).average().orElse(0);
        return left < 1
                ? Optional.empty()
                : Optional.of(new RemainingTime(left, Duration.ofMillis(Math.round(mean * 1_000)), now));
    }

    /** The remaining seconds. A round that takes longer than the rounds before is expected to end at once. */
    long seconds(Instant now) {
        Duration running = Duration.between(since, now);
        Duration rest = running.compareTo(perRound) < 0 ? perRound.minus(running) : Duration.ZERO;
        return Math.round(perRound.multipliedBy(left - 1L).plus(rest).toMillis() / 1_000.0);
    }

    /** The number of rounds that the parameters ask for; empty if no parameter has a known name for it. */
    private static Optional<Integer> requestedRounds(JsonNode parameters) {
        return parameters.properties().stream()
                .filter(each -> isName(each.getKey()))
                .map(each -> each.getValue().asInt())
                .filter(rounds -> rounds > 0 && rounds <= MAX_ROUNDS)
                .findFirst();
    }

    private static boolean isName(String key) {
        return NAME.matcher(key.toLowerCase(Locale.ROOT).replaceAll("[_.-]", ""))
                .matches();
    }
}
