package dev.flsys.flower.progress;

import dev.flsys.flower.progress.RoundDraft.Part;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;

/**
 * Reads the rounds of a training from the lines that Flower logs. Other lines are ignored. For one thread. The lines
 * are those of:
 *
 * <ul>
 *   <li>{@code Strategy.start} of {@code flwr.serverapp.strategy} (the Message API, Flower 1.21 and later)
 *   <li>{@code Server.fit} of {@code flwr.server.server}, Flower 1.8 and later
 *   <li>{@code Server.fit} of Flower 1.0 to 1.7, whose lines name their round ({@code fit_round 1 received 2 results
 *       and 0 failures})
 *   <li>Flower's example apps without a strategy ({@code Starting round 1/3})
 * </ul>
 *
 * <p>A round ends when the next one begins, the training ends, or the output ends. {@code Server.fit} prints the losses
 * of evaluations by clients only in its summary. {@link #rounds()} includes them after the summary.
 *
 * <p>A program may run several trainings one after the other, each with its own numbers. {@link #rounds()} are the
 * rounds of the last training, and {@link #earlier()} has the earlier trainings.
 */
public final class FlowerProgress {

    /** The most earlier trainings of one run whose rounds are kept. The last training is kept in any case. */
    public static final int MAX_EARLIER = 100;

    /** The most rounds that are kept. Later rounds are returned once and not kept. */
    public static final int MAX_ROUNDS = 100_000;

    /**
     * The longest line that is read, the length of a piece of output. The summary of Flower 1.0 to 1.7 has one line for
     * all rounds.
     */
    private static final int MAX_LINE = 16 * 1024;
    /** ECMA-48, 5.4: control sequences. */
    private static final Pattern ANSI = Pattern.compile("\\x1B\\[[0-9;?]*[ -/]*[@-~]");

    /** {@code start_simulation} of Flower 1.5 prints this and returns; later versions raise an exception as well. */
    private static final String CRASHED = "Your simulation crashed";

    /**
     * The simulation logs this when its engine crashed. It then waits for the strategy, but no client answers any more.
     */
    private static final String ENGINE_CRASHED = "Simulation Engine crashed.";

    /** {@code flwr run} prints this once a SuperLink has the run. Without {@code --stream}, it ends then. */
    private static final String STARTED = "Successfully started run ";

    private static final String ERROR = "ERROR flwr ";
    /**
     * Flower's simulation logs this for each client that raises an exception. An app without a strategy does not log
     * it.
     */
    private static final String RAISED = "An exception was raised when processing a message by";

    /** Parts of the lines below. A line without any of them is not parsed. */
    private static final Keywords KEYWORDS = new Keywords(List.of(
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
            "History (",
            "fit_round ",
            "evaluate_round ",
            "app_fit: ",
            "no clients selected",
            "configure_",
            "FL starting",
            "Requesting initial",
            CRASHED,
            ENGINE_CRASHED,
            STARTED,
            ERROR,
            "Starting round ",
            "Received ",
            RAISED,
            WaitingForClients.KEYWORD));

    /** Lines of Ray's actors repeat what clients print. */
    private static final Pattern ACTOR = Pattern.compile("^\\(\\w+ pid=");

    private static final Pattern TOTAL = Pattern.compile("(?:num_rounds=|Number of rounds: )(\\d{1,9})");
    /** Words of Flower's line with the number of rounds. A script's own line does not have them. */
    private static final Pattern ANNOUNCED = Pattern.compile("Starting Flower |├── Number of rounds");

    /** The end of a message: of the line, before the source that rich adds, or of a text in JSON. */
    private static final String MESSAGE_END = "(?:\\s*$|\\s+[\\w./-]+\\.py:\\d+\\s*$|\")";

    private static final Pattern ROUND = Pattern.compile("\\[ROUND (\\d{1,9})(?:/(\\d{1,9}))?\\]" + MESSAGE_END);
    private static final Pattern RECEIVED =
            Pattern.compile("aggregate_(train|fit|evaluate): [Rr]eceived (\\d{1,9}) results and (\\d{1,9}) failures");
    /** Flower 1.0 to 1.7; the groups of the second alternative are empty. */
    private static final Pattern NUMBERED = Pattern.compile("\\b(fit|evaluate)_round (\\d{1,9})"
            + "(?: received (\\d{1,9}) results and (\\d{1,9}) failures|: strategy sampled|: no clients selected)");

    /** A round in which the strategy chose no client to train. */
    private static final Pattern NOBODY = Pattern.compile("(?:configure_fit|fit_round \\d{1,9}): no clients selected");

    /** A round of an app without a strategy, which sends the messages itself, in the words of Flower's examples. */
    private static final Pattern OWN_ROUND = Pattern.compile("Starting round (\\d{1,9})/(\\d{1,9})" + MESSAGE_END);
    /** The replies to its messages, those with an error included. */
    private static final Pattern REPLIES = Pattern.compile("Received (\\d{1,9})/(\\d{1,9}) results\\b");

    /** The lines before a strategy chooses clients. {@code SimpleClientManager.wait_for} waits a day in silence. */
    private static final Pattern CHOOSING =
            Pattern.compile("\\[ROUND \\d{1,9}\\]" + MESSAGE_END + "|FL starting|Requesting initial parameters");

    private static final Pattern AGGREGATED = Pattern.compile("Aggregated MetricRecord: (.*)");
    private static final Pattern CENTRAL =
            Pattern.compile("(?:Initial global evaluation results|> MetricRecord): (.*)");
    private static final Pattern INITIAL =
            Pattern.compile("initial parameters \\(loss, other metrics\\): " + PrintedNumbers.NUMBER + ", (.*)");
    private static final Pattern FIT =
            Pattern.compile("fit progress: \\((\\d{1,9}), " + PrintedNumbers.NUMBER + ", (.*), [-+.\\deE]+\\)");
    private static final Pattern END =
            Pattern.compile("Strategy execution finished|\\[SUMMARY\\]|Run finished|FL finished");

    /** The round of the weights that the training starts with. */
    private final int start;
    /** The number of the last round, which overrides the announcement of the output; null if the output decides. */
    private final @Nullable Integer last;

    private final Map<Integer, RoundDraft> drafts = new TreeMap<>();
    private final List<EarlierTraining> earlier = new ArrayList<>();
    private int earlierRounds;
    private @Nullable RoundDraft current;
    private @Nullable Integer total;
    private Part stage = Part.TRAIN;

    private final PrintedHistory history = new PrintedHistory(this::addPrintedNumber);
    private @Nullable WaitingForClients waiting;
    private boolean choosing;
    /** The last error that Flower 1.0 to 1.7 logged. */
    private String error = "";

    private @Nullable String crash;
    private boolean engineCrashed;
    private boolean finished;
    private boolean handedOver;
    private @Nullable UnfinishedTraining training;
    private boolean server;
    /** The number of clients that raised an exception since the last replies. */
    private int raised;

    /** The time of the line that was read last; null if it is not known. */
    private @Nullable Instant at;

    /** A training that starts with round 1. */
    public FlowerProgress() {
        start = 0;
        last = null;
    }

    /**
     * A training that continues an earlier one. The evaluation of its initial weights counts as the evaluation of round
     * {@code start}.
     *
     * @param start the last round of the earlier training
     * @param last the number of the last round. It is needed because some loops of Flower announce the number that the
     *     app asked for
     */
    public FlowerProgress(int start, int last) {
        this.start = start;
        this.last = last;
        this.total = last;
    }

    /** The number of rounds that the output announced; empty before that. */
    public Optional<Integer> totalRounds() {
        return Optional.ofNullable(total);
    }

    /** Reads a line without a time. Returns the round that it ended. */
    public Optional<Round> readLine(String text) {
        return readLine(text, null);
    }

    /**
     * Reads a line. Returns the round that it ended.
     *
     * @param time the time of the line; null if it is not known
     */
    public Optional<Round> readLine(String text, @Nullable Instant time) {
        at = time;
        if (text.length() > MAX_LINE || (!history.isOpen() && !KEYWORDS.isIn(text))) {
            return Optional.empty();
        }
        String plain = ANSI.matcher(text).replaceAll("");
        if (ACTOR.matcher(plain).find()) {
            return Optional.empty();
        }
        waiting = WaitingForClients.in(plain).orElse(null);
        if (waiting != null) {
            return Optional.empty();
        }
        choosing = CHOOSING.matcher(plain).find();
        if (plain.contains(CRASHED)) {
            crash = error;
            return Optional.empty();
        }
        if (plain.contains(ENGINE_CRASHED)) {
            engineCrashed = true;
            return Optional.empty();
        }
        if (plain.contains(STARTED)) {
            handedOver = true;
            return Optional.empty();
        }
        if (plain.startsWith(ERROR)) {
            String[] fields = plain.split("\\| ", 3);
            error = fields[fields.length - 1].strip();
        }
        Matcher round = ROUND.matcher(plain);
        if (round.find()) {
            Optional<Round> ended = end();
            begin(Integer.parseInt(round.group(1)));
            if (round.group(2) != null) {
                total = last == null ? Integer.parseInt(round.group(2)) : last;
            }
            return ended;
        }
        Matcher own = OWN_ROUND.matcher(plain);
        if (own.find()) {
            return beginOwnRound(Integer.parseInt(own.group(1)), Integer.parseInt(own.group(2)));
        }
        Matcher numbered = NUMBERED.matcher(plain);
        if (numbered.find()) {
            return readNumbered(plain, numbered);
        }
        if (END.matcher(plain).find()) {
            training = null;
            finished = true;
            return end();
        }
        Matcher rounds = TOTAL.matcher(plain);
        if (rounds.find()) {
            return readAnnounced(plain, Integer.parseInt(rounds.group(1)));
        } else if (NOBODY.matcher(plain).find()) {
            recordNoClients();
        } else if (plain.contains(RAISED)) {
            raised++;
        } else if (!readEvaluation(plain) && !readReplies(plain)) {
            history.readLine(plain);
        }
        return Optional.empty();
    }

    /** The clients for which the strategy waits, if the last line of Flower reports such a wait. */
    public Optional<WaitingForClients> waiting() {
        return Optional.ofNullable(waiting);
    }

    /** The error with which the simulation crashed, empty if it is not known; absent if Flower reports no crash. */
    public Optional<String> crash() {
        return Optional.ofNullable(crash);
    }

    /**
     * Whether Flower's simulation engine, which runs the clients, crashed, and no client has answered since. The usual
     * cause is that Ray cannot start. The app may then wait for its clients for an hour in each round.
     */
    public boolean isEngineCrashed() {
        return engineCrashed;
    }

    /**
     * Whether the strategy of {@code Server.fit} chooses clients, for which it waits in silence if there are too few.
     */
    public boolean isChoosing() {
        return choosing;
    }

    /** The training that Flower announced last, if neither its last round nor its end was logged. */
    public Optional<UnfinishedTraining> unfinished() {
        return Optional.ofNullable(training).filter(UnfinishedTraining::lacksRounds);
    }

    /** Whether Flower reported the end of the last training, and no later line begins a training or a round. */
    public boolean isFinished() {
        return finished;
    }

    /** Whether a {@code flwr run} in a script handed a run to a SuperLink, and no line of a training followed. */
    public boolean isHandedOver() {
        return handedOver;
    }

    private Optional<Round> readAnnounced(String plain, int announced) {
        int rounds = last == null ? announced : last;
        boolean begins = ANNOUNCED.matcher(plain).find();
        Optional<Round> ended = begins ? next() : Optional.empty();
        total = rounds;
        if (begins) {
            finished = false;
            handedOver = false;
            training = new UnfinishedTraining(rounds, 0);
            server = plain.contains("Starting Flower server");
        }
        return ended;
    }

    /** Adds the present training to the earlier ones, if it has rounds. Returns the round that ended with it. */
    private Optional<Round> next() {
        Optional<Round> ended = end();
        List<Round> rounds = rounds();
        if (rounds.stream().anyMatch(round -> round.round() > start)) {
            if (earlier.size() < MAX_EARLIER && earlierRounds + rounds.size() <= MAX_ROUNDS) {
                earlier.add(new EarlierTraining(total, rounds));
                earlierRounds += rounds.size();
            }
            drafts.clear();
            history.close();
        }
        return ended;
    }

    /** The trainings that ended before the present or last training, in their order. */
    public List<EarlierTraining> earlier() {
        return List.copyOf(earlier);
    }

    /** Whether {@code start_server} announced the training, so that its clients are separate programs. */
    public boolean isServer() {
        return server;
    }

    /** Reads a line of Flower 1.0 to 1.7. The line begins a round if it names another round than the current one. */
    private Optional<Round> readNumbered(String plain, Matcher line) {
        int round = Integer.parseInt(line.group(2));
        Optional<Round> ended = Optional.empty();
        if (current == null || current.round() != round) {
            ended = end();
            begin(round);
        }
        if (line.group(3) != null) {
            recordReplies(line.group(1), Integer.parseInt(line.group(3)), Integer.parseInt(line.group(4)));
        } else if (NOBODY.matcher(plain).find()) {
            recordNoClients();
        }
        return ended;
    }

    /** Begins a round of an app without a strategy. A strategy of the app may print both lines for one round. */
    private Optional<Round> beginOwnRound(int round, int of) {
        if (current != null && current.round() == round) {
            return Optional.empty();
        }
        Optional<Round> ended = round == start + 1 ? next() : end();
        begin(round).noteOwnMessages();
        total = of;
        return ended;
    }

    /**
     * Reads the number of replies in a round of an app without a strategy. The first replies belong to the training.
     */
    private boolean readReplies(String plain) {
        Matcher replies = REPLIES.matcher(plain);
        if (!replies.find() || current == null || !current.hasOwnMessages()) {
            return false;
        }
        int results = Math.max(0, Integer.parseInt(replies.group(1)) - raised);
        current.addReplies(results, Integer.parseInt(replies.group(2)) - results);
        raised = 0;
        return true;
    }

    private void recordNoClients() {
        if (current != null) {
            current.addTrained(0, 0);
        }
    }

    /** Ends the current round and returns it; empty if there is none. */
    public Optional<Round> end() {
        RoundDraft ended = current;
        current = null;
        if (ended != null) {
            ended.setEnd(at);
        }
        return ended == null || ended.isEmpty() ? Optional.empty() : Optional.of(ended.done());
    }

    /** The rounds of the present or last training that have ended, with all numbers read so far. */
    public List<Round> rounds() {
        return drafts.values().stream()
                .filter(draft -> draft != current && !draft.isEmpty())
                .map(RoundDraft::done)
                .toList();
    }

    private RoundDraft begin(int round) {
        // The evaluation of the initial weights is no round, so it gets no start time.
        RoundDraft begun = new RoundDraft(round, round == start && start > 0 ? null : at);
        if (drafts.size() < MAX_ROUNDS || drafts.containsKey(round)) {
            drafts.put(round, begun);
        }
        current = begun;
        finished = false;
        handedOver = false;
        crash = null;
        training = training == null ? null : training.begun(round);
        raised = 0;
        stage = Part.TRAIN;
        history.close();
        return begun;
    }

    private RoundDraft currentRound(int round) {
        RoundDraft known = current;
        return known != null && known.round() == round ? known : begin(round);
    }

    private boolean readEvaluation(String plain) {
        Matcher received = RECEIVED.matcher(plain);
        if (received.find()) {
            recordReplies(received.group(1), Integer.parseInt(received.group(2)), Integer.parseInt(received.group(3)));
            return true;
        }
        Matcher aggregated = AGGREGATED.matcher(plain);
        if (aggregated.find()) {
            if (current != null) {
                current.put(stage, PrintedNumbers.parseDictionary(aggregated.group(1)));
            }
            return true;
        }
        Matcher central = CENTRAL.matcher(plain);
        if (central.find()) {
            // An evaluation before the first round is the evaluation of the initial weights.
            (current != null ? current : begin(start))
                    .put(Part.CENTRAL, PrintedNumbers.parseDictionary(central.group(1)));
            return true;
        }
        Matcher initial = INITIAL.matcher(plain);
        if (initial.find()) {
            recordCentralized(currentRound(start), initial.group(1), initial.group(2));
            return true;
        }
        Matcher fit = FIT.matcher(plain);
        if (fit.find()) {
            recordCentralized(currentRound(Integer.parseInt(fit.group(1))), fit.group(2), fit.group(3));
            return true;
        }
        return false;
    }

    private void recordReplies(String what, int results, int failures) {
        engineCrashed = engineCrashed && results == 0;
        if (current == null) {
            return;
        }
        if (what.equals("evaluate")) {
            stage = Part.EVALUATE;
            current.addEvaluated(failures);
        } else {
            stage = Part.TRAIN;
            current.addTrained(results, failures);
        }
    }

    private static void recordCentralized(RoundDraft round, String loss, String metrics) {
        PrintedNumbers.parseFinite(loss).ifPresent(number -> round.put(Part.CENTRAL, Map.of("loss", number)));
        round.put(Part.CENTRAL, PrintedNumbers.parseDictionary(metrics));
    }

    /** Adds a number of the history that Flower prints at the end. A round without other log lines is created. */
    private void addPrintedNumber(Part part, int round, String name, String number) {
        PrintedNumbers.parseFinite(number).ifPresent(value -> {
            int numbered = Math.max(round, start);
            RoundDraft draft = drafts.get(numbered);
            if (draft == null && drafts.size() < MAX_ROUNDS) {
                draft = new RoundDraft(numbered, null);
                drafts.put(numbered, draft);
            }
            if (draft != null) {
                draft.put(part, Map.of(name, value));
            }
        });
    }
}
