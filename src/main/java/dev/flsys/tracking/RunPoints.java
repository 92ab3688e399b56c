package dev.flsys.tracking;

import com.fasterxml.jackson.databind.ObjectMapper;
import dev.flsys.flower.observer.ClientAnswers;
import dev.flsys.flower.observer.ObservedRun;
import dev.flsys.flower.observer.RoundCosts;
import dev.flsys.flower.observer.Steering;
import dev.flsys.flower.progress.Round;
import dev.flsys.simulation.RunSource;
import dev.flsys.simulation.log.SimulationId;
import dev.flsys.simulation.log.SimulationLog;
import dev.flsys.simulation.record.SimulationRecord;
import java.io.Closeable;
import java.io.IOException;
import java.time.Instant;
import java.util.ArrayDeque;
import java.util.Deque;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import java.util.function.BooleanSupplier;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;

/**
 * The points of one run, which may continue: rounds of its log, then costs and clients of the rounds that the observer
 * saw. Two readers of the same run get the same points in the same order of each kind. Rounds of a second training in
 * the run have tags that begin with {@code training_2/}. For one thread.
 */
final class RunPoints implements Closeable {

    private static final int MAX_TIMES = 100_000;
    /** Phases are counted over all clients, so a run of very many rounds and clients ends its series of clients. */
    private static final long MAX_CLIENT_VALUES = 1_000_000;

    private final RunLog log;
    private final BooleanSupplier over;
    private final Supplier<ObservedRun> observed;
    private final ClientTags tags = new ClientTags();
    private final Map<String, Instant> times = new HashMap<>();
    private final Deque<Points> rounds = new ArrayDeque<>();
    private final Deque<Phase> groups = new ArrayDeque<>();
    private final Deque<RoundCosts.OfRound> costs = new ArrayDeque<>();
    private final Position skipped;
    private Instant last;
    private int training = 1;
    private int lastRound = -1;
    private long seenRounds;
    private long seenGroups;
    private long seenCosts;
    private long takenRounds;
    private long takenCosts;
    private long takenGroups;
    private long clientValues;
    private boolean ended;
    private int firstObserved = -1;

    /**
     * @param number the number of the phase among all phases of the run, including phases that the observer has no room
     *     for
     */
    private record Phase(long number, ClientAnswers.Group group) {}

    /**
     * The points of a run with this log.
     *
     * @param started the time of a round before the first line
     * @param over whether the run has ended
     * @param observed the present observations of the run
     * @param from the position after which points are returned
     * @throws IOException if the log cannot be read
     */
    RunPoints(
            SimulationLog log,
            Instant started,
            BooleanSupplier over,
            Supplier<ObservedRun> observed,
            Position from,
            ObjectMapper json)
            throws IOException {
        this.log = new RunLog(log, started, json);
        this.over = over;
        this.observed = observed;
        this.last = started;
        this.skipped = from;
        this.takenRounds = from.rounds();
        this.takenCosts = from.costs();
        this.takenGroups = from.groups();
    }

    /** The points of a run of this service, after {@code from}. */
    static RunPoints of(RunSource source, SimulationRecord record, Position from, ObjectMapper json)
            throws IOException {
        SimulationId id = record.id();
        return new RunPoints(
                source.log(id),
                Objects.requireNonNullElse(
                        record.times().started(), record.times().requested()),
                () -> source.record(id).map(now -> now.state().isFinal()).orElse(true),
                () -> source.observed(id),
                from,
                json);
    }

    /** The position after the points that {@link #next} returned. */
    Position position() {
        return new Position(takenRounds, takenCosts, takenGroups);
    }

    /** Whether the run has ended and all of its points were returned. */
    boolean isOver() {
        return ended && rounds.isEmpty() && costs.isEmpty() && groups.isEmpty();
    }

    /** The next points; empty if there are none now. */
    Optional<Points> next() throws RunUnreadable {
        try {
            while (rounds.isEmpty() && costs.isEmpty() && groups.isEmpty()) {
                if (!read()) {
                    return Optional.empty();
                }
            }
        } catch (IOException | RuntimeException damaged) {
            throw new RunUnreadable(damaged);
        }
        if (!rounds.isEmpty()) {
            takenRounds++;
            return Optional.of(rounds.remove());
        }
        if (!costs.isEmpty()) {
            takenCosts++;
            return Optional.of(points(costs.remove()));
        }
        Phase phase = groups.remove();
        takenGroups = phase.number();
        return Optional.of(points(phase.group()));
    }

    /** Reads some of the new lines and observations. Returns whether there may be more. */
    private boolean read() throws IOException {
        if (ended) {
            return false;
        }
        if (log.read(this::round)) {
            return true;
        }
        // A run that had ended before the log was read has no more than that.
        boolean whole = over.getAsBoolean();
        if (log.read(this::round)) {
            return true;
        }
        if (whole && !log.isOver()) {
            return false;
        }
        boolean more = observe(observed.get(), whole);
        ended = whole && !more;
        return more;
    }

    private void round(Round round, Instant time) {
        if (round.round() <= lastRound) {
            training++;
        }
        lastRound = round.round();
        last = time;
        if (times.size() < MAX_TIMES) {
            times.put(training + "/" + lastRound, time);
        }
        if (++seenRounds > skipped.rounds()) {
            Map<String, Double> values = new LinkedHashMap<>(round.metrics());
            put(values, "loss", round.loss());
            put(values, "accuracy", round.accuracy());
            put(values, "round/seconds", round.seconds());
            put(values, "round/results", round.results());
            put(values, "round/failures", round.failures());
            put(values, "round/evaluate_failures", round.evaluateFailures());
            rounds.add(new Points(lastRound, time, prefixed(training, values)));
        }
    }

    /** Adds the rounds and phases of the observer that have ended. */
    private boolean observe(ObservedRun seen, boolean whole) {
        List<RoundCosts.OfRound> all = seen.costs(Steering.NONE).rounds();
        boolean more = false;
        while (seenCosts < all.size()) {
            RoundCosts.OfRound next = all.get((int) seenCosts);
            if (next.seconds() == null && seenCosts == all.size() - 1 && !whole) {
                break;
            }
            firstObserved = firstObserved < 0 ? next.training() : firstObserved;
            if (++seenCosts > skipped.costs()) {
                costs.add(next);
                more = true;
            }
        }
        long completed = seen.completed();
        while (seenGroups < completed && clientValues < MAX_CLIENT_VALUES) {
            long before = seenGroups;
            List<ClientAnswers.Group> newest = seen.completedAfter(
                    before, (int) Math.min(Integer.MAX_VALUE, completed - before), ClientTags.MAX_CLIENTS);
            // Phases that the observer has no room for any more.
            seenGroups = completed - newest.size();
            for (ClientAnswers.Group group : newest) {
                if (++seenGroups > skipped.groups()) {
                    groups.add(new Phase(seenGroups, group));
                    more = true;
                } else {
                    clientValues += tags.values(group).size();
                }
            }
        }
        return more;
    }

    private Points points(RoundCosts.OfRound cost) {
        Map<String, Double> values = new LinkedHashMap<>();
        put(values, "cost/seconds", cost.seconds());
        put(values, "cost/bytes_down", cost.bytesDown());
        put(values, "cost/bytes_up", cost.bytesUp());
        put(values, "cost/cpu_seconds", cost.cpuSeconds());
        put(values, "cost/peak_memory_bytes", cost.peakMemoryBytes());
        put(values, "cost/epsilon", cost.epsilon());
        cost.metrics().forEach((name, value) -> put(values, "observed/" + name, value));
        int number = number(cost.training());
        return new Points(cost.round(), time(number, cost.round()), prefixed(number, values));
    }

    private Points points(ClientAnswers.Group group) {
        Map<String, Double> values = clientValues < MAX_CLIENT_VALUES ? tags.values(group) : Map.of();
        clientValues += values.size();
        int number = number(group.training());
        return new Points(group.round(), time(number, group.round()), prefixed(number, values));
    }

    private int number(int ofTraining) {
        firstObserved = firstObserved < 0 ? ofTraining : firstObserved;
        return Math.max(1, ofTraining - firstObserved + 1);
    }

    private Instant time(int number, int round) {
        return times.getOrDefault(number + "/" + round, last);
    }

    private static Map<String, Double> prefixed(int number, Map<String, Double> values) {
        if (number == 1) {
            return values;
        }
        Map<String, Double> prefixed = new LinkedHashMap<>();
        values.forEach((tag, value) -> prefixed.put("training_" + number + "/" + tag, value));
        return prefixed;
    }

    private static void put(Map<String, Double> values, String tag, @Nullable Number value) {
        if (value != null) {
            values.putIfAbsent(tag, value.doubleValue());
        }
    }

    @Override
    public void close() {
        log.close();
    }
}
