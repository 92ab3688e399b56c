package dev.flsys.bench.load;

import java.io.IOException;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.time.Duration;
import java.util.List;
import java.util.concurrent.TimeUnit;

/** Swaps models one after the other at a steady rate, on the calling thread. */
final class Swapper {

    private static final int OK = 200;
    private static final String UPDATED = "模型已更新成功";

    private final HttpClient client =
            HttpClient.newBuilder().version(HttpClient.Version.HTTP_1_1).build();
    private final URI service;
    private final List<String> models;
    private final SwapTimes times;
    private final Latencies latencies = new Latencies();

    Swapper(URI service, List<String> models, SwapTimes times) {
        this.service = service;
        this.models = models;
        this.times = times;
    }

    /** Makes the swaps of a phase. The first one deploys the model after the one that serves. */
    void swap(Phase phase) throws IOException, InterruptedException {
        long start = System.nanoTime();
        for (int i = 0; i < phase.swaps(); i++) {
            long due = start + TimeUnit.SECONDS.toNanos(phase.seconds()) * i / phase.swaps();
            TimeUnit.NANOSECONDS.sleep(due - System.nanoTime());
            one();
            if (phase.leakKilobytes() > 0) {
                post("/bench/leak?kilobytes=" + phase.leakKilobytes(), "");
            }
        }
    }

    Latencies latencies() {
        return latencies;
    }

    private void one() throws IOException, InterruptedException {
        String next = models.get((times.sent() + 1) % models.size());
        long before = System.nanoTime();
        times.send();
        String answer = post("/update_model", "{\"model_path\": \"" + next + "\"}");
        times.acknowledge();
        latencies.add(System.nanoTime() - before);
        if (!answer.equals(UPDATED)) {
            throw new IOException("A swap was answered " + answer);
        }
    }

    private String post(String path, String body) throws IOException, InterruptedException {
        HttpRequest request = HttpRequest.newBuilder(service.resolve(path))
                .timeout(Duration.ofSeconds(30))
                .header("Content-Type", "application/json")
                .POST(HttpRequest.BodyPublishers.ofString(body))
                .build();
        HttpResponse<String> answer = client.send(request, HttpResponse.BodyHandlers.ofString());
        if (answer.statusCode() != OK) {
            throw new IOException(path + " was answered " + answer.statusCode() + " " + answer.body());
        }
        return answer.body();
    }
}
