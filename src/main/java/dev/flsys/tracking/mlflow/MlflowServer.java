package dev.flsys.tracking.mlflow;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.InterruptedIOException;
import java.net.URI;
import java.net.URLEncoder;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import org.jspecify.annotations.Nullable;

/**
 * A tracking server, by its REST API 2.0 ("MLflow REST API" in MLflow's documentation). Each call ends within
 * {@link #LIMIT}. Redirects are not followed, so credentials reach no other host. For one thread.
 *
 * <p>Every method throws {@link MlflowRefused} if the server refuses the request for good, and another
 * {@link IOException} if the same request may succeed later. Messages have neither credentials nor the path of the
 * address.
 */
public final class MlflowServer {

    /** Number of metrics of one request. */
    public static final int MAX_METRICS = 1_000;

    static final int MAX_PARAMS = 100;
    /** MLflow refuses a batch of more than 1 MB. */
    private static final int MAX_BYTES = 500_000;

    private static final Duration LIMIT = Duration.ofSeconds(20);
    private static final Duration CONNECT = Duration.ofSeconds(5);
    private static final int MAX_ANSWER = 4 << 20;
    private static final int MAX_MESSAGE = 300;
    private static final String API = "/api/2.0/mlflow/";

    private final URI address;
    private final MlflowCredentials credentials;
    private final ObjectMapper json;
    private final HttpClient client = HttpClient.newBuilder()
            .connectTimeout(CONNECT)
            .version(HttpClient.Version.HTTP_1_1)
            .followRedirects(HttpClient.Redirect.NEVER)
            .build();

    /** @param address the address of the server, with the path before {@code /api} if there is one */
    public MlflowServer(URI address, MlflowCredentials credentials, ObjectMapper json) {
        this.address = address;
        this.credentials = credentials;
        this.json = json;
    }

    /** The id of the experiment {@code name}, which is made if it is missing. */
    public String findOrCreateExperiment(String name) throws IOException {
        Optional<String> known = findExperiment(name);
        if (known.isPresent()) {
            return known.get();
        }
        try {
            return text(post("experiments/create", json.createObjectNode().put("name", name)), "experiment_id");
        } catch (MlflowRefused perhapsMadeByAnother) {
            return findExperiment(name).orElseThrow(() -> perhapsMadeByAnother);
        }
    }

    private Optional<String> findExperiment(String name) throws IOException {
        String query = "experiments/get-by-name?experiment_name=" + URLEncoder.encode(name, StandardCharsets.UTF_8);
        Answer answer = send(query, null);
        if (answer.status() == 404) {
            return Optional.empty();
        }
        JsonNode experiment = checked(answer).path("experiment");
        if (!"active".equals(experiment.path("lifecycle_stage").asText("active"))) {
            throw new MlflowRefused(
                    "The experiment '" + name + "' is deleted in MLflow. Restore it, or choose another name.");
        }
        return Optional.of(text(experiment, "experiment_id"));
    }

    /** The latest run of an experiment with this tag. */
    public Optional<String> findRun(String experiment, String tag, String value) throws IOException {
        ObjectNode request = json.createObjectNode();
        request.putArray("experiment_ids").add(experiment);
        request.put("filter", "tags.`" + tag + "` = '" + value + "'").put("max_results", 1);
        JsonNode run = post("runs/search", request).path("runs").path(0).path("info");
        return run.isMissingNode() ? Optional.empty() : Optional.of(text(run, "run_id"));
    }

    /** Makes a run, and returns its id. */
    public String createRun(String experiment, String name, Instant started, Map<String, String> tags)
            throws IOException {
        ObjectNode request = json.createObjectNode()
                .put("experiment_id", experiment)
                .put("run_name", name)
                .put("start_time", started.toEpochMilli());
        request.set("tags", pairs(tags));
        return text(post("runs/create", request).path("run").path("info"), "run_id");
    }

    /** Adds metrics, at most {@link #MAX_METRICS}. A metric that the run has already stays unchanged. */
    public void logMetrics(String run, List<MlflowMetric> metrics) throws IOException {
        ArrayNode array = json.createArrayNode();
        for (MlflowMetric each : metrics) {
            ObjectNode metric = array.addObject().put("key", each.key());
            if (Double.isFinite(each.value())) {
                metric.put("value", each.value());
            } else {
                // The names of the JSON mapping of protobuf.
                metric.put("value", Double.toString(each.value()));
            }
            metric.put("timestamp", each.timestamp()).put("step", each.step());
        }
        ObjectNode request = json.createObjectNode().put("run_id", run);
        request.set("metrics", array);
        post("runs/log-batch", request);
    }

    /**
     * Adds parameters and replaces tags, in requests within MLflow's limits. Values that are too long are cut, and cut
     * shorter if the server refuses them: older versions have a smaller limit.
     */
    public void describe(String run, Map<String, String> params, Map<String, String> tags) throws IOException {
        Map<String, String> named = MlflowNames.keys(params);
        try {
            logParams(run, named, MlflowNames.MAX_PARAM);
        } catch (MlflowRefused perhapsOlder) {
            logParams(run, named, MlflowNames.MAX_OLD_PARAM);
        }
        logBatch(run, "tags", pairs(tags));
    }

    private void logParams(String run, Map<String, String> params, int max) throws IOException {
        ArrayNode all = json.createArrayNode();
        int bytes = 0;
        for (Map.Entry<String, String> each : params.entrySet()) {
            String value = MlflowNames.cut(each.getValue(), max);
            int more = 3 * (value.length() + each.getKey().length());
            if (all.size() == MAX_PARAMS || (bytes + more > MAX_BYTES && !all.isEmpty())) {
                logBatch(run, "params", all);
                all = json.createArrayNode();
                bytes = 0;
            }
            all.addObject().put("key", each.getKey()).put("value", value);
            bytes += more;
        }
        logBatch(run, "params", all);
    }

    private void logBatch(String run, String member, ArrayNode entries) throws IOException {
        if (!entries.isEmpty()) {
            ObjectNode request = json.createObjectNode().put("run_id", run);
            request.set(member, entries);
            post("runs/log-batch", request);
        }
    }

    /**
     * Sets the status and the name of a run.
     *
     * @param status RUNNING, FINISHED, FAILED or KILLED
     * @param ended null while it runs
     */
    public void update(String run, String status, String name, @Nullable Instant ended) throws IOException {
        ObjectNode request =
                json.createObjectNode().put("run_id", run).put("status", status).put("run_name", name);
        if (ended != null) {
            request.put("end_time", ended.toEpochMilli());
        }
        post("runs/update", request);
    }

    private ArrayNode pairs(Map<String, String> tags) {
        ArrayNode array = json.createArrayNode();
        MlflowNames.keys(tags)
                .forEach((key, value) ->
                        array.addObject().put("key", key).put("value", MlflowNames.cut(value, MlflowNames.MAX_TAG)));
        return array;
    }

    private static String text(JsonNode object, String member) throws IOException {
        JsonNode value = object.path(member);
        if (!value.isTextual()) {
            throw new IOException("Its answer has no '" + member + "'. Is it an MLflow tracking server?");
        }
        return value.asText();
    }

    private JsonNode post(String path, JsonNode body) throws IOException {
        return checked(send(path, body));
    }

    private JsonNode checked(Answer answer) throws IOException {
        int status = answer.status();
        if (status == 200) {
            return answer.json();
        }
        String message = answer.json().path("message").asText("");
        String reason = "status " + status
                + (message.isEmpty() ? "" : ": " + message.substring(0, Math.min(message.length(), MAX_MESSAGE)));
        // Credentials and the address concern the whole server. They may be corrected while this service runs.
        boolean later = status / 100 != 4 || status == 401 || status == 403 || status == 408 || status == 429;
        // A 404 without a code of MLflow comes from another server, or from a proxy.
        boolean ofMlflow = answer.json().has("error_code");
        throw later || !ofMlflow ? new IOException(reason) : new MlflowRefused(reason);
    }

    private record Answer(int status, JsonNode json) {}

    private Answer send(String path, @Nullable JsonNode body) throws IOException {
        String base = address.toString().replaceAll("/+$", "");
        HttpRequest.Builder request = HttpRequest.newBuilder(URI.create(base + API + path))
                .timeout(LIMIT)
                .header("User-Agent", "FLSys");
        credentials.header().ifPresent(header -> request.header("Authorization", header));
        if (body != null) {
            request.header("Content-Type", "application/json")
                    .POST(HttpRequest.BodyPublishers.ofByteArray(json.writeValueAsBytes(body)));
        }
        ByteArrayOutputStream answer = new ByteArrayOutputStream();
        CompletableFuture<HttpResponse<Void>> sent =
                client.sendAsync(request.build(), HttpResponse.BodyHandlers.ofByteArrayConsumer(part -> part.filter(
                                bytes -> answer.size() + bytes.length <= MAX_ANSWER)
                        .ifPresent(answer::writeBytes)));
        try {
            int status = sent.get(LIMIT.toMillis(), TimeUnit.MILLISECONDS).statusCode();
            return new Answer(status, parsed(answer.toByteArray()));
        } catch (ExecutionException failed) {
            Throwable cause = failed.getCause() == null ? failed : failed.getCause();
            throw new IOException(cause.getMessage() == null ? cause.getClass().getSimpleName() : cause.getMessage());
        } catch (TimeoutException late) {
            sent.cancel(true);
            throw new IOException("no answer within " + LIMIT.toSeconds() + " s");
        } catch (InterruptedException serviceStops) {
            sent.cancel(true);
            Thread.currentThread().interrupt();
            throw new InterruptedIOException();
        }
    }

    private JsonNode parsed(byte[] answer) {
        try {
            JsonNode tree = json.readTree(answer);
            return tree == null ? json.createObjectNode() : tree;
        } catch (IOException notJson) {
            return json.createObjectNode();
        }
    }
}
