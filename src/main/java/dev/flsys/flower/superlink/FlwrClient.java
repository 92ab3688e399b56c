package dev.flsys.flower.superlink;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.json.JsonMapper;
import dev.flsys.flower.command.FlowerProgram;
import dev.flsys.flower.command.SanitisedOutput;
import dev.flsys.flower.command.Wrapper;
import dev.flsys.process.BoundedRun;
import dev.flsys.process.ChildProcess;
import dev.flsys.process.Launch;
import java.io.IOException;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Objects;
import java.util.Optional;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;

/**
 * A client of Flower's command {@code flwr}, for runs at a local or a foreign SuperLink. The command answers with the
 * JSON {@code {"success": true, ...}} or {@code {"success": false, "error-message": ...}} and exit code 0 (flwr 1.27 to
 * 1.42, {@code flwr.supercore.logger.print_json_error}).
 *
 * <p>Thread-safe. No call takes longer than its limit, 90 seconds at most.
 */
public final class FlwrClient {

    /** The time limit for building and sending the app's archive. */
    private static final Duration START_LIMIT = Duration.ofSeconds(90);

    private static final Duration LIMIT = Duration.ofSeconds(40);
    private static final int MAX_OUTPUT = 256 * 1024;

    private static final JsonMapper JSON = new JsonMapper();
    private static final Pattern OBJECT = Pattern.compile("(?m)^\\{");
    /** The lines in front of the reason: the command prints them before it asks. */
    private static final Pattern PREAMBLE = Pattern.compile(
            "(?m)^\\s*(Using SuperLink: .*|.*(Displaying information for|Stopping) run ID \\d+\\.\\.\\.)$");

    /** {@code flwr.supercore.error.ApiErrorCode.RUN_ID_NOT_FOUND}, by its number or its words. */
    private static final Pattern FORGOTTEN = Pattern.compile("\\[code: 16\\]|Run ID (\\d+ )?not found");

    private final FlowerProgram program;
    private final String marker;
    private final Duration limit;
    private final Optional<String> app;

    /** A client whose calls take at most 40 seconds. */
    public FlwrClient(FlowerProgram program, String marker) {
        this(program, marker, LIMIT, Optional.empty());
    }

    /**
     * @param marker the marker of the process of {@link #log}, by which a later service finds it if this service is
     *     killed
     * @param limit longest time of {@link #readStatus} and {@link #stop}
     * @param app the folder of the app, for Flower before 1.26, which reads the connections from the app
     */
    public FlwrClient(FlowerProgram program, String marker, Duration limit, Optional<String> app) {
        this.program = program;
        this.marker = marker;
        this.limit = limit;
        this.app = app;
    }

    /**
     * The answer of a SuperLink to a new run.
     *
     * @param runId the run's number; null if the SuperLink refused the run
     * @param reason the reason why Flower refused the run; empty if it did not
     */
    public record Answer(@Nullable String runId, String reason) {}

    /**
     * Submits a run.
     *
     * @param launch {@code flwr run ... --format json}, without {@code --stream}
     */
    public static Answer start(Launch launch) throws InterruptedException {
        JsonNode answer = runForJson(launch, START_LIMIT);
        String id = answer.path("run-id").asText();
        return id.matches("\\d{1,20}")
                ? new Answer(id, "")
                : new Answer(null, describeReason(answer, launch.directory()));
    }

    /**
     * The present status of a run. Its phase is {@code UNREACHABLE} if the SuperLink gives no answer, and
     * {@code FORGOTTEN} if the SuperLink does not know the run.
     *
     * @throws InterruptedException if the thread was interrupted
     */
    public RunStatus readStatus(RunAtSuperLink run) throws InterruptedException {
        JsonNode answer = ask(run, List.of("ls"), List.of("--run-id", run.runId()));
        JsonNode found = answer.path("runs").path(0);
        if (found.path("run-id").asText().equals(run.runId())) {
            String detail = found.path("status-details").asText();
            return RunStatus.of(found.path("status").asText(), detail.equals("N/A") ? "" : detail);
        }
        String reason = describeReason(answer, program.directory());
        return FORGOTTEN.matcher(reason).find()
                ? new RunStatus(RunStatus.Phase.FORGOTTEN, reason)
                : RunStatus.unreachable(reason);
    }

    /** Stops a run. Returns the reason if the stop is refused or the SuperLink cannot be asked; empty on success. */
    public Optional<String> stop(RunAtSuperLink run) throws InterruptedException {
        JsonNode answer = ask(run, List.of("stop", run.runId()), List.of());
        return answer.path("success").asBoolean()
                ? Optional.empty()
                : Optional.of(describeReason(answer, program.directory()));
    }

    /**
     * Starts {@code flwr log}, which prints the log of a run from the first line on until the run ends. Standard output
     * holds {@code Using SuperLink: ...} and the log. Standard error is dropped.
     *
     * @throws IOException if the command cannot be started
     */
    ChildProcess log(RunAtSuperLink run) throws IOException {
        List<String> words = new ArrayList<>(program.words());
        words.addAll(List.of("log", run.runId(), run.superlink(), "--stream"));
        return ChildProcess.startWithoutErrors(
                new Launch(Wrapper.withLiveOutput(words), program.directory(), program.environment(), marker));
    }

    private JsonNode ask(RunAtSuperLink run, List<String> what, List<String> options) throws InterruptedException {
        List<String> words = new ArrayList<>(program.words());
        words.addAll(what);
        app.ifPresent(words::add);
        if (!run.superlink().equals(RunAtSuperLink.DEFAULT_SUPERLINK)) {
            words.add(run.superlink());
        }
        words.addAll(options);
        words.addAll(List.of("--format", "json"));
        // The launch has its own marker, so that a SuperLink which the command starts ends with the command.
        return runForJson(Launch.of(words, program.directory(), program.environment()), limit);
    }

    private static JsonNode runForJson(Launch launch, Duration limit) throws InterruptedException {
        try {
            BoundedRun run = BoundedRun.run(launch, limit, MAX_OUTPUT);
            if (run.timedOut()) {
                return failed("flwr did not answer within " + limit.toSeconds() + " s.");
            }
            String output = SanitisedOutput.withoutEscapes(run.output());
            Matcher object = OBJECT.matcher(output);
            return object.find()
                    ? JSON.readTree(output.substring(object.start()))
                    : failed("flwr answered with exit code " + run.outcome().code() + ": " + output);
        } catch (IOException unanswered) {
            return failed("flwr did not answer: " + unanswered.getMessage());
        }
    }

    private static JsonNode failed(String reason) {
        return JSON.createObjectNode().put("success", false).put("error-message", reason);
    }

    /** The reason in one line, without absolute paths. */
    private static String describeReason(JsonNode answer, Path root) {
        String message = PREAMBLE.matcher(answer.path("error-message").asText()).replaceAll("");
        return Objects.requireNonNullElse(SanitisedOutput.line(message, root), "Flower gives no reason.");
    }
}
