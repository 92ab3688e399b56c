package dev.flsys.startcache;

import java.io.IOException;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpRequest.BodyPublishers;
import java.net.http.HttpResponse;
import java.net.http.HttpResponse.BodyHandlers;
import java.net.http.WebSocket;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.Base64;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.TimeUnit;

/** What first clients ask: an orchestrator, a browser with the console, a front end that predicts and listens. */
final class TrainingRequests {

    private static final Duration ANSWER = Duration.ofSeconds(30);
    private static final long READY_SECONDS = 120;
    private static final long LOOK_MILLIS = 20;
    private static final int OK = 200;

    private static final List<String> PATHS = List.of(
            "/q/health/started",
            "/q/health/live",
            "/q/health/ready",
            "/q/health",
            "/",
            "/console/",
            "/api/models/",
            "/api/pictures/",
            "/api/deployed_model/",
            "/api/models/LeNet/training_history/",
            "/api/simulations/",
            "/q/metrics",
            "/socket.io/?EIO=4&transport=polling");
    /** As many as the deployed model of the sample takes. */
    private static final String TENSOR = "{\"inputs\":[[0.1,0.2,0.3,0.4,0.5,0.6,0.7,0.8,0.9,1.0]]}";

    private final int port;
    private final HttpClient client = HttpClient.newHttpClient();

    TrainingRequests(int port) {
        this.port = port;
    }

    /**
     * Waits until the service is ready and asks it everything once.
     *
     * @throws IOException if an answer is not 200: a cache of a run that failed would be worth little, and nobody would
     *     know
     */
    void send(Path project) throws IOException, InterruptedException {
        awaitReady();
        for (String path : PATHS) {
            answer(request(path).build());
        }
        answer(json("/predict", TENSOR));
        String picture =
                Base64.getEncoder().encodeToString(Files.readAllBytes(project.resolve("pictures/digit_7.png")));
        answer(json(
                "/api/predict/",
                "{\"model_id\":\"LeNet\",\"image_data\":\"data:image/png;base64,%s\"}".formatted(picture)));
        listen();
    }

    private void awaitReady() throws IOException, InterruptedException {
        long deadline = System.nanoTime() + TimeUnit.SECONDS.toNanos(READY_SECONDS);
        HttpRequest ready = request("/q/health/ready").build();
        while (client.send(ready, BodyHandlers.discarding()).statusCode() != OK) {
            if (System.nanoTime() > deadline) {
                throw new IOException("The service is not ready");
            }
            Thread.sleep(LOOK_MILLIS);
        }
    }

    private void answer(HttpRequest request) throws IOException, InterruptedException {
        HttpResponse<String> answer = client.send(request, BodyHandlers.ofString());
        if (answer.statusCode() != OK) {
            throw new IOException("%s answered %d: %s".formatted(request.uri(), answer.statusCode(), answer.body()));
        }
    }

    /** A connection of the live protocol and one acknowledged event. */
    private void listen() throws IOException, InterruptedException {
        CompletableFuture<String> acknowledged = new CompletableFuture<>();
        WebSocket socket = client.newWebSocketBuilder()
                .connectTimeout(ANSWER)
                .buildAsync(URI.create("ws://127.0.0.1:%d/ws".formatted(port)), new WebSocket.Listener() {
                    @Override
                    public CompletionStage<?> onText(WebSocket socket, CharSequence text, boolean last) {
                        if (text.toString().contains("\"ack\"")) {
                            acknowledged.complete(text.toString());
                        }
                        return WebSocket.Listener.super.onText(socket, text, last);
                    }
                })
                .join();
        try {
            socket.sendText("{\"event\":\"ping\",\"id\":1,\"data\":{}}", true).join();
            acknowledged.orTimeout(ANSWER.toSeconds(), TimeUnit.SECONDS).join();
            socket.sendClose(WebSocket.NORMAL_CLOSURE, "").join();
        } finally {
            socket.abort();
        }
    }

    private HttpRequest json(String path, String body) {
        return request(path)
                .header("Content-Type", "application/json")
                .POST(BodyPublishers.ofString(body))
                .build();
    }

    private HttpRequest.Builder request(String path) {
        return HttpRequest.newBuilder(URI.create("http://127.0.0.1:%d%s".formatted(port, path)))
                .timeout(ANSWER);
    }
}
