package dev.flsys.faults;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import dev.flsys.testsupport.OnnxFile;
import dev.flsys.testsupport.PackagedService;
import dev.flsys.testsupport.RawConnection;
import dev.flsys.testsupport.RepeatingThreads;
import dev.flsys.testsupport.SmallProject;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Random;
import java.util.concurrent.Callable;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.concurrent.ThreadLocalRandom;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.concurrent.atomic.AtomicLong;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/**
 * Threads that load, evict and predict with the same models, and that swap the model behind {@code /predict}. Each
 * content of a model file has an answer that no other content has, so each answer shows which model gave it.
 */
class ModelLoadFaultsIT {

    private static final int THREADS = FaultScale.of(8, 32);
    private static final int CALLS = FaultScale.of(64, 1_024);
    private static final int MODELS = 6;
    private static final int IN_MEMORY = 2;
    private static final ObjectMapper JSON = new ObjectMapper();

    @TempDir
    Path directory;

    @TempDir
    Path folder;

    private final RegisterHistory deployed = new RegisterHistory(0);
    private final AtomicLong swaps = new AtomicLong();
    private final AtomicInteger pictures = new AtomicInteger();
    private final AtomicInteger busy = new AtomicInteger();
    private final ConcurrentLinkedQueue<String> wrong = new ConcurrentLinkedQueue<>();

    @Test
    void threads_that_load_evict_swap_and_predict_get_no_wrong_answer_and_leave_the_right_state() throws Exception {
        long seed = ThreadLocalRandom.current().nextLong();
        SmallProject.copyTo(folder);
        for (int i = 0; i < MODELS; i++) {
            Files.write(folder.resolve("weights/m" + i + ".onnx"), PictureModels.withLogit(i + 2));
        }
        Files.write(folder.resolve("deploy.onnx"), OnnxFile.linear(10, 5, 0));
        Files.createDirectories(folder.resolve("swaps"));
        PictureModels.settings(directory, folder, "DEPLOY_MODEL_PATH=deploy.onnx", "MODELS_IN_MEMORY=" + IN_MEMORY);
        try (PackagedService service = PackagedService.start(directory)) {
            int port = service.port();
            AtomicInteger alive = new AtomicInteger();
            try (RepeatingThreads probes = RepeatingThreads.repeat(1, () -> {
                assertThat(RawConnection.ask(port, RawConnection.get("/q/health/live"))
                                .status())
                        .isEqualTo(200);
                alive.incrementAndGet();
                TimeUnit.MILLISECONDS.sleep(20);
            })) {
                storm(port, seed);
                probes.stop();
            }
            assertThat(wrong).as("seed %d", seed).isEmpty();
            assertThat(deployed.violation()).as("seed %d", seed).isEmpty();
            String state = requireRightState(port);
            FaultReport.row(
                    1,
                    THREADS + " threads x " + CALLS + " loads, evictions, swaps and predictions",
                    "live throughout, right state, 0 wrong answers",
                    pictures + " pictures with " + MODELS + " models of which " + IN_MEMORY + " fit, " + busy
                            + " answered 503, " + alive + " probes of live, 0 wrong; " + state);
            FaultReport.row(
                    1,
                    "which model answers /predict",
                    "linearizable",
                    deployed.writes() + " swaps and " + deployed.reads() + " predictions, linearizable");
        }
    }

    private void storm(int port, long seed) throws Exception {
        ExecutorService threads = Executors.newFixedThreadPool(THREADS);
        try {
            List<Future<Void>> all = new ArrayList<>();
            for (int i = 0; i < THREADS; i++) {
                Random random = new Random(seed + i);
                int thread = i;
                Callable<Void> user = () -> {
                    try (RawConnection connection = new RawConnection(port)) {
                        for (int call = 0; call < CALLS; call++) {
                            switch (thread % 4) {
                                case 0 -> swap(connection);
                                case 1 -> predictRow(connection);
                                default -> predictPicture(connection, random.nextInt(MODELS));
                            }
                        }
                    }
                    return null;
                };
                all.add(threads.submit(user));
            }
            for (Future<Void> each : all) {
                each.get(30, TimeUnit.MINUTES);
            }
        } finally {
            threads.shutdownNow();
        }
    }

    /** Deploys a file whose answers are a number that no file had before. */
    private void swap(RawConnection connection) throws IOException {
        long value = swaps.incrementAndGet();
        String path = "swaps/" + value + ".onnx";
        Files.write(folder.resolve(path), OnnxFile.linear(10, 5, (float) value));
        long start = System.nanoTime();
        connection.send(RawConnection.post("/update_model", "{\"model_path\":\"" + path + "\"}"));
        RawConnection.Answer answer = connection.answer();
        if (answer.status() == 200) {
            deployed.wrote(value, start, System.nanoTime());
        } else if (!isBusy(answer)) {
            wrong.add("A swap: " + answer);
        }
    }

    private void predictRow(RawConnection connection) throws IOException {
        long start = System.nanoTime();
        connection.send(PictureModels.ROWS);
        RawConnection.Answer answer = connection.answer();
        long end = System.nanoTime();
        if (answer.status() == 200) {
            JsonNode rows = JSON.readTree(answer.body()).path("output");
            long value = rows.path(0).path(0).asLong();
            if (rows.path(1).path(0).asLong() != value) {
                wrong.add("Rows of two models in one answer: " + answer.body());
            }
            deployed.read(value, start, end);
        } else if (!isBusy(answer)) {
            wrong.add("A row: " + answer);
        }
    }

    private void predictPicture(RawConnection connection, int model) throws IOException {
        connection.send(ModelRequests.predict("m" + model));
        RawConnection.Answer answer = connection.answer();
        if (answer.status() == 200) {
            pictures.incrementAndGet();
            if (Math.abs(PictureModels.logit(answer.body()) - (model + 2)) > 0.01) {
                wrong.add("m" + model + " answered " + answer.body());
            }
        } else if (!isBusy(answer)) {
            wrong.add("A picture: " + answer);
        }
    }

    private boolean isBusy(RawConnection.Answer answer) {
        boolean refused = answer.status() == 503 && answer.headers().containsKey("retry-after");
        if (refused) {
            busy.incrementAndGet();
        }
        return refused;
    }

    /** The state that the last calls must leave. */
    private String requireRightState(int port) throws IOException {
        for (int model : new int[] {0, 1, 2, 3}) {
            RawConnection.Answer answer = RawConnection.ask(port, ModelRequests.predict("m" + model));
            assertThat(PictureModels.logit(answer.body())).isCloseTo(model + 2, within(0.01));
        }
        List<String> loaded = new ArrayList<>();
        JSON.readTree(RawConnection.ask(port, RawConnection.get("/api/models/")).body())
                .path("models")
                .forEach(model -> {
                    if (model.path("state").asText().equals("LOADED")) {
                        loaded.add(model.path("id").asText());
                    }
                });
        assertThat(loaded).as("the models that were used last").containsExactlyInAnyOrder("m2", "m3");
        long value = JSON.readTree(RawConnection.ask(port, PictureModels.ROWS).body())
                .path("output")
                .path(0)
                .path(0)
                .asLong();
        String path = JSON.readTree(RawConnection.ask(port, RawConnection.get("/api/deployed_model/"))
                        .body())
                .path("model_path")
                .asText();
        assertThat(path).isEqualTo("swaps/" + value + ".onnx");
        assertThat(Files.readString(folder.resolve(".flsys/deploy/choice.json")))
                .contains(path);
        return loaded + " in memory, " + path + " deployed";
    }
}
