package dev.flsys.flower.observer;

import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Deque;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.function.Predicate;
import org.jspecify.annotations.Nullable;

/**
 * The clients of a run by round and phase. The server writes {@code client} events, and the processes of the clients
 * write {@code client_ran} events. Both are joined by the id of the message, or else by round, phase and node. The
 * table keeps the newest {@value #MAX_ROWS} rows. The sums of the nodes include all rows. For one thread.
 */
final class ClientTable {

    static final int MAX_ROWS = 250_000;
    private static final int MAX_NODES = 20_000;
    /** The most calls of clients that wait for the event of the server. */
    private static final int MAX_RUNS = 50_000;

    private static final int MAX_FAILED = 1_000;
    /** The most open groups. Flower has only two phases in a round. */
    private static final int MAX_OPEN = 16;
    /** The number of characters that count as one more row. */
    private static final int TEXT_OF_ROW = 200;

    private final int maxRows;
    private final Deque<ClientGroup> complete = new ArrayDeque<>();
    private final List<ClientGroup> open = new ArrayList<>();
    private final Map<String, NodeSum> nodes = new LinkedHashMap<>();
    private final Map<String, ClientRun> runsByMessage = new Newest<>(MAX_RUNS);
    private final Map<String, ClientRun> runsByNode = new Newest<>(MAX_RUNS);
    /** The calls that ended with an error and have no row yet. */
    private final Map<ClientRun, Boolean> failedRuns = new Newest<>(MAX_FAILED);
    /** Rows of the present round that have no call yet. */
    private final Map<String, ClientRow> rowsByMessage = new Newest<>(MAX_RUNS);

    private final Map<String, ClientRow> rowsByNode = new Newest<>(MAX_RUNS);
    /** The names of the metrics of the row before. Most rows have the same names, so they share this array. */
    private String[] names = {};

    private int rows;
    private long completed;
    private boolean truncated;

    ClientTable(int maxRows) {
        this.maxRows = maxRows;
    }

    /** Whether rows or nodes are left out. */
    boolean isTruncated() {
        return truncated;
    }

    boolean isEmpty() {
        return completed == 0 && open.isEmpty();
    }

    /** Adds the call of a client. */
    void add(ClientRun run) {
        ClientRow row = run.message() == null ? null : rowsByMessage.remove(run.message());
        if (row == null) {
            row = rowsByNode.remove(keyOf(run.round(), run.phase(), run.node()));
        }
        if (row != null) {
            row.add(run);
            return;
        }
        if (run.message() != null) {
            runsByMessage.put(run.message(), run);
        }
        runsByNode.put(keyOf(run.round(), run.phase(), run.node()), run);
        if (run.error() != null) {
            failedRuns.put(run, true);
        }
    }

    /** Adds a row of the server. */
    void add(int training, int round, String phase, ClientRow row, Map<String, Double> metrics) {
        ClientGroup group = group(training, round, phase);
        int weight = setMetrics(row, metrics);
        if (rows + weight > maxRows && complete.isEmpty()) {
            truncated = true;
            return;
        }
        ClientRun run = run(row, round, phase);
        if (run != null) {
            row.add(run);
        } else if (row.message != null) {
            rowsByMessage.put(row.message, row);
        } else if (row.node != null) {
            rowsByNode.put(keyOf(round, phase, row.node), row);
        }
        group.rows.add(row);
        group.weight += weight;
        rows += weight;
        shrink();
    }

    private @Nullable ClientRun run(ClientRow row, int round, String phase) {
        ClientRun run = row.message == null ? null : runsByMessage.get(row.message);
        if (run == null && row.node != null) {
            run = runsByNode.get(keyOf(round, phase, row.node));
        }
        if (run == null && row.node != null) {
            run = runsByNode.get(keyOf(null, phase, row.node));
        }
        if (run != null) {
            forget(run);
        }
        return run;
    }

    private void forget(ClientRun run) {
        if (run.message() != null) {
            runsByMessage.remove(run.message());
        }
        runsByNode.remove(keyOf(run.round(), run.phase(), run.node()), run);
        failedRuns.remove(run);
    }

    /** The phase of a process may have an action: {@code train.mine}. */
    private static String withoutAction(String phase) {
        int action = phase.indexOf('.');
        return action < 0 ? phase : phase.substring(0, action);
    }

    private static String keyOf(@Nullable Integer round, String phase, @Nullable String node) {
        return round + " " + withoutAction(phase) + ' ' + node;
    }

    /** Sets the metrics of a row. Returns the memory of the row, in units of the memory of a usual row. */
    private int setMetrics(ClientRow row, Map<String, Double> metrics) {
        int texts = length(row.node) + length(row.message) + length(row.partition) + length(row.error);
        if (!metrics.isEmpty()) {
            String[] own = metrics.keySet().toArray(String[]::new);
            if (!Arrays.equals(own, names)) {
                names = own;
                texts += metrics.keySet().stream().mapToInt(String::length).sum();
            }
            row.names = names;
            row.values =
                    metrics.values().stream().mapToDouble(Double::doubleValue).toArray();
        }
        return 1 + texts / TEXT_OF_ROW;
    }

    private static int length(@Nullable String text) {
        return text == null ? 0 : text.length();
    }

    private ClientGroup group(int training, int round, String phase) {
        for (ClientGroup each : open) {
            if (each.is(training, round, phase)) {
                return each;
            }
        }
        // A phase that begins ends the phases of other rounds.
        boolean many = open.size() >= MAX_OPEN;
        complete(each -> many || each.training != training || each.round != round);
        ClientGroup group = new ClientGroup(training, round, phase);
        open.add(group);
        return group;
    }

    /** Notes that the phase of a round has ended. */
    void end(int training, int round, String phase) {
        complete(each -> each.is(training, round, phase));
    }

    /** Notes that all phases up to now have ended. */
    void end() {
        complete(each -> true);
        rowsByMessage.clear();
        rowsByNode.clear();
    }

    private void complete(Predicate<ClientGroup> ended) {
        for (ClientGroup group : List.copyOf(open)) {
            if (ended.test(group)) {
                open.remove(group);
                explainFailures(group);
                ClientFlags.mark(group);
                group.rows.forEach(row -> addToNode(group, row));
                group.number = ++completed;
                complete.add(group);
            }
        }
    }

    /** The legacy server does not know which client failed, but the process of that client does. */
    private void explainFailures(ClientGroup group) {
        for (int i = 0; i < group.rows.size() && !failedRuns.isEmpty(); i++) {
            ClientRow row = group.rows.get(i);
            ClientRun failed = row.node == null && row.error != null ? failed(group) : null;
            if (failed != null) {
                forget(failed);
                group.rows.set(i, row.of(failed));
            }
        }
    }

    private @Nullable ClientRun failed(ClientGroup group) {
        for (ClientRun run : failedRuns.keySet()) {
            if (withoutAction(run.phase()).equals(group.phase) && (run.round() == null || run.round() == group.round)) {
                return run;
            }
        }
        return null;
    }

    private void addToNode(ClientGroup group, ClientRow row) {
        if (row.node == null) {
            return;
        }
        if (nodes.size() >= MAX_NODES && !nodes.containsKey(row.node)) {
            truncated = true;
            return;
        }
        nodes.computeIfAbsent(row.node, NodeSum::new).add(group, row);
    }

    private void shrink() {
        while (rows > maxRows && !complete.isEmpty()) {
            rows -= complete.remove().weight;
            truncated = true;
        }
    }

    List<ClientAnswers.Node> nodes() {
        return nodes.values().stream().map(NodeSum::answer).toList();
    }

    /** All groups that are kept; the incomplete groups come last. */
    List<ClientGroup> groups() {
        List<ClientGroup> all = new ArrayList<>(complete);
        all.addAll(open);
        return all;
    }

    /** The number of groups that have been completed. */
    long completed() {
        return completed;
    }

    /** The newest {@code max} of the groups that were completed after number {@code after}. */
    List<ClientGroup> completedAfter(long after, int max) {
        List<ClientGroup> newest = new ArrayList<>();
        for (var all = complete.descendingIterator(); all.hasNext() && newest.size() < max; ) {
            ClientGroup group = all.next();
            if (group.number <= after) {
                break;
            }
            newest.add(0, group);
        }
        return newest;
    }

    /**
     * The newest rows that a caller asked for.
     *
     * @param round null for all rounds
     * @param node null for all nodes
     */
    Selection select(@Nullable Integer round, @Nullable String node, int max) {
        List<ClientAnswers.Group> found = new ArrayList<>();
        int left = max;
        List<ClientGroup> all = groups();
        for (int i = all.size() - 1; i >= 0; i--) {
            ClientGroup group = all.get(i);
            if (round != null && group.round != round) {
                continue;
            }
            List<ClientRow> wanted = node == null
                    ? group.rows
                    : group.rows.stream()
                            .filter(row -> Objects.equals(row.node, node))
                            .toList();
            if (wanted.isEmpty()) {
                continue;
            }
            if (left == 0) {
                return new Selection(found, true);
            }
            int taken = Math.min(left, wanted.size());
            found.add(0, ClientAnswers.Group.of(group, wanted.subList(0, taken)));
            left -= taken;
            if (taken < wanted.size()) {
                return new Selection(found, true);
            }
        }
        return new Selection(found, truncated);
    }

    record Selection(List<ClientAnswers.Group> groups, boolean truncated) {}

    /** A map that forgets its oldest entries. */
    private static final class Newest<K, V> extends LinkedHashMap<K, V> {

        private static final long serialVersionUID = 1;

        private final int max;

        Newest(int max) {
            this.max = max;
        }

        @Override
        protected boolean removeEldestEntry(Map.Entry<K, V> eldest) {
            return size() > max;
        }
    }
}
