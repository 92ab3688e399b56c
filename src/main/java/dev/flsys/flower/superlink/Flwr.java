package dev.flsys.flower.superlink;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.json.JsonMapper;
import dev.flsys.flower.command.FlowerProgram;
import dev.flsys.flower.command.ShownText;
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
 * Flower's command, asked about runs at a SuperLink. What it answers as JSON is {@code {"success": true, ...}} or
 * {@code {"success": false, "error-message": ...}}, with exit code 0 (flwr 1.41,
 * {@code flwr.supercore.logger.print_json_error}).
 *
 * <p>Safe for use by several threads. No call takes longer than its limit, a minute and a half at most.
 */
public final class Flwr {

    /** Building the app's archive and sending it. */
    private static final Duration START_LIMIT = Duration.ofSeconds(90);

    private static final Duration LIMIT = Duration.ofSeconds(40);
    private static final int MAX_OUTPUT = 256 * 1024;

    private static final JsonMapper JSON = new JsonMapper();
    private static final Pattern OBJECT = Pattern.compile("(?m)^\\{");
    /** What it prints before it asks, which it puts in front of the reason. */
    private static final Pattern PREAMBLE = Pattern.compile(
            "(?m)^\\s*(Using SuperLink: .*|.*(Displaying information for|Stopping) run ID \\d+\\.\\.\\.)$");

    /** {@code flwr.supercore.error.ApiErrorCode.RUN_ID_NOT_FOUND}, by its number or its words. */
    private static final Pattern FORGOTTEN = Pattern.compile("\\[code: 16\\]|Run ID (\\d+ )?not found");

    private final FlowerProgram program;
    private final String marker;

    /** @param marker what {@link #log} is recognised by if the service is killed */
    public Flwr(FlowerProgram program, String marker) {
        this.program = program;
        this.marker = marker;
    }

    /**
     * Whether Flower took a run.
     *
     * @param runId its number; null if it did not
     * @param reason why it did not; empty if it did
     */
    public record Answer(@Nullable String runId, String reason) {}

    /**
     * Hands a run over.
     *
     * @param launch {@code flwr run ... --format json}, without {@code --stream}
     */
    public static Answer start(Launch launch) throws InterruptedException {
        JsonNode answer = answer(launch, START_LIMIT);
        String id = answer.path("run-id").asText();
        return id.matches("\\d{1,20}") ? new Answer(id, "") : new Answer(null, reason(answer, launch.directory()));
    }

    /** How it is. */
    public RunStatus status(RunAtSuperLink run) throws InterruptedException {
        JsonNode answer = ask("ls", run.superlink(), "--run-id", run.runId());
        JsonNode found = answer.path("runs").path(0);
        if (found.path("run-id").asText().equals(run.runId())) {
            String detail = found.path("status-details").asText();
            return RunStatus.of(found.path("status").asText(), detail.equals("N/A") ? "" : detail);
        }
        String reason = reason(answer, program.directory());
        return FORGOTTEN.matcher(reason).find()
                ? new RunStatus(RunStatus.Phase.FORGOTTEN, reason)
                : RunStatus.unreachable(reason);
    }

    /** Stops it; tells why not if that is refused or cannot be asked. */
    public Optional<String> stop(RunAtSuperLink run) throws InterruptedException {
        JsonNode answer = ask("stop", run.runId(), run.superlink());
        return answer.path("success").asBoolean() ? Optional.empty() : Optional.of(reason(answer, program.directory()));
    }

    /**
     * Its log from the first line on, as long as it runs. Standard output holds {@code Using SuperLink: ...} and the
     * log; all else that the command says goes to standard error, which is dropped.
     *
     * @throws IOException if the command cannot be started
     */
    ChildProcess log(RunAtSuperLink run) throws IOException {
        return ChildProcess.startWithoutErrors(new Launch(
                List.of(program.path(), "log", run.runId(), run.superlink(), "--stream"),
                program.directory(),
                program.environment(),
                marker));
    }

    private JsonNode ask(String what, String first, String... more) throws InterruptedException {
        List<String> words = new ArrayList<>(List.of(program.path(), what, first));
        words.addAll(List.of(more));
        words.addAll(List.of("--format", "json"));
        return answer(Launch.of(words, program.directory(), program.environment()), LIMIT);
    }

    private static JsonNode answer(Launch launch, Duration limit) throws InterruptedException {
        try {
            BoundedRun run = BoundedRun.run(launch, limit, MAX_OUTPUT);
            if (run.timedOut()) {
                return failed("flwr did not answer within " + limit.toSeconds() + " s.");
            }
            String output = ShownText.withoutEscapes(run.output());
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

    /** The reason in a line, without absolute paths. */
    private static String reason(JsonNode answer, Path root) {
        String told = PREAMBLE.matcher(answer.path("error-message").asText()).replaceAll("");
        return Objects.requireNonNullElse(ShownText.line(told, root), "Flower gives no reason.");
    }
}
