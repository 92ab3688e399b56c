package dev.flsys.model;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatNoException;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.awaitility.Awaitility.await;

import dev.flsys.engine.file.ModelUnusable;
import dev.flsys.model.serving.LoadTimes;
import dev.flsys.model.serving.ModelLease;
import dev.flsys.testsupport.FakeLoader;
import dev.flsys.testsupport.FakeModel;
import dev.flsys.testsupport.RepeatingThreads;
import dev.flsys.testsupport.SpecialFiles;
import dev.flsys.testsupport.TestProject;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionException;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.concurrent.atomic.AtomicLong;
import java.util.function.Supplier;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.condition.DisabledOnOs;
import org.junit.jupiter.api.condition.OS;
import org.junit.jupiter.api.io.TempDir;

/** Loads, swaps and evictions with a fake loader. One file, because all cases share the catalog, loader and clock. */
class ModelsTest {

    private final TestProject project;
    private final FakeLoader loader = new FakeLoader();
    private final AtomicLong clock = new AtomicLong();
    private Models models;

    ModelsTest(@TempDir Path folder) {
        project = TestProject.in(folder);
        models = models(2, Duration.ofSeconds(30));
    }

    @AfterEach
    void close() {
        loader.gate.countDown();
        models.close();
        assertThat(loader.models).allMatch(model -> model.faults() == 0);
    }

    @Test
    void a_model_is_loaded_by_the_first_request_and_shared_by_the_others() {
        project.write("weights/a.onnx", FakeLoader.onnx("1"));
        assertThat(state("a")).isEqualTo(ModelState.AVAILABLE);
        assertThat(answer("a")).isEqualTo(1);
        assertThat(answer("a")).isEqualTo(1);
        assertThat(loader.loads).hasValue(1);
        assertThat(state("a")).isEqualTo(ModelState.LOADED);
    }

    @Test
    void loaded_models_can_be_leased_without_a_load() {
        project.write("weights/a.onnx", FakeLoader.onnx("1"));
        project.write("weights/b.onnx", FakeLoader.onnx("2"));
        assertThat(models.loaded()).isEmpty();
        answer("a");
        List<ModelLease> leases = models.loaded();
        assertThat(leases).extracting(lease -> lease.version().name()).containsExactly("a");
        leases.forEach(ModelLease::close);
        assertThat(loader.loads).hasValue(1);
        models.close();
        assertThat(loader.models).as("all leases were closed").allMatch(FakeModel::isClosed);
    }

    @Test
    void all_requests_during_a_load_wait_for_that_load() throws Exception {
        project.write("weights/slow.onnx", FakeLoader.onnx("1"));
        List<CompletableFuture<ModelLease>> waiting = new ArrayList<>();
        waiting.add(lease("slow"));
        assertThat(loader.atGate.await(10, TimeUnit.SECONDS)).isTrue();
        for (int i = 0; i < 20; i++) {
            waiting.add(lease("slow"));
        }
        assertThat(models.loadProgress("slow")).contains("Loading slow");
        assertThat(waiting).noneMatch(CompletableFuture::isDone);
        waiting.get(3).cancel(false);

        loader.gate.countDown();
        for (CompletableFuture<ModelLease> waiter : waiting) {
            if (!waiter.isCancelled()) {
                waiter.get(10, TimeUnit.SECONDS).close();
            }
        }
        assertThat(loader.loads).hasValue(1);
        assertThat(models.loadProgress("slow")).isEmpty();
        models.close();
        assertThat(loader.models)
                .as("the lease of the cancelled request was closed")
                .allMatch(FakeModel::isClosed);
    }

    @Test
    void a_slow_export_does_not_delay_other_models() throws Exception {
        project.write("weights/slow.pth", "1");
        project.write("weights/a.onnx", FakeLoader.onnx("2"));
        var slow = lease("slow");
        assertThat(loader.atGate.await(10, TimeUnit.SECONDS)).isTrue();
        assertThat(answer("a")).isEqualTo(2);
        assertThat(slow).isNotDone();
        loader.gate.countDown();
        slow.get(20, TimeUnit.SECONDS).close();
    }

    @Test
    void an_unknown_id_is_404_and_takes_no_memory() {
        assertThatThrownBy(() -> answer("nothing")).hasFieldOrPropertyWithValue("status", 404);
        assertThatThrownBy(() -> answer("../a")).hasFieldOrPropertyWithValue("status", 404);
        project.write("weights/nothing.onnx", FakeLoader.onnx("1"));
        assertThat(answer("nothing")).isEqualTo(1);
    }

    @Test
    void a_broken_file_is_not_tried_on_each_request_but_again_after_a_while_or_when_it_changes() {
        project.write("weights/a.onnx", FakeLoader.onnx("broken"));
        assertThatThrownBy(() -> answer("a")).isInstanceOf(ModelUnusable.class).hasMessageContaining("no number");
        assertThatThrownBy(() -> answer("a")).isInstanceOf(ModelUnusable.class);
        assertThat(loader.loads).hasValue(1);
        assertThat(state("a")).isEqualTo(ModelState.UNAVAILABLE);
        assertThat(description("a").reason()).isEqualTo("The model a is no number.");

        clock.addAndGet(Duration.ofSeconds(11).toNanos());
        assertThatThrownBy(() -> answer("a")).isInstanceOf(ModelUnusable.class);
        assertThat(loader.loads).hasValue(2);

        project.write("weights/a.onnx", FakeLoader.onnx("5"));
        assertThat(answer("a")).isEqualTo(5);
        assertThat(description("a").reason()).isNull();
    }

    @Test
    void one_model_too_many_evicts_the_least_recently_used_idle_one() {
        project.write("weights/a.onnx", FakeLoader.onnx("1"));
        project.write("weights/b.onnx", FakeLoader.onnx("2"));
        project.write("weights/c.onnx", FakeLoader.onnx("3"));
        answer("a");
        clock.incrementAndGet();
        answer("b");
        clock.incrementAndGet();
        answer("a");
        clock.incrementAndGet();
        try (ModelLease inUse = lease("b").join()) {
            clock.incrementAndGet();
            answer("a");
            clock.incrementAndGet();
            answer("c");
            assertThat(state("a")).as("idle, though used later than b").isEqualTo(ModelState.AVAILABLE);
            assertThat(state("b")).isEqualTo(ModelState.LOADED);
            assertThat(inUse.model().forward(new float[0])[0][0]).isEqualTo(2);
        }
        assertThat(loader.models.stream().filter(model -> !model.isClosed())).hasSize(2);
        assertThat(answer("a")).isEqualTo(1);
        assertThat(state("b")).isEqualTo(ModelState.AVAILABLE);
    }

    @Test
    void a_failed_load_evicts_nothing() {
        project.write("weights/a.onnx", FakeLoader.onnx("1"));
        project.write("weights/b.onnx", FakeLoader.onnx("2"));
        project.write("weights/c.onnx", FakeLoader.onnx("broken"));
        answer("a");
        answer("b");
        assertThatThrownBy(() -> answer("c")).isInstanceOf(ModelUnusable.class);
        assertThat(state("a")).isEqualTo(ModelState.LOADED);
        assertThat(state("b")).isEqualTo(ModelState.LOADED);
    }

    @Test
    void a_changed_file_is_swapped_in_while_the_old_version_serves() {
        project.write("weights/a.onnx", FakeLoader.onnx("1"));
        answer("a");
        try (ModelLease old = lease("a").join()) {
            project.write("weights/a.onnx", FakeLoader.onnx("2"));
            later();
            assertThat(answer("a"))
                    .as("the request that finds the change is served at once")
                    .isEqualTo(1);
            await().until(() -> answer("a") == 2);
            assertThat(old.model().forward(new float[0])[0][0]).isEqualTo(1);
            assertThat(loader.models.get(0).isClosed()).isFalse();
        }
        assertThat(loader.models.get(0).isClosed()).isTrue();
    }

    @Test
    @Timeout(60)
    void a_loaded_model_is_leased_while_its_file_system_hangs() {
        project.write("weights/a.onnx", FakeLoader.onnx("1"));
        answer("a");
        CountDownLatch gate = new CountDownLatch(1);
        loader.models.get(0).beforeFile(() -> assertThatNoException().isThrownBy(gate::await));
        for (int i = 0; i < 3; i++) {
            later();
            assertThat(answer("a")).isEqualTo(1);
        }
        gate.countDown();
        project.write("weights/a.onnx", FakeLoader.onnx("2"));
        await().until(() -> {
            later();
            return answer("a") == 2;
        });
    }

    @Test
    void a_change_is_noticed_by_the_list_too() {
        project.write("weights/a.onnx", FakeLoader.onnx("1"));
        answer("a");
        project.write("weights/a.onnx", FakeLoader.onnx("2"));
        models.list();
        await().until(() -> loader.loads.get() == 2 && answer("a") == 2);
    }

    @Test
    void a_change_of_a_file_that_the_definition_read_swaps_the_model_at_its_next_use() throws Exception {
        project.write("weights/a.onnx", "1");
        Path config = project.write("config.json", "{}");
        answer("a");
        loader.models.get(0).dependOn(config);
        later();
        answer("a");
        assertThat(loader.loads).hasValue(1);
        project.write("config.json", "{\"hidden\": 2}");
        later();
        answer("a");
        await().until(() -> loader.loads.get() == 2 && loader.models.get(0).isClosed());
        later();
        answer("a");
        assertThat(loader.loads).hasValue(2);
    }

    @Test
    void a_change_of_the_options_swaps_the_model_at_its_next_use_and_nothing_else() throws Exception {
        project.write("weights/a.onnx", "1");
        project.write("weights/b.onnx", "2");
        answer("a");
        answer("b");
        try (ModelLease old = lease("a").join()) {
            project.write("flsys.toml", "[[model]]\nmatch = 'a'\nlabels = ['x', 'y']\n");
            later();
            answer("a");
            answer("b");
            await().until(() -> labels("a").equals(List.of("x", "y")));
            assertThat(old.version().options().orElseThrow()).isEqualTo(TestProject.OPTIONS);
            assertThat(old.model().forward(new float[0])[0][0]).isEqualTo(1);
        }
        assertThat(loader.loads).as("b has the options that it had").hasValue(3);
        Files.delete(project.root().resolve("flsys.toml"));
        models.list();
        await().until(() -> labels("a").equals(TestProject.OPTIONS.labels()));
        assertThat(loader.loads).hasValue(4);
    }

    @Test
    void the_list_has_the_options_that_predictions_have_now() throws Exception {
        project.write("weights/a.onnx", "1");
        project.write("weights/b.pth", "1");
        answer("a");
        project.write("flsys.toml", """
                [[model]]
                match = "*"
                labels = ["x"]
                class = "Net"
                resize = 9
                mean = [0.5]
                std = [0.5]
                """);
        ModelDescription before = description("a");
        assertThat(before.labels()).isEqualTo(TestProject.OPTIONS.labels());
        assertThat(before.input()).isEqualTo(new ModelInput(8, null, "squash", null, null));
        assertThat(before.activation()).isEqualTo("auto");
        await().until(() -> labels("a").equals(List.of("x")));
        assertThat(description("a").labels()).containsExactly("x");
        assertThat(description("a").className())
                .as("an ONNX file needs no class")
                .isNull();
        assertThat(description("b").className()).isEqualTo("Net");
        assertThat(description("b").input()).isEqualTo(new ModelInput(8, null, 9, List.of(0.5f), List.of(0.5f)));
    }

    @Test
    void faults_in_the_options_and_a_new_history_swap_nothing() {
        project.write("weights/a.onnx", "1");
        answer("a");
        project.write("flsys.toml", "[[model]]\nmatch = 'a'\nlables = ['x', 'y']\n");
        models.list();
        project.write("flsys.toml", "[[model]]\nmatch = 'a'\nhistory = 'runs/a.json'\n");
        later();
        answer("a");
        await().until(() -> project.catalog().require("a").options().history().isPresent());
        models.list();
        later();
        answer("a");
        assertThat(loader.loads).hasValue(1);
    }

    @Test
    void a_failed_load_is_tried_again_at_once_when_the_options_changed() {
        project.write("weights/a.onnx", FakeLoader.onnx("broken"));
        assertThatThrownBy(() -> answer("a")).isInstanceOf(ModelUnusable.class);
        assertThat(description("a").reason()).isNotNull();
        project.write("flsys.toml", "[[model]]\nmatch = 'a'\nclass = 'Other'\n");
        assertThat(description("a").reason())
                .as("the reason was that of the options before")
                .isNull();
        assertThatThrownBy(() -> answer("a")).isInstanceOf(ModelUnusable.class);
        assertThat(loader.loads).hasValue(2);
    }

    @Test
    void options_that_change_during_a_load_are_those_of_the_version_that_serves() throws Exception {
        project.write("weights/slow.onnx", "1");
        var waiting = lease("slow");
        assertThat(loader.atGate.await(10, TimeUnit.SECONDS)).isTrue();
        project.write("flsys.toml", "[[model]]\nmatch = '*'\nlabels = ['x']\n");
        models.list();
        loader.gate.countDown();
        try (ModelLease lease = waiting.get(10, TimeUnit.SECONDS)) {
            assertThat(lease.version().options().orElseThrow().labels()).containsExactly("x");
        }
    }

    @Test
    void no_request_fails_while_the_options_change() throws Exception {
        project.write("weights/a.onnx", "1");
        answer("a");
        try (RepeatingThreads threads = RepeatingThreads.repeat(4, () -> {
            clock.addAndGet(1_000_000);
            assertThat(answer("a")).isEqualTo(1);
        })) {
            for (int round = 1; round <= 20; round++) {
                String label = "round " + round;
                project.write("flsys.toml", "[[model]]\nmatch = '*'\nlabels = ['" + label + "']\n");
                models.list();
                await().until(() -> labels("a").equals(List.of(label)));
            }
            threads.stop();
        }
    }

    @Test
    void a_bad_new_content_is_reported_and_the_old_version_still_serves() {
        project.write("weights/a.onnx", FakeLoader.onnx("1"));
        answer("a");
        project.write("weights/a.onnx", FakeLoader.onnx("broken"));
        later();
        answer("a");
        await().until(() -> description("a").reason() != null);
        assertThat(state("a")).isEqualTo(ModelState.LOADED);
        assertThat(answer("a")).isEqualTo(1);
        later();
        assertThat(answer("a")).isEqualTo(1);
        assertThat(loader.loads).hasValue(2);
    }

    @Test
    void a_file_that_is_gone_is_unknown_and_its_version_closed() throws IOException {
        Path file = project.write("weights/a.onnx", FakeLoader.onnx("1"));
        answer("a");
        Files.delete(file);
        later();
        await().untilAsserted(() -> assertThatThrownBy(() -> answer("a")).hasFieldOrPropertyWithValue("status", 404));
        assertThat(loader.models).singleElement().matches(FakeModel::isClosed);
    }

    @Test
    @DisabledOnOs(OS.WINDOWS)
    void a_special_file_in_the_place_of_a_model_is_reported_and_the_old_version_still_serves() throws IOException {
        Path a = project.write("weights/a.onnx", FakeLoader.onnx("1"));
        Path b = project.write("weights/b.onnx", FakeLoader.onnx("2"));
        answer("a");
        answer("b");
        Files.delete(a);
        SpecialFiles.fifo(a);
        Files.delete(b);
        Files.createSymbolicLink(b, SpecialFiles.socket(project.root().resolve("weights/socket")));
        later();
        for (String id : List.of("a", "b")) {
            assertThat(description(id).reason()).contains("is not a regular file");
            assertThat(state(id)).isEqualTo(ModelState.LOADED);
        }
        await().during(Duration.ofMillis(500)).until(() -> answer("a") == 1 && answer("b") == 2);
        Files.delete(a);
        Files.delete(b);
        project.write("weights/a.onnx", FakeLoader.onnx("3"));
        project.write("weights/b.onnx", FakeLoader.onnx("4"));
        later();
        await().until(() -> answer("a") == 3 && answer("b") == 4);
        assertThat(description("a").reason()).isNull();
    }

    @Test
    void a_file_that_takes_the_id_over_is_served() {
        project.write("weights/a.onnx", FakeLoader.onnx("1"));
        answer("a");
        project.write("weights/a.pt", "2");
        models.list();
        await().until(() -> answer("a") == 2);
        assertThat(answer("a.onnx")).isEqualTo(1);
    }

    @Test
    void a_file_that_changes_during_its_load_is_loaded_again_before_it_serves() throws Exception {
        project.write("weights/slow.onnx", FakeLoader.onnx("1"));
        var waiting = lease("slow");
        assertThat(loader.atGate.await(10, TimeUnit.SECONDS)).isTrue();
        project.write("weights/slow.onnx", FakeLoader.onnx("2"));
        loader.gate.countDown();
        try (ModelLease lease = waiting.get(10, TimeUnit.SECONDS)) {
            assertThat(lease.model().forward(new float[0])[0][0]).isEqualTo(2);
        }
        assertThat(loader.models.get(0).isClosed()).isTrue();
    }

    @Test
    void a_load_that_takes_too_long_fails_and_is_interrupted() {
        models.close();
        models = models(2, Duration.ofMillis(500));
        project.write("weights/slow.onnx", FakeLoader.onnx("1"));
        assertThatThrownBy(() -> answer("slow"))
                .isInstanceOf(ModelUnusable.class)
                .hasMessageContaining("was not loaded within");
        assertThat(loader.models).isEmpty();
        project.write("weights/a.onnx", FakeLoader.onnx("1"));
        assertThat(answer("a")).isEqualTo(1);
    }

    @Test
    void a_load_that_nothing_can_end_blocks_its_own_model_only() {
        models.close();
        models = models(2, Duration.ofMillis(900));
        for (int i = 1; i <= 3; i++) {
            String id = "stuck" + i;
            project.write("weights/" + id + ".onnx", FakeLoader.onnx("1"));
            assertThatThrownBy(() -> answer(id)).hasMessageContaining("was not loaded within 900 ms");
        }
        assertThat(models.hangingLoads()).containsExactly("stuck1", "stuck2", "stuck3");
        project.write("weights/a.onnx", FakeLoader.onnx("1"));
        assertThat(answer("a")).isEqualTo(1);
        int loads = loader.loads.get();
        clock.addAndGet(Duration.ofSeconds(11).toNanos());
        assertThatThrownBy(() -> answer("stuck1")).hasMessageContaining("an earlier load of this file did not end");
        assertThat(loader.loads).hasValue(loads);
        assertThat(models.canLoad()).isTrue();

        loader.gate.countDown();
        await().until(() -> models.hangingLoads().isEmpty());
        clock.addAndGet(Duration.ofSeconds(11).toNanos());
        assertThat(answer("stuck1")).isEqualTo(1);
    }

    @Test
    void hanging_loads_are_bounded_and_then_none_is_possible() {
        models.close();
        models = models(2, Duration.ofMillis(300));
        for (int i = 1; i <= 6; i++) {
            String id = "stuck" + i;
            project.write("weights/" + id + ".onnx", FakeLoader.onnx("1"));
            assertThatThrownBy(() -> answer(id)).hasMessageContaining("was not loaded within");
        }
        assertThat(models.canLoad()).isFalse();
        project.write("weights/a.onnx", FakeLoader.onnx("1"));
        assertThatThrownBy(() -> answer("a"))
                .hasMessageContaining("too many earlier loads")
                .hasFieldOrPropertyWithValue("status", 503);
        loader.gate.countDown();
        await().until(models::canLoad);
        // the refusal says nothing about the file, so it is not remembered
        assertThat(answer("a")).isEqualTo(1);
    }

    @Test
    void closing_waits_for_leases_and_refuses_new_ones() throws Exception {
        project.write("weights/a.onnx", FakeLoader.onnx("1"));
        project.write("weights/slow.onnx", FakeLoader.onnx("1"));
        ModelLease lease = lease("a").get(10, TimeUnit.SECONDS);
        var waiting = lease("slow");
        assertThat(loader.atGate.await(10, TimeUnit.SECONDS)).isTrue();
        var threads = Executors.newSingleThreadExecutor();
        Future<?> closing = threads.submit(models::close);
        assertThatThrownBy(waiting::join).cause().hasFieldOrPropertyWithValue("status", 503);
        await().untilAsserted(() -> assertThatThrownBy(() -> answer("a")).hasFieldOrPropertyWithValue("status", 503));
        assertThat(lease.model().forward(new float[0])[0][0]).isEqualTo(1);
        assertThat(closing.isDone()).isFalse();
        lease.close();
        closing.get(10, TimeUnit.SECONDS);
        assertThat(loader.models).allMatch(FakeModel::isClosed);
        threads.shutdown();
    }

    @Test
    void no_request_fails_or_gets_a_closed_model_while_files_change_and_models_are_evicted() throws Exception {
        List<String> ids = List.of("a", "b", "c", "d");
        ids.forEach(id -> project.write("weights/" + id + ".onnx", FakeLoader.onnx("0")));
        AtomicInteger next = new AtomicInteger();
        try (RepeatingThreads threads = RepeatingThreads.repeat(8, () -> {
            clock.addAndGet(1_000_000);
            answer(ids.get(next.getAndIncrement() % ids.size()));
        })) {
            for (int round = 1; round <= 40; round++) {
                int loads = loader.loads.get();
                // replaced atomically, so no half of it is visible
                Path file = project.write("weights/next.tmp", String.valueOf(round));
                Files.move(
                        file, project.weights().resolve(ids.get(round % 4) + ".onnx"), StandardCopyOption.ATOMIC_MOVE);
                await().until(() -> loader.loads.get() > loads);
            }
            threads.stop();
        }
        models.close();
        assertThat(loader.models).allMatch(FakeModel::isClosed);
    }

    private Models models(int inMemory, Duration deadline) {
        LoadTimes times = new LoadTimes(
                Duration.ofSeconds(1),
                Duration.ofMillis(5),
                Duration.ofMillis(5),
                deadline,
                Duration.ofSeconds(10),
                Duration.ofSeconds(1));
        return new Models(project.project(), project.catalog(), loader, inMemory, times, clock::get);
    }

    private CompletableFuture<ModelLease> lease(String id) {
        return models.lease(id).toCompletableFuture();
    }

    /** The labels of the version that serves. */
    private List<String> labels(String id) throws Exception {
        try (ModelLease lease = lease(id).get(20, TimeUnit.SECONDS)) {
            return lease.version().options().orElseThrow().labels();
        }
    }

    private float answer(String id) {
        return unwrapped(() -> {
            try (ModelLease lease = lease(id).get(20, TimeUnit.SECONDS)) {
                return lease.model().forward(new float[0])[0][0];
            } catch (ExecutionException failed) {
                throw new CompletionException(failed.getCause());
            } catch (Exception failed) {
                throw new AssertionError(failed);
            }
        });
    }

    private static float unwrapped(Supplier<Float> call) {
        try {
            return call.get();
        } catch (CompletionException failed) {
            if (failed.getCause() instanceof RuntimeException cause) {
                throw cause;
            }
            throw failed;
        }
    }

    private ModelState state(String id) {
        return description(id).state();
    }

    private ModelDescription description(String id) {
        return models.list().stream()
                .filter(model -> model.id().value().equals(id))
                .findFirst()
                .orElseThrow();
    }

    /** Lets time pass until the next request checks the file again. */
    private void later() {
        clock.addAndGet(Duration.ofSeconds(2).toNanos());
    }
}
