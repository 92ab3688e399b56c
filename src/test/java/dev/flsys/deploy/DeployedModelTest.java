package dev.flsys.deploy;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.within;
import static org.awaitility.Awaitility.await;

import dev.flsys.engine.InferenceDevice;
import dev.flsys.engine.file.ModelFormat;
import dev.flsys.engine.file.ModelUnusable;
import dev.flsys.model.serving.ModelLease;
import dev.flsys.project.FlowerProject;
import dev.flsys.testsupport.LogLines;
import dev.flsys.testsupport.OnnxFile;
import dev.flsys.testsupport.RepeatingThreads;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.nio.file.attribute.FileTime;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** With the real onnxruntime. Every output of these models is the weight times the sum of the row. */
class DeployedModelTest {

    private static final int IN = 4;

    @TempDir
    Path root;

    private final List<DeployedModel> services = new ArrayList<>();

    @BeforeEach
    void models() throws IOException {
        Files.write(root.resolve("one.onnx"), OnnxFile.linear(IN, 2, 1));
        Files.write(root.resolve("two.onnx"), OnnxFile.linear(IN, 2, 2));
        Files.write(root.resolve("three.onnx"), OnnxFile.linear(IN, 2, 3));
    }

    @AfterEach
    void stop() {
        services.forEach(DeployedModel::close);
    }

    @Test
    void the_configured_model_serves_first() {
        DeployedModel service = service("two.onnx");
        assertThat(answer(service)).isEqualTo("two.onnx 2.0");
    }

    @Test
    void without_a_configured_model_none_is_deployed_until_an_update() {
        DeployedModel service = service(null);
        assertThatThrownBy(service::lease)
                .isInstanceOfSatisfying(
                        DeployProblem.class, none -> assertThat(none.status()).isEqualTo(503))
                .hasMessageContaining("/update_model");
        update(service, "one.onnx");
        assertThat(answer(service)).isEqualTo("one.onnx 1.0");
    }

    @Test
    void an_update_is_done_when_the_version_before_is_closed() throws Exception {
        DeployedModel service = service("one.onnx");
        ModelLease held = service.lease();
        CompletableFuture<Void> update = service.update("two.onnx").toCompletableFuture();
        await().until(() -> answer(service).equals("two.onnx 2.0"));
        assertThat(update).isNotDone();
        assertThat(held.model().forward(row(), 1, IN)[0]).containsExactly(1, 1);
        held.close();
        update.get(30, TimeUnit.SECONDS);
    }

    @Test
    void a_file_that_cannot_be_deployed_is_refused_and_the_model_before_still_serves() throws IOException {
        byte[] good = Files.readAllBytes(root.resolve("one.onnx"));
        Files.write(root.resolve("empty.onnx"), new byte[0]);
        Files.write(root.resolve("truncated.onnx"), Arrays.copyOf(good, good.length / 2));
        Files.writeString(root.resolve("random.onnx"), "no model, but a text of some length. ".repeat(30));
        Files.write(root.resolve("renamed.pt"), good);
        Files.write(root.resolve("five_in.onnx"), OnnxFile.linear(5, 2, 1));
        Files.write(root.resolve("three_out.onnx"), OnnxFile.linear(IN, 3, 1));
        Files.write(root.resolve("diverged.onnx"), OnnxFile.linear(IN, 2, Float.NaN));
        Files.write(root.resolve("weights.bin"), OnnxFile.weights(2 * IN, 1));
        Files.write(root.resolve("external.onnx"), OnnxFile.external(IN, 2, "weights.bin"));
        DeployedModel service = service("two.onnx");
        for (String bad : List.of(
                "empty.onnx",
                "truncated.onnx",
                "random.onnx",
                "renamed.pt",
                "five_in.onnx",
                "three_out.onnx",
                "diverged.onnx",
                "external.onnx")) {
            assertThatThrownBy(() -> update(service, bad))
                    .as(bad)
                    .cause()
                    .isInstanceOf(ModelUnusable.class)
                    .hasMessageStartingWith(bad)
                    .hasMessageNotContaining(root.toString());
            assertThat(answer(service)).isEqualTo("two.onnx 2.0");
        }
        // refused by the archive's directory, before libtorch starts
        assertThatThrownBy(() -> update(service, "renamed.pt"))
                .cause()
                .hasMessage("renamed.pt does not load: it is no TorchScript archive.");
        assertThatThrownBy(() -> update(service, "none.onnx")).cause().hasFieldOrPropertyWithValue("status", 404);
        assertThat(answer(service)).isEqualTo("two.onnx 2.0");
        assertThat(root.resolve(".flsys/deploy/choice.json")).doesNotExist();
    }

    @Test
    void a_choice_survives_a_restart_until_the_operator_configures_another_model() {
        DeployedModel first = service("one.onnx");
        update(first, "two.onnx");
        first.close();
        assertThat(answer(service("one.onnx"))).isEqualTo("two.onnx 2.0");
        assertThat(answer(service("three.onnx"))).isEqualTo("three.onnx 3.0");
    }

    @Test
    void a_chosen_file_that_is_gone_at_a_start_leaves_the_configured_one() throws IOException {
        DeployedModel first = service("one.onnx");
        update(first, "two.onnx");
        first.close();
        Files.delete(root.resolve("two.onnx"));
        assertThat(answer(service("one.onnx"))).isEqualTo("one.onnx 1.0");
    }

    @Test
    void a_damaged_choice_is_ignored() throws IOException {
        Files.createDirectories(root.resolve(".flsys/deploy"));
        for (String damaged : List.of("", "{", "null", "[]", "{\"model_path\":3}", "{\"id\":\"x\"}")) {
            Files.writeString(root.resolve(".flsys/deploy/choice.json"), damaged);
            assertThat(answer(service("one.onnx"))).isEqualTo("one.onnx 1.0");
        }
    }

    @Test
    void a_choice_reaches_the_other_replicas() {
        DeployedModel here = service("one.onnx");
        DeployedModel there = service("one.onnx");
        update(here, "two.onnx");
        await().until(() -> answer(there).equals("two.onnx 2.0"));
        update(there, "three.onnx");
        await().until(() -> answer(here).equals("three.onnx 3.0"));
    }

    @Test
    void a_file_that_changes_is_swapped_in_and_a_bad_one_is_not() throws IOException {
        Path live = Files.write(root.resolve("live.onnx"), OnnxFile.linear(IN, 2, 1));
        // Two files of one size, written in one tick of the file system's clock, have equal stamps.
        Files.setLastModifiedTime(live, FileTime.from(Instant.now().minusSeconds(60)));
        DeployedModel service = service("live.onnx");
        replace("live.onnx", OnnxFile.linear(IN, 2, 5));
        await().until(() -> answer(service).equals("live.onnx 5.0"));
        replace("live.onnx", OnnxFile.linear(IN, 3, 6));
        replace("live.onnx", OnnxFile.linear(IN, 2, 7));
        await().until(() -> answer(service).equals("live.onnx 7.0"));
    }

    @Test
    void a_replaced_file_that_cannot_be_used_is_logged_once() throws IOException {
        DeployedModel service = service("one.onnx");
        try (LogLines log = LogLines.of(DeployedModel.class)) {
            replace("one.onnx", OnnxFile.linear(IN, 3, 6));
            await().until(() -> !log.lines().isEmpty());
            replace("one.onnx", OnnxFile.linear(IN, 2, 5));
            await().until(() -> answer(service).equals("one.onnx 5.0"));
            await().until(() -> log.lines().size() > 1);
            assertThat(log.lines())
                    .satisfiesExactly(
                            refused -> assertThat(refused)
                                    .startsWith("one.onnx is not deployed. The model before it still serves."),
                            served -> assertThat(served).startsWith("one.onnx has changed"));
        }
    }

    @Test
    void a_service_loads_neither_its_own_choice_again_nor_one_that_it_has_followed() {
        DeployedModel here = service("one.onnx");
        DeployedModel there = service("one.onnx");
        update(here, "two.onnx");
        await().until(() -> answer(there).equals("two.onnx 2.0"));
        List<Long> versions = List.of(version(here), version(there));
        // A choice that is not known as applied is followed within half a second, and again after five more.
        await().during(Duration.ofSeconds(7))
                .atMost(Duration.ofSeconds(60))
                .until(() -> List.of(version(here), version(there)).equals(versions));
    }

    @Test
    void a_choice_that_does_not_hold_any_more_is_not_followed_later() {
        DeployedModel first = service("one.onnx");
        update(first, "two.onnx");
        first.close();
        DeployedModel service = service("three.onnx");
        await().during(Duration.ofSeconds(2)).atMost(Duration.ofSeconds(60)).until(() -> answer(service)
                .equals("three.onnx 3.0"));
    }

    @Test
    void a_start_deletes_what_a_killed_service_left_beside_the_choice() throws IOException {
        Path folder = Files.createDirectories(root.resolve(".flsys/deploy"));
        Path half = Files.writeString(folder.resolve(".choice.json1.tmp"), "{");
        Files.setLastModifiedTime(half, FileTime.from(Instant.now().minusSeconds(600)));
        service(null);
        assertThat(half).doesNotExist();
    }

    @Test
    void a_choice_of_64_KiB_is_read_and_a_larger_one_is_not() throws IOException {
        update(service("one.onnx"), "two.onnx");
        Path choice = root.resolve(".flsys/deploy/choice.json");
        String stored = Files.readString(choice);
        Files.writeString(choice, stored + " ".repeat((64 << 10) - stored.length()));
        assertThat(answer(service("one.onnx"))).isEqualTo("two.onnx 2.0");
        Files.writeString(choice, stored + " ".repeat((64 << 10) - stored.length() + 1));
        assertThat(answer(service("one.onnx"))).isEqualTo("one.onnx 1.0");
    }

    @Test
    void a_closed_service_has_no_model_and_leaves_no_thread() {
        DeployedModel service = service("one.onnx");
        assertThat(service.canLoad()).isTrue();
        assertThat(service.hangingLoads()).isEmpty();
        try (ModelLease lease = service.leaseIfAny().orElseThrow()) {
            assertThat(lease.version().name()).isEqualTo("one.onnx");
        }
        assertThat(threads()).isPositive();
        service.close();
        assertThat(service.leaseIfAny()).isEmpty();
        await().until(() -> threads() == 0);
    }

    private static long threads() {
        return Thread.getAllStackTraces().keySet().stream()
                .filter(thread -> thread.getName().startsWith("flsys-deploy"))
                .count();
    }

    private static long version(DeployedModel service) {
        try (ModelLease lease = service.lease()) {
            return lease.version().number();
        }
    }

    @Test
    void concurrent_swaps_run_one_after_the_other() {
        DeployedModel service = service("one.onnx");
        List<CompletableFuture<Void>> updates = new ArrayList<>();
        for (int i = 0; i < 10; i++) {
            updates.add(service.update(i % 2 == 0 ? "two.onnx" : "three.onnx").toCompletableFuture());
        }
        CompletableFuture.allOf(updates.toArray(CompletableFuture[]::new)).join();
        assertThat(answer(service)).isEqualTo("three.onnx 3.0");
    }

    @Test
    void no_answer_is_mixed_and_none_is_old_after_an_update() throws Exception {
        DeployedModel service = service("one.onnx");
        CountDownLatch allAnswered = new CountDownLatch(4);
        try (RepeatingThreads threads = RepeatingThreads.repeat(4, () -> {
            assertThat(answer(service)).isIn("one.onnx 1.0", "two.onnx 2.0");
            allAnswered.countDown();
        })) {
            assertThat(allAnswered.await(30, TimeUnit.SECONDS)).isTrue();
            for (int swap = 0; swap < 50; swap++) {
                update(service, swap % 2 == 0 ? "two.onnx" : "one.onnx");
                assertThat(answer(service)).isEqualTo(swap % 2 == 0 ? "two.onnx 2.0" : "one.onnx 1.0");
            }
            threads.stop();
        }
    }

    @Test
    void the_deployed_model_is_described_with_its_lengths_and_the_candidates() throws IOException {
        DeployedModel service = service("./two.onnx");
        Deployment deployment = deployment(service);
        assertThat(deployment.modelPath()).isEqualTo("two.onnx");
        assertThat(deployment.format()).isEqualTo(ModelFormat.ONNX);
        assertThat(deployment.sizeBytes()).isEqualTo(Files.size(root.resolve("two.onnx")));
        assertThat(deployment.inputLength()).isEqualTo(IN);
        assertThat(deployment.outputLength()).isEqualTo(2);
        assertThat(deployment.reason()).isNull();
        assertThat(deployment.candidates())
                .extracting(DeployCandidate::modelPath)
                .containsExactly("one.onnx", "three.onnx", "two.onnx");
    }

    @Test
    void a_missing_model_is_described_with_the_reason_and_the_candidates() throws IOException {
        Files.writeString(root.resolve("text.onnx"), "no model");
        Deployment deployment = deployment(service("text.onnx"));
        assertThat(deployment.modelPath()).isNull();
        assertThat(deployment.reason()).startsWith("The model to deploy cannot be used: text.onnx does not load");
        assertThat(deployment.candidates())
                .extracting(DeployCandidate::modelPath)
                .contains("one.onnx", "three.onnx", "two.onnx");
        assertThat(deployment(service(null)).reason()).contains("/update_model");
    }

    @Test
    void the_load_of_the_first_model_is_reported() {
        DeployedModel service = new DeployedModel(
                new FlowerProject(root), new DeploySettings(Optional.of("one.onnx")), InferenceDevice.AUTO);
        services.add(service);
        assertThat(deployment(service).reason()).contains("is being loaded");
    }

    private Deployment deployment(DeployedModel service) {
        return service.deployment(new DeployCandidates(new FlowerProject(root), root.resolve("weights")));
    }

    private DeployedModel service(@org.jspecify.annotations.Nullable String configured) {
        FlowerProject project = new FlowerProject(root);
        DeployedModel service =
                new DeployedModel(project, new DeploySettings(Optional.ofNullable(configured)), InferenceDevice.AUTO);
        services.add(service);
        service.start(new io.quarkus.runtime.StartupEvent());
        service.started().toCompletableFuture().join();
        return service;
    }

    private static void update(DeployedModel service, String path) {
        service.update(path).toCompletableFuture().join();
    }

    /** The path of the model that serves, and its weight. */
    private static String answer(DeployedModel service) {
        try (ModelLease lease = service.lease()) {
            float[] outputs = lease.model().forward(row(), 1, IN)[0];
            assertThat(outputs).hasSize(2);
            assertThat(outputs[1]).isCloseTo(outputs[0], within(1e-6f));
            return lease.version().name() + " " + outputs[0];
        }
    }

    private static float[] row() {
        float[] row = new float[IN];
        row[IN - 1] = 1;
        return row;
    }

    private void replace(String name, byte[] content) throws IOException {
        Path next = Files.write(root.resolve("next"), content);
        Files.move(next, root.resolve(name), StandardCopyOption.ATOMIC_MOVE);
    }
}
