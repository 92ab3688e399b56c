package dev.flsys.faults;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.node.MissingNode;
import dev.flsys.testsupport.OnnxFile;
import dev.flsys.testsupport.PackagedService;
import dev.flsys.testsupport.RawConnection;
import dev.flsys.testsupport.RepeatingThreads;
import dev.flsys.testsupport.SmallProject;
import dev.flsys.testsupport.SpecialFiles;
import java.io.IOException;
import java.nio.channels.FileChannel;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.nio.file.StandardOpenOption;
import java.time.Duration;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Random;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.condition.EnabledOnOs;
import org.junit.jupiter.api.condition.OS;
import org.junit.jupiter.api.io.TempDir;

/** Faults of the files of loaded models, while clients predict with these models. */
@EnabledOnOs(OS.LINUX)
class WeightsFaultsIT {

    private static final int OLD = 3;
    private static final int CHANGED = 5;
    private static final int GOOD = 7;
    private static final int ROUNDS = FaultScale.of(1, 10);
    private static final int RACES = 8;
    private static final Duration RACE = Duration.ofSeconds(FaultScale.of(2, 30));
    private static final Duration TIMEOUT = Duration.ofSeconds(60);
    private static final ObjectMapper JSON = new ObjectMapper();

    @TempDir
    Path directory;

    @TempDir
    Path folder;

    /** The answers that clients get while the file has the fault. */
    private enum Outcome {
        OLD_AND_REASON,
        NEW_CONTENT,
        UNKNOWN
    }

    @FunctionalInterface
    private interface Action {
        void on(Path file) throws IOException;
    }

    private record Fault(Outcome outcome, Action action) {}

    private Map<String, Fault> faults() {
        Map<String, Fault> all = new LinkedHashMap<>();
        all.put("half", new Fault(Outcome.OLD_AND_REASON, file -> overwrite(file, (int) Files.size(file) / 2)));
        all.put("garbage", new Fault(Outcome.OLD_AND_REASON, file -> overwrite(file, (int) Files.size(file))));
        all.put("whole", new Fault(Outcome.NEW_CONTENT, file -> Files.write(file, model(file, CHANGED))));
        all.put("emptied", new Fault(Outcome.OLD_AND_REASON, file -> truncate(file, 0)));
        all.put("truncated", new Fault(Outcome.OLD_AND_REASON, file -> truncate(file, Files.size(file) / 2)));
        all.put("deleted", new Fault(Outcome.UNKNOWN, Files::delete));
        all.put("link", new Fault(Outcome.NEW_CONTENT, file -> {
            Path other = folder.resolve("elsewhere-" + file.getFileName());
            Files.write(other, model(file, CHANGED));
            link(file, other);
        }));
        all.put("outside", new Fault(Outcome.OLD_AND_REASON, file -> {
            Path other = directory.resolve(String.valueOf(file.getFileName()));
            Files.write(other, model(file, CHANGED));
            link(file, other);
        }));
        all.put("dangling", new Fault(Outcome.OLD_AND_REASON, file -> link(file, folder.resolve("nothing.onnx"))));
        all.put("folder", new Fault(Outcome.UNKNOWN, file -> {
            Files.delete(file);
            Files.createDirectory(file);
        }));
        all.put("fifo", new Fault(Outcome.OLD_AND_REASON, file -> {
            Files.delete(file);
            SpecialFiles.fifo(file);
        }));
        all.put("socket", new Fault(Outcome.OLD_AND_REASON, file -> {
            Files.delete(file);
            // the path of a socket is at most 107 bytes long
            Path socket = SpecialFiles.socket(Files.createTempDirectory("s").resolve("s"));
            Files.move(socket, file);
            Files.delete(socket.resolveSibling(""));
        }));
        return all;
    }

    private byte[] model(Path file, int answer) {
        return file.startsWith(folder.resolve("weights"))
                ? PictureModels.withLogit(answer)
                : OnnxFile.linear(10, 5, answer);
    }

    private static void overwrite(Path file, int bytes) throws IOException {
        byte[] garbage = new byte[bytes];
        new Random(bytes).nextBytes(garbage);
        Files.write(file, garbage, StandardOpenOption.WRITE);
    }

    private static void truncate(Path file, long size) throws IOException {
        try (FileChannel channel = FileChannel.open(file, StandardOpenOption.WRITE)) {
            channel.truncate(size);
        }
    }

    private static void link(Path file, Path target) throws IOException {
        Files.delete(file);
        Files.createSymbolicLink(file, target);
    }

    /** Puts a good file into the place of anything, as a program does that writes beside it and moves. */
    private void putBack(Path file, byte[] content) throws IOException {
        if (Files.isDirectory(file)) {
            Files.delete(file);
        }
        Path next = Files.write(folder.resolve("next-" + file.getFileName()), content);
        Files.move(next, file, StandardCopyOption.ATOMIC_MOVE, StandardCopyOption.REPLACE_EXISTING);
    }

    private Path weights(String name) {
        return folder.resolve("weights/" + name);
    }

    @Test
    void faults_of_files_fail_no_prediction_of_a_loaded_model_and_good_files_recover() throws Exception {
        SmallProject.copyTo(folder);
        Map<String, Fault> faults = faults();
        for (String name : faults.keySet()) {
            Files.write(weights(name + ".onnx"), PictureModels.withLogit(OLD));
        }
        Files.write(weights("wide.onnx"), PictureModels.withWeightsIn("wide.bin"));
        Files.write(weights("wide.bin"), PictureModels.weights(OLD));
        Files.write(folder.resolve("deploy.onnx"), OnnxFile.linear(10, 5, OLD));
        PictureModels.settings(directory, folder, "DEPLOY_MODEL_PATH=deploy.onnx", "MODELS_IN_MEMORY=64");
        try (PackagedService service = PackagedService.start(directory)) {
            int port = service.port();
            for (int round = 1; round <= ROUNDS; round++) {
                String pictures = pictureModels(port, faults);
                String wide = weightsInAnotherFile(port);
                if (round == ROUNDS) {
                    FaultReport.row(
                            2,
                            faults.size() + " faults of the files of loaded models, and of weights in another file",
                            "0 failed predictions, the old version serves, the reason is shown, a good file recovers",
                            pictures + "; " + wide);
                }
            }
            FaultReport.row(
                    2,
                    "faults of the deployed file",
                    "0 failed predictions, the old version serves, the log has the reason, a good file recovers",
                    deployed(port, service, faults));
            FaultReport.row(2, "FIFOs between the check and the open", "no load hangs, all models load", races(port));
            assertThat(service.log()).doesNotContain("ERROR");
        }
    }

    private String pictureModels(int port, Map<String, Fault> faults) throws Exception {
        for (String name : faults.keySet()) {
            putBack(weights(name + ".onnx"), PictureModels.withLogit(OLD));
            awaitLogit(port, name, OLD);
        }
        List<String> names = List.copyOf(faults.keySet());
        AtomicInteger next = new AtomicInteger();
        AtomicInteger answered = new AtomicInteger();
        try (RepeatingThreads clients = RepeatingThreads.repeat(2, () -> {
            String name = names.get(Math.floorMod(next.getAndIncrement(), names.size()));
            RawConnection.Answer answer = RawConnection.ask(port, ModelRequests.predict(name));
            if (Objects.requireNonNull(faults.get(name)).outcome() != Outcome.UNKNOWN || answer.status() != 404) {
                assertThat(answer.status()).as(name + ": " + answer.body()).isEqualTo(200);
                assertThat((int) Math.round(PictureModels.logit(answer.body())))
                        .as(name)
                        .isIn(OLD, CHANGED, GOOD);
                answered.incrementAndGet();
            }
            TimeUnit.MILLISECONDS.sleep(5);
        })) {
            for (String name : names) {
                Objects.requireNonNull(faults.get(name)).action().on(weights(name + ".onnx"));
            }
            for (String name : names) {
                await().alias(name)
                        .atMost(TIMEOUT)
                        .untilAsserted(() -> requireOutcome(port, name, Objects.requireNonNull(faults.get(name))));
            }
            for (String name : names) {
                putBack(weights(name + ".onnx"), PictureModels.withLogit(GOOD));
            }
            for (String name : names) {
                awaitLogit(port, name, GOOD);
                assertThat(described(port, name).has("reason")).as(name).isFalse();
            }
            clients.stop();
        }
        return answered + " predictions, 0 failed";
    }

    private static void requireOutcome(int port, String name, Fault fault) throws IOException {
        RawConnection.Answer answer = RawConnection.ask(port, ModelRequests.predict(name));
        assertThat(answer.status()).isEqualTo(fault.outcome() == Outcome.UNKNOWN ? 404 : 200);
        JsonNode model = described(port, name);
        switch (fault.outcome()) {
            case UNKNOWN -> assertThat(model.isMissingNode()).isTrue();
            case NEW_CONTENT ->
                assertThat((int) Math.round(PictureModels.logit(answer.body()))).isEqualTo(CHANGED);
            case OLD_AND_REASON -> {
                assertThat((int) Math.round(PictureModels.logit(answer.body()))).isEqualTo(OLD);
                assertThat(model.path("state").asText()).isEqualTo("LOADED");
                assertThat(model.path("reason").asText()).isNotBlank();
            }
        }
    }

    private static JsonNode described(int port, String id) throws IOException {
        RawConnection.Answer answer = RawConnection.ask(port, RawConnection.get("/api/models/"));
        for (JsonNode model : JSON.readTree(answer.body()).path("models")) {
            if (model.path("id").asText().equals(id)) {
                return model;
            }
        }
        return MissingNode.getInstance();
    }

    private static void awaitLogit(int port, String id, int wanted) {
        await().alias(id).atMost(TIMEOUT).until(() -> {
            RawConnection.Answer answer = RawConnection.ask(port, ModelRequests.predict(id));
            return answer.status() == 200 && Math.round(PictureModels.logit(answer.body())) == wanted;
        });
    }

    /** The weights of an ONNX file in another file: a loaded model must not change or end the process with it. */
    private String weightsInAnotherFile(int port) throws Exception {
        Path weights = weights("wide.bin");
        putBack(weights, PictureModels.weights(OLD));
        putBack(weights("wide.onnx"), PictureModels.withWeightsIn("wide.bin"));
        awaitLogit(port, "wide", OLD);
        for (Action action : List.<Action>of(
                file -> Files.write(file, PictureModels.weights(CHANGED), StandardOpenOption.WRITE),
                file -> truncate(file, 10),
                file -> truncate(file, 0),
                Files::delete,
                SpecialFiles::fifo)) {
            action.on(weights);
            for (int i = 0; i < 10; i++) {
                RawConnection.Answer answer = RawConnection.ask(port, ModelRequests.predict("wide"));
                assertThat((int) Math.round(PictureModels.logit(answer.body()))).isEqualTo(OLD);
            }
        }
        putBack(weights("wide.onnx"), PictureModels.withWeightsIn("wide.bin"));
        await().atMost(TIMEOUT).untilAsserted(() -> {
            RawConnection.Answer answer = RawConnection.ask(port, ModelRequests.predict("wide"));
            assertThat((int) Math.round(PictureModels.logit(answer.body()))).isEqualTo(OLD);
            assertThat(described(port, "wide").path("reason").asText()).contains("wide.bin");
        });
        putBack(weights, PictureModels.weights(GOOD));
        putBack(weights("wide.onnx"), PictureModels.withWeightsIn("./wide.bin"));
        awaitLogit(port, "wide", GOOD);
        return "weights in another file overwritten, truncated, deleted, replaced by a FIFO: 0 changed answers";
    }

    private String deployed(int port, PackagedService service, Map<String, Fault> faults) throws Exception {
        Path file = folder.resolve("deploy.onnx");
        List<String> names = FaultScale.isFull() ? List.copyOf(faults.keySet()) : List.of("truncated", "fifo");
        int answer = OLD;
        try (UnaffectedClients clients = UnaffectedClients.on(port, PictureModels.ROWS)) {
            for (String name : names) {
                int lines = service.log().length();
                Objects.requireNonNull(faults.get(name)).action().on(file);
                if (Objects.requireNonNull(faults.get(name)).outcome() == Outcome.NEW_CONTENT) {
                    awaitRow(port, CHANGED);
                } else {
                    await().alias(name)
                            .atMost(TIMEOUT)
                            .until(() -> service.log().substring(lines).contains("still serves"));
                    assertThat(row(port)).isEqualTo(answer);
                    int status = RawConnection.ask(
                                    port, RawConnection.post("/update_model", "{\"model_path\":\"deploy.onnx\"}"))
                            .status();
                    assertThat(status).as(name).isBetween(400, 499);
                    assertThat(row(port)).isEqualTo(answer);
                }
                answer = Math.max(answer, GOOD) + 1;
                putBack(file, OnnxFile.linear(10, 5, answer));
                awaitRow(port, answer);
            }
            UnaffectedClients.Figures figures = clients.figures();
            assertThat(figures.failures()).isEmpty();
            return String.join(", ", names) + ": " + figures;
        }
    }

    private static int row(int port) throws IOException {
        RawConnection.Answer answer = RawConnection.ask(port, PictureModels.ROWS);
        return JSON.readTree(answer.body()).path("output").path(0).path(0).asInt();
    }

    private static void awaitRow(int port, int wanted) {
        await().atMost(TIMEOUT).until(() -> row(port) == wanted);
    }

    /** Good files and FIFOs that replace each other while the models are loaded. */
    private String races(int port) throws Exception {
        List<String> names = new ArrayList<>();
        for (int i = 0; i < RACES; i++) {
            names.add("race" + i);
            putBack(weights("race" + i + ".onnx"), PictureModels.withLogit(OLD));
        }
        AtomicInteger next = new AtomicInteger();
        AtomicInteger requests = new AtomicInteger();
        AtomicInteger changes = new AtomicInteger();
        try (RepeatingThreads replacers = RepeatingThreads.repeat(1, () -> {
                    String name = names.get(Math.floorMod(changes.getAndIncrement(), RACES));
                    Path fifo = SpecialFiles.fifo(folder.resolve("fifo"));
                    Files.move(fifo, weights(name + ".onnx"), StandardCopyOption.REPLACE_EXISTING);
                    TimeUnit.MILLISECONDS.sleep(1);
                    putBack(weights(name + ".onnx"), PictureModels.withLogit(OLD));
                });
                RepeatingThreads clients = RepeatingThreads.repeat(4, () -> {
                    String name = names.get(Math.floorMod(next.getAndIncrement(), RACES));
                    int status =
                            RawConnection.ask(port, ModelRequests.predict(name)).status();
                    assertThat(status).isIn(200, 400, 404, 503);
                    requests.incrementAndGet();
                })) {
            TimeUnit.MILLISECONDS.sleep(RACE.toMillis());
            replacers.stop();
            clients.stop();
        }
        for (String name : names) {
            awaitLogit(port, name, OLD);
        }
        JsonNode loads = await().atMost(TIMEOUT)
                .until(() -> loads(port), found -> found.path("hanging_loads").asInt(-1) == 0);
        return changes + " FIFOs in the place of " + RACES + " files, " + requests + " requests; " + loads;
    }

    private static JsonNode loads(int port) throws IOException {
        RawConnection.Answer answer = RawConnection.ask(port, RawConnection.get("/q/health/ready"));
        for (JsonNode check : JSON.readTree(answer.body()).path("checks")) {
            if (check.path("name").asText().equals("loads")) {
                return check.path("data");
            }
        }
        return MissingNode.getInstance();
    }
}
