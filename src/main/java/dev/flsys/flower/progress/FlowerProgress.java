package dev.flsys.flower.progress;

import dev.flsys.flower.progress.RoundDraft.Part;
import java.util.ArrayList;
import java.util.Collection;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;

/**
 * Reads the rounds of a training from the lines that Flower logs, in both of its dialects:
 * {@code flwr.serverapp.strategy} ({@code Strategy.start}, the Message API) and {@code flwr.server.server}
 * ({@code Server.fit}). Other lines are ignored. For one thread.
 *
 * <p>A round ends when the next one begins, the training ends, or the output ends. The legacy dialect prints the losses
 * of evaluations by clients only in its summary. {@link #rounds()} includes them after the summary.
 */
public final class FlowerProgress {

    /** Rounds that are kept. Later rounds are returned once and not kept. */
    public static final int MAX_ROUNDS = 100_000;

    private static final int MAX_LINE = 8 * 1024;
    /** ECMA-48, 5.4: control sequences. */
    private static final Pattern ANSI = Pattern.compile("\\x1B\\[[0-9;?]*[ -/]*[@-~]");

    /** Parts of the lines below. A line without any of them is not parsed. */
    private static final List<String> KEYWORDS = List.of(
            "ROUND ",
            "num_rounds=",
            "Number of rounds",
            "aggregate_",
            "MetricRecord",
            "evaluation results",
            "fit progress",
            "initial parameters",
            "finished",
            "SUMMARY",
            "History (");

    /** Lines of Ray's actors repeat what clients print. */
    private static final Pattern ACTOR = Pattern.compile("^\\(\\w+ pid=");

    private static final Pattern TOTAL = Pattern.compile("(?:num_rounds=|Number of rounds: )(\\d{1,9})");
    private static final Pattern ROUND = Pattern.compile("\\[ROUND (\\d{1,9})(?:/(\\d{1,9}))?\\]\\s*$");
    private static final Pattern RECEIVED =
            Pattern.compile("aggregate_(train|fit|evaluate): [Rr]eceived (\\d{1,9}) results and (\\d{1,9}) failures");
    private static final Pattern AGGREGATED = Pattern.compile("Aggregated MetricRecord: (.*)");
    private static final Pattern CENTRAL =
            Pattern.compile("(?:Initial global evaluation results|> MetricRecord): (.*)");
    private static final Pattern INITIAL =
            Pattern.compile("initial parameters \\(loss, other metrics\\): " + PrintedNumbers.NUMBER + ", (.*)");
    private static final Pattern FIT =
            Pattern.compile("fit progress: \\((\\d{1,9}), " + PrintedNumbers.NUMBER + ", (.*), [-+.\\deE]+\\)");
    private static final Pattern END = Pattern.compile("Strategy execution finished|\\[SUMMARY\\]|Run finished");
    private static final Pattern SECTION =
            Pattern.compile("History \\((loss|metrics), distributed(?:, (fit|evaluate))?\\)");
    private static final Pattern SUMMARY_LINE = Pattern.compile("^(?:[A-Z]+ *:)?\\s+(?:round \\d+:|\\{?'|\\(\\d)");
    private static final Pattern ROUND_LOSS = Pattern.compile("round (\\d{1,9}): " + PrintedNumbers.NUMBER);
    private static final Pattern NAME = Pattern.compile("'([^']{1,64})': \\[");
    private static final Pattern POINT = Pattern.compile("\\((\\d{1,9}), " + PrintedNumbers.NUMBER + "\\)");

    private final Map<Integer, RoundDraft> drafts = new TreeMap<>();
    private @Nullable RoundDraft current;
    private @Nullable Integer total;
    private Part stage = Part.TRAIN;

    private @Nullable Part summary;
    private String summaryName = "";

    /** The number of rounds that the output announced; empty before. */
    public Optional<Integer> totalRounds() {
        return Optional.ofNullable(total);
    }

    /** Reads a line. Returns the round that it ended. */
    public Optional<Round> line(String text) {
        if (text.length() > MAX_LINE || (summary == null && !hasKeyword(text))) {
            return Optional.empty();
        }
        String plain = ANSI.matcher(text).replaceAll("");
        if (ACTOR.matcher(plain).find()) {
            return Optional.empty();
        }
        Matcher round = ROUND.matcher(plain);
        if (round.find()) {
            Optional<Round> ended = end();
            begin(Integer.parseInt(round.group(1)));
            if (round.group(2) != null) {
                total = Integer.parseInt(round.group(2));
            }
            return ended;
        }
        if (END.matcher(plain).find()) {
            return end();
        }
        Matcher rounds = TOTAL.matcher(plain);
        if (rounds.find()) {
            total = Integer.parseInt(rounds.group(1));
        } else if (!evaluation(plain)) {
            summary(plain);
        }
        return Optional.empty();
    }

    private static boolean hasKeyword(String text) {
        for (String part : KEYWORDS) {
            if (text.contains(part)) {
                return true;
            }
        }
        return false;
    }

    /** Ends the current round and returns it; empty if there is none. */
    public Optional<Round> end() {
        RoundDraft ended = current;
        current = null;
        return ended == null || ended.isEmpty() ? Optional.empty() : Optional.of(ended.done());
    }

    /** The rounds that have ended, with all numbers read so far. */
    public List<Round> rounds() {
        List<Round> rounds = new ArrayList<>();
        for (RoundDraft draft : ended()) {
            rounds.add(draft.done());
        }
        return rounds;
    }

    private Collection<RoundDraft> ended() {
        return drafts.values().stream()
                .filter(draft -> draft != current && !draft.isEmpty())
                .toList();
    }

    private RoundDraft begin(int round) {
        RoundDraft begun = new RoundDraft(round);
        if (drafts.size() < MAX_ROUNDS || drafts.containsKey(round)) {
            drafts.put(round, begun);
        }
        current = begun;
        stage = Part.TRAIN;
        summary = null;
        return begun;
    }

    private RoundDraft current(int round) {
        RoundDraft known = current;
        return known != null && known.round() == round ? known : begin(round);
    }

    private boolean evaluation(String plain) {
        Matcher received = RECEIVED.matcher(plain);
        if (received.find()) {
            received(received.group(1), Integer.parseInt(received.group(2)), Integer.parseInt(received.group(3)));
            return true;
        }
        Matcher aggregated = AGGREGATED.matcher(plain);
        if (aggregated.find()) {
            if (current != null) {
                current.put(stage, PrintedNumbers.dictionary(aggregated.group(1)));
            }
            return true;
        }
        Matcher central = CENTRAL.matcher(plain);
        if (central.find()) {
            // Before the first round it is that of the initial weights.
            (current != null ? current : begin(0)).put(Part.CENTRAL, PrintedNumbers.dictionary(central.group(1)));
            return true;
        }
        Matcher initial = INITIAL.matcher(plain);
        if (initial.find()) {
            centralized(current(0), initial.group(1), initial.group(2));
            return true;
        }
        Matcher fit = FIT.matcher(plain);
        if (fit.find()) {
            centralized(current(Integer.parseInt(fit.group(1))), fit.group(2), fit.group(3));
            return true;
        }
        return false;
    }

    private void received(String what, int results, int failures) {
        if (current == null) {
            return;
        }
        if (what.equals("evaluate")) {
            stage = Part.EVALUATE;
            current.evaluated(failures);
        } else {
            stage = Part.TRAIN;
            current.trained(results, failures);
        }
    }

    private static void centralized(RoundDraft round, String loss, String metrics) {
        PrintedNumbers.finite(loss).ifPresent(number -> round.put(Part.CENTRAL, Map.of("loss", number)));
        round.put(Part.CENTRAL, PrintedNumbers.dictionary(metrics));
    }

    /** Reads the legacy dialect's summary: {@code round 1: 0.5} and lists of {@code (1, 0.5)} under their headings. */
    private void summary(String plain) {
        Matcher section = SECTION.matcher(plain);
        if (section.find()) {
            summary = "fit".equals(section.group(2)) ? Part.TRAIN : Part.EVALUATE;
            summaryName = section.group(1).equals("loss") ? "loss" : "";
            return;
        }
        // Another section, or the first line after the summary.
        if (!SUMMARY_LINE.matcher(plain).find()) {
            summary = null;
        }
        if (summary == null) {
            return;
        }
        Matcher loss = ROUND_LOSS.matcher(plain);
        if (summaryName.equals("loss") && loss.find()) {
            late(Integer.parseInt(loss.group(1)), "loss", loss.group(2));
            return;
        }
        Matcher name = NAME.matcher(plain);
        Matcher point = POINT.matcher(plain);
        int from = 0;
        while (point.find(from)) {
            if (name.find(from) && name.start() < point.start()) {
                summaryName = name.group(1);
            }
            late(Integer.parseInt(point.group(1)), summaryName, point.group(2));
            from = point.end();
        }
    }

    private void late(int round, String name, String number) {
        RoundDraft draft = drafts.get(round);
        Part part = summary;
        if (draft != null && part != null && !name.isEmpty()) {
            PrintedNumbers.finite(number).ifPresent(value -> draft.put(part, Map.of(name, value)));
        }
    }
}
