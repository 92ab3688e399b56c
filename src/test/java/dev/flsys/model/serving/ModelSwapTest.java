package dev.flsys.model.serving;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.awaitility.Awaitility.await;

import dev.flsys.engine.EngineModel;
import dev.flsys.engine.file.ModelUnusable;
import dev.flsys.project.FileStamp;
import dev.flsys.testsupport.FakeLoader;
import dev.flsys.testsupport.FakeModel;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.util.concurrent.Callable;
import java.util.concurrent.CountDownLatch;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

class ModelSwapTest {

    private final CountDownLatch begun = new CountDownLatch(1);
    private final CountDownLatch release = new CountDownLatch(1);
    private final FakeModel old = new FakeModel(1);
    private final FakeModel next = new FakeModel(2);
    private final ModelSlot slot = new ModelSlot();
    private final LoadThreads loadThreads =
            new LoadThreads("test-loader", new LoadThreads.Limits(1, 3, 4), Duration.ofMillis(500));

    @AfterEach
    void release() {
        release.countDown();
        loadThreads.close();
        assertThat(old.faults() + next.faults()).isZero();
    }

    @Test
    void a_published_model_serves_and_the_one_before_is_closed() throws Exception {
        publish("a", old);
        publish("b", next);
        try (ModelLease lease = slot.lease().orElseThrow()) {
            assertThat(lease.model()).isSameAs(next);
        }
        assertThat(old.isClosed()).isTrue();
        assertThat(next.isClosed()).isFalse();
    }

    @Test
    void a_model_that_does_not_meet_a_requirement_is_closed_and_the_one_before_still_serves() throws Exception {
        publish("a", old);
        assertThatThrownBy(() -> {
                    try (ModelSwap swap = load("b", () -> next)) {
                        swap.require((b, a) -> {
                            throw new ModelUnusable(b.name() + " must not replace " + a.name());
                        });
                        swap.publish();
                    }
                })
                .hasMessage("b must not replace a");
        assertThat(next.isClosed()).isTrue();
        assertThat(slot.current().orElseThrow().name()).isEqualTo("a");
        assertThat(old.isClosed()).isFalse();
    }

    @Test
    void a_drain_that_takes_too_long_leaves_the_model_to_its_last_lease() throws Exception {
        publish("a", old);
        try (ModelLease held = slot.lease().orElseThrow();
                ModelSwap swap = load("b", () -> next)) {
            assertThat(swap.publishAndDrain(Duration.ofMillis(20))).isFalse();
            assertThat(held.model()).isSameAs(old);
            assertThat(old.isClosed()).isFalse();
        }
        assertThat(old.isClosed()).isTrue();
    }

    @Test
    void a_model_whose_load_ends_after_the_waiting_thread_was_interrupted_is_closed() throws Exception {
        Thread waiting = new Thread(
                () -> assertThatThrownBy(() -> load("a", () -> deaf(next))).isInstanceOf(InterruptedException.class));
        waiting.start();
        begun.await();
        waiting.interrupt();
        waiting.join();
        assertThat(loadThreads.hanging()).containsExactly("a");
        release.countDown();
        await().until(next::isClosed);
    }

    @Test
    void a_swap_is_outdated_once_its_file_has_changed_or_is_gone(@TempDir Path folder) throws Exception {
        Path file = Files.writeString(folder.resolve("a"), "before");
        FileStamp stamp = FileStamp.read(file).orElseThrow();
        try (ModelSwap swap = ModelSwap.load(slot, loadThreads, "a", stamp, () -> next)) {
            assertThat(swap.isOutdated()).isFalse();
            Files.writeString(file, "after it");
            assertThat(swap.isOutdated()).isTrue();
            Files.delete(file);
            assertThat(swap.isOutdated()).isTrue();
        }
    }

    @Test
    void a_load_that_does_not_end_fails_and_is_not_tried_again_with_the_same_file() {
        assertThatThrownBy(() -> load("a", () -> deaf(old)))
                .isInstanceOf(ModelUnusable.class)
                .hasMessageContaining("was not loaded within 500 ms");
        assertThat(loadThreads.hanging()).containsExactly("a");
        assertThatThrownBy(() -> load("a", () -> next))
                .hasMessageContaining("an earlier load of this file did not end");
        assertThatThrownBy(() -> load("b", ModelSwapTest::broken)).hasMessage("b is broken");
        release.countDown();
        await().until(() -> loadThreads.hanging().isEmpty() && old.isClosed());
    }

    @Test
    void an_error_of_a_load_fails_it_and_names_the_log() {
        assertThatThrownBy(() -> load("a", () -> {
                    throw new OutOfMemoryError("test");
                }))
                .isInstanceOf(ModelUnusable.class)
                .hasMessageContaining("The service's log has the reason");
    }

    @Test
    void four_loads_may_hang_and_then_none_is_possible() {
        for (String name : new String[] {"a", "b", "c", "d"}) {
            assertThat(loadThreads.canLoad()).isTrue();
            assertThatThrownBy(() -> load(name, () -> deaf(new FakeModel(0)))).isInstanceOf(ModelUnusable.class);
        }
        assertThat(loadThreads.canLoad()).isFalse();
        assertThatThrownBy(() -> load("e", () -> next)).hasMessageContaining("too many earlier loads");
        release.countDown();
        await().until(loadThreads::canLoad);
    }

    @Test
    @Timeout(60)
    void a_load_is_answered_after_one_of_four_hanging_loads_has_ended() throws Exception {
        CountDownLatch first = new CountDownLatch(1);
        assertThatThrownBy(() -> load("a", () -> {
                    FakeLoader.awaitDeaf(first);
                    return new FakeModel(0);
                }))
                .isInstanceOf(ModelUnusable.class);
        for (String name : new String[] {"b", "c", "d"}) {
            assertThatThrownBy(() -> load(name, () -> deaf(new FakeModel(0)))).isInstanceOf(ModelUnusable.class);
        }
        first.countDown();
        await().until(loadThreads::canLoad);
        publish("e", next);
    }

    private void publish(String name, EngineModel model) throws InterruptedException {
        try (ModelSwap swap = load(name, () -> model)) {
            assertThat(swap.publishAndDrain(Duration.ofSeconds(10))).isTrue();
        }
    }

    private ModelSwap load(String name, Callable<EngineModel> load) throws InterruptedException {
        return ModelSwap.load(slot, loadThreads, name, new FileStamp(Path.of(name), 1, Instant.EPOCH), load);
    }

    /** A load that no interrupt ends, such as native code. */
    private EngineModel deaf(EngineModel model) {
        begun.countDown();
        FakeLoader.awaitDeaf(release);
        return model;
    }

    private static EngineModel broken() {
        throw new ModelUnusable("b is broken");
    }
}
