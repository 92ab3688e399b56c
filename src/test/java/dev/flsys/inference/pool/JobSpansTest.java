package dev.flsys.inference.pool;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import dev.flsys.telemetry.RecordedTraces;
import dev.flsys.telemetry.Traces;
import io.opentelemetry.api.common.AttributeKey;
import io.opentelemetry.api.common.Attributes;
import io.opentelemetry.api.trace.Span;
import io.opentelemetry.api.trace.StatusCode;
import io.opentelemetry.context.Context;
import io.opentelemetry.sdk.trace.data.SpanData;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.stream.Collectors;
import org.junit.jupiter.api.Test;

class JobSpansTest {

    private final WorkerPool pool = new WorkerPool(1, 10, InferenceSettings.DEFAULT_TIMEOUT);

    private Job<Integer> run(JobQueue<Job<Integer>> queue, Context trace) {
        Job<Integer> job = new Job<>(new InferenceClient("client", () -> false, trace));
        pool.submit(queue, job);
        return job;
    }

    @Test
    void a_request_with_a_trace_has_a_span_of_its_wait_and_one_of_its_batch() throws Exception {
        try (RecordedTraces traces = new RecordedTraces()) {
            Span request = Objects.requireNonNull(Traces.begin("request", null, Attributes.empty()));
            Context trace = Context.root().with(request);
            JobQueue<Job<Integer>> good =
                    new JobQueue<>(jobs -> jobs.forEach(job -> job.answer().complete(1)), 8);
            JobQueue<Job<Integer>> bad =
                    new JobQueue<>(jobs -> jobs.forEach(job -> job.fail(InferenceProblem.failed("no"))), 8);
            run(good, trace).answer().join();
            await().until(() -> traces.spans().size() == 2);
            var unused = run(bad, trace).answer().exceptionally(failed -> 0).join();
            await().until(() -> traces.spans().size() == 4);

            List<SpanData> spans = traces.spans();
            assertThat(spans).allSatisfy(span -> {
                assertThat(span.getTraceId()).isEqualTo(request.getSpanContext().getTraceId());
                assertThat(span.getParentSpanId())
                        .isEqualTo(request.getSpanContext().getSpanId());
                assertThat(span.getEndEpochNanos()).isGreaterThanOrEqualTo(span.getStartEpochNanos());
            });
            Map<String, List<SpanData>> byName = spans.stream().collect(Collectors.groupingBy(SpanData::getName));
            assertThat(byName).containsOnlyKeys("queue", "inference");
            assertThat(byName.get("inference"))
                    .extracting(span -> span.getStatus().getStatusCode())
                    .containsExactly(StatusCode.UNSET, StatusCode.ERROR);
            assertThat(byName.getOrDefault("inference", List.of()))
                    .first()
                    .extracting(span -> span.getAttributes().get(AttributeKey.longKey("flsys.batch.size")))
                    .isEqualTo(1L);
        } finally {
            pool.stop();
        }
    }

    @Test
    void a_request_without_a_trace_has_no_span() throws Exception {
        try (RecordedTraces traces = new RecordedTraces()) {
            JobQueue<Job<Integer>> queue =
                    new JobQueue<>(jobs -> jobs.forEach(job -> job.answer().complete(1)), 8);
            Job<Integer> job = new Job<>("client", () -> false);
            pool.submit(queue, job);
            job.answer().join();
            pool.stop();
            assertThat(traces.spans()).isEmpty();
        }
    }
}
