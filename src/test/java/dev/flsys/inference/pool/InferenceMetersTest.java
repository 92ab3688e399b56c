package dev.flsys.inference.pool;

import static org.assertj.core.api.Assertions.assertThat;

import dev.flsys.inference.TensorJob;
import io.micrometer.core.instrument.Counter;
import io.micrometer.core.instrument.Timer;
import io.micrometer.core.instrument.simple.SimpleMeterRegistry;
import java.time.Duration;
import java.util.Set;
import java.util.concurrent.CancellationException;
import java.util.concurrent.CompletionException;
import java.util.concurrent.atomic.AtomicLong;
import java.util.stream.Collectors;
import org.junit.jupiter.api.Test;

class InferenceMetersTest {

    private final SimpleMeterRegistry registry = new SimpleMeterRegistry();
    private final AtomicLong clock = new AtomicLong(Long.MAX_VALUE - 5);
    private final InferenceMeters meters = new InferenceMeters(registry, clock::get);

    private Set<String> models() {
        return registry.find("flsys.inference.requests").tag("operation", "picture").meters().stream()
                .map(meter -> String.valueOf(meter.getId().getTag("model")))
                .collect(Collectors.toSet());
    }

    private double successes(String model) {
        Counter counter = registry.find("flsys.inference.requests")
                .tags("operation", "picture", "model", model, "outcome", "success")
                .counter();
        return counter == null ? -1 : counter.count();
    }

    @Test
    void a_leased_model_has_a_label_of_its_own() {
        meters.leased(Operation.PICTURE, "LeNet");
        meters.named(Operation.PICTURE, "LeNet").countEnd(RequestOutcome.SUCCESS);
        assertThat(successes("LeNet")).isEqualTo(1);
        assertThat(successes("other")).isZero();
    }

    @Test
    void a_name_that_was_never_leased_is_no_label() {
        for (int i = 0; i < 1_000; i++) {
            meters.named(Operation.PICTURE, "unknown" + i).countEnd(RequestOutcome.REJECTED);
        }
        assertThat(models()).containsExactly("other");
    }

    @Test
    void the_number_of_labels_is_bounded_and_the_rest_counts_as_other() {
        for (int i = 0; i < 100; i++) {
            meters.leased(Operation.PICTURE, "m" + i).countEnd(RequestOutcome.SUCCESS);
        }
        assertThat(models())
                .hasSize(InferenceMeters.MAX_MODELS + 1)
                .contains("m0", "m19", "other")
                .doesNotContain("m20");
        assertThat(successes("other")).isEqualTo(80);
    }

    @Test
    void a_model_that_was_not_used_for_an_hour_gives_up_its_label() {
        for (int i = 0; i < InferenceMeters.MAX_MODELS; i++) {
            meters.leased(Operation.PICTURE, "m" + i);
        }
        clock.addAndGet(Duration.ofMinutes(59).toNanos());
        for (int i = 1; i < InferenceMeters.MAX_MODELS; i++) {
            meters.leased(Operation.PICTURE, "m" + i);
        }
        meters.leased(Operation.PICTURE, "new");
        assertThat(models()).contains("m0").doesNotContain("new");

        clock.addAndGet(Duration.ofMinutes(2).toNanos());
        meters.leased(Operation.PICTURE, "new").countEnd(RequestOutcome.SUCCESS);
        assertThat(models())
                .hasSize(InferenceMeters.MAX_MODELS + 1)
                .contains("new", "m1")
                .doesNotContain("m0");
        assertThat(successes("new")).isEqualTo(1);
    }

    @Test
    void each_outcome_has_its_label() {
        assertThat(RequestOutcome.of(null)).isEqualTo(RequestOutcome.SUCCESS);
        assertThat(RequestOutcome.of(new CompletionException(InferenceProblem.badInput("x"))))
                .isEqualTo(RequestOutcome.REJECTED);
        assertThat(RequestOutcome.of(InferenceProblem.queueFull())).isEqualTo(RequestOutcome.QUEUE_FULL);
        assertThat(RequestOutcome.of(InferenceProblem.loading(""))).isEqualTo(RequestOutcome.LOADING);
        assertThat(RequestOutcome.of(InferenceProblem.notCalled("x"))).isEqualTo(RequestOutcome.TIMEOUT);
        assertThat(RequestOutcome.of(InferenceProblem.failed("x"))).isEqualTo(RequestOutcome.FAILED);
        assertThat(RequestOutcome.of(new CancellationException())).isEqualTo(RequestOutcome.ABANDONED);
        assertThat(RequestOutcome.of(new OutOfMemoryError())).isEqualTo(RequestOutcome.FAILED);
        assertThat(RequestOutcome.QUEUE_FULL.label()).isEqualTo("queue_full");
    }

    @Test
    void a_pool_measures_the_wait_and_the_time_of_each_batch() throws Exception {
        WorkerPool pool = new WorkerPool(
                1, 10, InferenceSettings.DEFAULT_TIMEOUT, InferenceSettings.DEFAULT_PICTURE_TIMEOUT, meters);
        AtomicLong measured = new AtomicLong();
        JobQueue<TensorJob> queue = new JobQueue<>(
                jobs -> jobs.forEach(job -> job.answer().complete(null)), 10, nanos -> measured.addAndGet(nanos));
        TensorJob job = new TensorJob(new byte[0], () -> false);
        pool.submit(queue, job);
        job.answer().join();
        pool.stop();
        Timer waits = registry.get("flsys.inference.queue").timer();
        assertThat(waits.count()).isEqualTo(1);
        assertThat(registry.get("flsys.inference.batch.size").summary().totalAmount())
                .isEqualTo(1);
        assertThat(measured.get()).isPositive();
    }
}
