package dev.flsys.flower.observer;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import java.io.Closeable;
import java.io.IOException;
import java.util.AbstractMap.SimpleEntry;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import java.util.function.UnaryOperator;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;

/**
 * The content of the events of one run, as far as they are read. The memory does not depend on the size of the file: at
 * most {@link ClientTable#MAX_ROWS} rows and {@value #MAX_ROUNDS} rounds are kept. At most about
 * {@link EventLines#MAX_BYTES} bytes are read. Thread-safe.
 */
public final class ObservedRun implements Closeable {

    private static final ObjectMapper JSON = new ObjectMapper();
    private static final int MAX_ROUNDS = 20_000;
    private static final int MAX_METRICS = 500_000;
    private static final Pattern RULE = Pattern.compile("[a-z_]{1,30}");
    private static final Pattern PHASE = Pattern.compile("[a-z_]{1,30}");

    private final EventLines lines;
    private final ClientTable clients;
    private final Map<Long, RoundCosts.Sum> rounds = new LinkedHashMap<>();
    private int metricsLeft = MAX_METRICS;
    private long events;
    private boolean incomplete;
    private int training;
    private int round;
    private @Nullable String api;
    private @Nullable String strategy;
    private @Nullable String flower;
    private boolean unknown;
    private @Nullable String failure;
    private @Nullable StoppedBy stopped;
    private boolean hasToBeEnded;
    private boolean resumed;

    /** Whether the first training began with a checkpoint, as far as the events are read. */
    public synchronized boolean isResumed() {
        return resumed;
    }

    /** @param files the files of the run, which may not exist yet */
    public ObservedRun(ObserverFiles files) {
        this(files, ClientTable.MAX_ROWS);
    }

    ObservedRun(ObserverFiles files, int maxRows) {
        lines = new EventLines(files.events());
        clients = new ClientTable(maxRows);
    }

    /**
     * Reads the events that have been added since the last call.
     *
     * @param max approximate number of bytes to read
     * @return whether all present events have been read
     */
    public synchronized boolean read(long max) throws IOException {
        return lines.read(max, this::line);
    }

    /** Reads all present events, and closes the file. */
    public synchronized void readAll() throws IOException {
        try (lines) {
            lines.read(Long.MAX_VALUE, this::line);
        }
    }

    /** Closes the file. Reading may continue later. */
    @Override
    public synchronized void close() throws IOException {
        lines.close();
    }

    private void line(byte[] line, int length) {
        JsonNode json;
        try {
            json = JSON.readTree(line, 0, length);
        } catch (IOException | IllegalArgumentException damaged) {
            incomplete = true;
            return;
        }
        if (json.isObject()) {
            events++;
            add(new Event(json));
        }
    }

    private void add(Event event) {
        switch (event.name()) {
            case "flower" -> {
                flower = event.id("version");
                unknown |= !event.booleanValue("known");
            }
            case "training_started" -> {
                training = event.intValue("training", training);
                round = 0;
                flower = flower == null ? event.id("flower") : flower;
                if (api == null) {
                    api = Objects.requireNonNullElse(event.id("api"), "message");
                    strategy = event.id("strategy");
                }
            }
            case "round_started" -> {
                clients.end();
                round = event.intValue("round", round);
                costs(event);
            }
            case "sent" -> costs(event).sent(event.count("bytes"));
            case "client_ran" -> onClientRun(event);
            case "client" -> client(event);
            case "aggregated" -> {
                costs(event).aggregated(phase(event), metrics(event));
                clients.end(event.intValue("training", training), event.intValue("round", round), phase(event));
            }
            case "evaluated" -> costs(event).evaluated(metrics(event));
            case "epsilon" -> costs(event).epsilon = event.real("epsilon");
            case "round_ended" -> {
                costs(event).seconds = event.doubleValue("seconds");
                clients.end();
            }
            case "training_ended" -> clients.end();
            case "stopped" -> stopped(event);
            case "resumed" -> resumed = true;
            case "failed" -> {
                if (failure == null) {
                    failure = event.id("part") + ": " + event.text("error");
                }
            }
            default -> {
                // An event of another version, or an event that only the observer itself needs.
            }
        }
    }

    private void onClientRun(Event event) {
        int number = event.intValue("round", -1);
        ClientRun run = new ClientRun(
                event.id("message"),
                number < 0 ? null : number,
                Objects.requireNonNullElse(event.id("phase"), ""),
                event.id("node"),
                event.id("partition"),
                event.doubleValue("seconds"),
                event.doubleValue("cpu_seconds"),
                event.count("peak_memory_bytes"),
                event.text("error"));
        clients.add(run);
        costs(training, number < 0 ? round : number).ran(run);
    }

    private void client(Event event) {
        ClientRow row = new ClientRow(event.id("node"), event.id("message"));
        row.partition = event.id("partition");
        row.error = event.text("error");
        row.examples = event.count("examples");
        row.bytesDown = event.count("bytes_down");
        row.bytesUp = event.count("bytes_up");
        row.updateNorm = event.real("update_norm");
        row.cosine = event.real("cosine");
        row.sampled = event.booleanValue("sampled");
        costs(event).client(row);
        clients.add(
                event.intValue("training", training),
                event.intValue("round", round),
                phase(event),
                row,
                event.metrics());
    }

    private void stopped(Event event) {
        String rule = event.id("rule");
        if (stopped == null && rule != null && RULE.matcher(rule).matches()) {
            stopped = new StoppedBy(rule, event.text("detail"), event.intValue("round", round));
            hasToBeEnded = event.isFalse("steerable");
        }
    }

    /** The metrics of the server, as long as there is room for them. */
    private Map<String, Double> metrics(Event event) {
        Map<String, Double> metrics = event.metrics();
        if (metrics.size() > metricsLeft) {
            incomplete = true;
            return Map.of();
        }
        metricsLeft -= metrics.size();
        return metrics;
    }

    private static String phase(Event event) {
        String phase = event.id("phase");
        return phase != null && PHASE.matcher(phase).matches() ? phase : "train";
    }

    private RoundCosts.Sum costs(Event event) {
        return costs(event.intValue("training", training), event.intValue("round", round));
    }

    private RoundCosts.Sum costs(int ofTraining, int number) {
        long key = ((long) ofTraining << 32) | number;
        RoundCosts.Sum known = rounds.get(key);
        if (known == null) {
            known = new RoundCosts.Sum(ofTraining, number);
            if (rounds.size() < MAX_ROUNDS) {
                rounds.put(key, known);
            } else {
                incomplete = true;
            }
        }
        return known;
    }

    /** The summary for the record. */
    public synchronized ObservationSummary observed() {
        return new ObservationSummary(api, strategy, flower, events, note());
    }

    private @Nullable String note() {
        if (api == null && unknown) {
            return "Flower " + flower + " is not a version that FLSys observes.";
        }
        if (failure != null) {
            return "A part of the observer failed: " + failure;
        }
        if (lines.isFull()) {
            return "There are more events than FLSys reads.";
        }
        return incomplete || lines.leftOut() > 0 ? "Some events cannot be read." : null;
    }

    /** Whether a rule has ended a training whose loop is code of the app, so that its processes have to be ended. */
    public synchronized boolean hasToBeEnded() {
        return hasToBeEnded;
    }

    /** Whether a training was seen. */
    public synchronized boolean hasTraining() {
        return api != null;
    }

    /** Whether Flower has a version that is not observed. */
    public synchronized boolean isUnknownFlower() {
        return api == null && unknown;
    }

    /** The rule that ended the training before its last round; empty if none did. */
    public synchronized Optional<StoppedBy> stopped() {
        return Optional.ofNullable(stopped);
    }

    /**
     * The newest {@code max} rows of the clients that a caller asks for.
     *
     * @param number null for all rounds
     * @param node null for all nodes
     */
    public synchronized ClientAnswers.All clients(@Nullable Integer number, @Nullable String node, int max) {
        ClientTable.Selection selection = clients.select(number, node, max);
        return new ClientAnswers.All(hasTraining(), note(), clients.nodes(), selection.groups(), selection.truncated());
    }

    /**
     * The table of all clients, for a reader that takes it slowly.
     *
     * @param field converts a text to a field of the table
     */
    public synchronized ClientsCsv csv(UnaryOperator<String> field) {
        return new ClientsCsv(clients.groups(), field);
    }

    /** The costs of the rounds, and when the smallest privacy budget of {@code steering} is used up. */
    public synchronized RoundCosts.All costs(Steering steering) {
        List<RoundCosts.OfRound> all =
                rounds.values().stream().map(RoundCosts.Sum::answer).toList();
        List<Map.Entry<Integer, Double>> epsilons = new ArrayList<>();
        for (RoundCosts.OfRound each : all) {
            if (each.training() == training && each.epsilon() != null && Double.isFinite(each.epsilon())) {
                epsilons.add(new SimpleEntry<>(each.round(), each.epsilon()));
            }
        }
        epsilons.sort(Map.Entry.comparingByKey());
        RoundCosts.Forecast forecast = epsilons.isEmpty()
                ? null
                : steering.rules().stream()
                        .map(StopRule::epsilon)
                        .filter(Objects::nonNull)
                        .min(Double::compare)
                        .map(budget -> RoundCosts.Forecast.of(budget, epsilons))
                        .orElse(null);
        return new RoundCosts.All(all, forecast);
    }

    /** Number of phases of rounds that have ended. */
    public synchronized long completed() {
        return clients.completed();
    }

    /**
     * The newest {@code max} of the phases that ended after phase number {@code after}. Each has at most
     * {@code clientsEach} clients.
     */
    public synchronized List<ClientAnswers.Group> completedAfter(long after, int max, int clientsEach) {
        return clients.completedAfter(after, max).stream()
                .map(group ->
                        ClientAnswers.Group.of(group, group.rows.subList(0, Math.min(clientsEach, group.rows.size()))))
                .toList();
    }
}
