package dev.flsys.model.serving;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.flsys.project.FileStamp;
import dev.flsys.testsupport.FakeModel;
import dev.flsys.testsupport.RepeatingThreads;
import java.nio.file.Path;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.atomic.AtomicLong;
import org.junit.jupiter.api.Test;

class ModelSlotTest {

    private final ModelSlot slot = new ModelSlot();

    @Test
    void an_empty_slot_has_no_lease() {
        assertThat(slot.lease()).isEmpty();
        assertThat(slot.current()).isEmpty();
    }

    @Test
    void a_replaced_version_is_closed_with_its_last_lease() {
        FakeModel first = publish(1);
        ModelLease one = slot.lease().orElseThrow();
        ModelLease two = slot.lease().orElseThrow();
        FakeModel second = publish(2);
        assertThat(slot.lease().orElseThrow().model()).isSameAs(second);

        one.close();
        assertThat(first.isClosed()).isFalse();
        assertThat(two.model()).isSameAs(first);
        two.close();
        assertThat(first.isClosed()).isTrue();
        assertThat(second.isClosed()).isFalse();
    }

    @Test
    void a_lease_that_is_closed_twice_counts_once() {
        FakeModel model = publish(1);
        ModelLease kept = slot.lease().orElseThrow();
        ModelLease returned = slot.lease().orElseThrow();
        returned.close();
        returned.close();
        returned.close();
        slot.clear();
        assertThat(model.isClosed()).isFalse();
        assertThatThrownBy(returned::model).isInstanceOf(IllegalStateException.class);
        kept.close();
        assertThat(model.isClosed()).isTrue();
        assertThat(model.faults()).isZero();
    }

    @Test
    void clearing_is_done_when_the_model_is_closed() {
        publish(1);
        ModelLease lease = slot.lease().orElseThrow();
        var closed = slot.clear().toCompletableFuture();
        assertThat(slot.lease()).isEmpty();
        assertThat(closed).isNotDone();
        lease.close();
        assertThat(closed).isDone();
        assertThat(slot.clear().toCompletableFuture()).isDone();
    }

    @Test
    void a_slot_that_was_shut_takes_no_version() {
        FakeModel before = publish(1);
        slot.shut();
        FakeModel late = publish(2);
        assertThat(before.isClosed()).isTrue();
        assertThat(late.isClosed()).isTrue();
        assertThat(slot.lease()).isEmpty();
    }

    @Test
    void shutting_is_done_when_the_model_is_closed_or_the_slot_is_empty() {
        publish(1);
        ModelLease lease = slot.lease().orElseThrow();
        var closed = slot.shut().toCompletableFuture();
        assertThat(closed).isNotDone();
        lease.close();
        assertThat(closed).isDone();
        assertThat(slot.shut().toCompletableFuture()).isDone();
    }

    @Test
    void no_lease_ever_sees_a_closed_model_while_versions_are_swapped_and_cleared() throws Exception {
        List<FakeModel> all = new ArrayList<>();
        all.add(publish(0));
        AtomicLong uses = new AtomicLong();
        ThreadLocal<Long> lastSeen = ThreadLocal.withInitial(() -> 0L);
        try (RepeatingThreads threads = RepeatingThreads.repeat(8, () -> {
            var lease = slot.lease();
            if (lease.isPresent()) {
                try (ModelLease held = lease.get()) {
                    long version = held.version().number();
                    assertThat(version).isGreaterThanOrEqualTo(lastSeen.get());
                    lastSeen.set(version);
                    held.model().forward(new float[0]);
                    uses.incrementAndGet();
                }
            }
        })) {
            for (int version = 1; version <= 20_000; version++) {
                all.add(publish(version));
                if (version % 100 == 0) {
                    slot.clear();
                }
            }
            threads.stop();
        }
        slot.shut();

        assertThat(uses.get()).isPositive();
        assertThat(all).allMatch(FakeModel::isClosed).allMatch(model -> model.faults() == 0);
    }

    private FakeModel publish(int number) {
        FakeModel model = new FakeModel(number);
        slot.publish(new ModelVersion(
                "m", new FileStamp(Path.of("m.onnx"), number, Instant.EPOCH), Optional.empty(), model));
        return model;
    }
}
