package dev.flsys.tracking;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import dev.flsys.simulation.log.SimulationId;
import dev.flsys.simulation.log.SimulationState;
import dev.flsys.simulation.record.SimulationRecord;
import java.io.IOException;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.atomic.AtomicInteger;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

class RunExportsTest {

    private static final SimulationId ONE = new SimulationId("20260101-000000-00000001");
    private static final SimulationId TWO = new SimulationId("20260101-000000-00000002");

    private final Map<SimulationId, SimulationRecord> records = new ConcurrentHashMap<>();
    private final List<SimulationId> opened = new CopyOnWriteArrayList<>();
    private final List<SimulationId> marked = new CopyOnWriteArrayList<>();
    private final List<SimulationId> done = new CopyOnWriteArrayList<>();
    private final List<String> givenUp = new CopyOnWriteArrayList<>();
    private final AtomicInteger closed = new AtomicInteger();
    private volatile List<SimulationId> unfinished = List.of();
    private volatile boolean here = true;
    private volatile boolean absent;
    private volatile String refused = "";
    private volatile String failing = "";
    private volatile String damaged = "";
    private final RunExports exports = new RunExports(new FakeTool(), new FakeRuns(), Duration.ofMillis(5));

    private final class FakeRuns implements RunExports.Runs {
        @Override
        public boolean areHere() {
            return here;
        }

        @Override
        public Optional<SimulationRecord> record(SimulationId id) {
            return Optional.ofNullable(records.get(id));
        }

        @Override
        public List<SimulationId> with(String file, int max) {
            return unfinished;
        }
    }

    private final class FakeTool implements RunExports.Tool {
        @Override
        public String name() {
            return "a tool";
        }

        @Override
        public String file() {
            return "tool.json";
        }

        @Override
        public void mark(SimulationId id) {
            marked.add(id);
        }

        @Override
        public Optional<RunExport> open(SimulationRecord record) {
            opened.add(record.id());
            return Optional.of(new RunExport() {
                @Override
                public Next advance() throws IOException {
                    if (record.id().value().equals(damaged)) {
                        throw new RunUnreadable(new IOException("damaged"));
                    }
                    if (absent
                            || record.id().value().equals(failing)
                            || record.id().value().equals(refused)) {
                        throw new IOException("no answer");
                    }
                    if (!Objects.requireNonNull(records.get(record.id()))
                            .state()
                            .isFinal()) {
                        return Next.LATER;
                    }
                    done.add(record.id());
                    return Next.NOTHING;
                }

                @Override
                public void close() {
                    closed.incrementAndGet();
                }
            });
        }

        @Override
        public void giveUp(SimulationId id, String reason) {
            givenUp.add(id + ": " + reason);
        }

        @Override
        public boolean isFinal(Exception failure) {
            return !refused.isEmpty();
        }
    }

    private void run(SimulationId id, SimulationState state, boolean started) {
        Instant time = Instant.EPOCH;
        records.put(
                id,
                new SimulationRecord(
                        id,
                        new SimulationRecord.Request("owner", JsonNodeFactory.instance.objectNode(), null, null, null),
                        state,
                        new SimulationRecord.Times(time, started ? time : null, state.isFinal() ? time : null),
                        new SimulationRecord.Launched(null, "marker", null),
                        new SimulationRecord.Report(null, null, null, null, null),
                        new SimulationRecord.Training(null, null, null, null, null, null),
                        null,
                        null));
    }

    @AfterEach
    void close() {
        exports.close();
    }

    @Test
    void a_run_is_opened_when_it_has_started_and_closed_when_the_tool_has_all() {
        run(ONE, SimulationState.QUEUED, false);
        run(TWO, SimulationState.COMPLETED, true);
        exports.start();
        exports.add(ONE);
        exports.add(TWO);
        await().untilAsserted(() -> assertThat(done).containsExactly(TWO));
        assertThat(opened).containsExactly(TWO);

        run(ONE, SimulationState.RUNNING, true);
        await().untilAsserted(() -> assertThat(opened).contains(ONE));
        assertThat(exports.has(ONE)).isTrue();
        run(ONE, SimulationState.STOPPED, true);

        await().untilAsserted(() -> assertThat(exports.has(ONE)).isFalse());
        assertThat(done).containsExactly(TWO, ONE);
        assertThat(closed).hasValue(2);
    }

    @Test
    void a_run_that_never_started_is_forgotten() {
        run(ONE, SimulationState.STOPPED, false);
        exports.start();
        exports.add(ONE);
        exports.add(TWO);

        await().until(() -> !exports.has(ONE) && !exports.has(TWO));
        assertThat(opened).isEmpty();
    }

    @Test
    void an_absent_tool_gets_all_later() {
        absent = true;
        run(ONE, SimulationState.COMPLETED, true);
        run(TWO, SimulationState.COMPLETED, true);
        exports.start();
        exports.add(ONE);
        exports.add(TWO);
        await().until(() -> opened.size() >= 3);
        assertThat(exports.failure(ONE)).contains("no answer");

        absent = false;

        await().untilAsserted(() -> assertThat(done).containsExactlyInAnyOrder(ONE, TWO));
        assertThat(exports.failure(ONE)).isEmpty();
    }

    @Test
    void a_run_that_always_fails_does_not_delay_the_others() {
        failing = ONE.value();
        run(ONE, SimulationState.COMPLETED, true);
        exports.start();
        exports.add(ONE);
        // The sixth attempt follows 31 passes after the first one.
        await().until(() -> opened.size() >= 6);
        int before = opened.size();
        run(TWO, SimulationState.COMPLETED, true);
        exports.add(TWO);

        await().untilAsserted(() -> assertThat(done).containsExactly(TWO));
        assertThat(opened.subList(before, opened.size()))
                .as("TWO was the next one")
                .startsWith(TWO);
        assertThat(exports.has(ONE)).isTrue();
        assertThat(exports.failure(ONE)).contains("no answer");
    }

    @Test
    void all_runs_are_noted_before_an_absent_tool_is_asked() {
        absent = true;
        run(ONE, SimulationState.COMPLETED, true);
        run(TWO, SimulationState.COMPLETED, true);
        exports.add(ONE);
        exports.add(TWO);
        exports.start();

        await().until(() -> !opened.isEmpty());
        assertThat(marked).containsExactly(ONE, TWO);
    }

    @Test
    void a_refused_run_does_not_hold_up_the_others() {
        refused = ONE.value();
        run(ONE, SimulationState.COMPLETED, true);
        run(TWO, SimulationState.COMPLETED, true);
        exports.start();
        exports.add(ONE);
        exports.add(TWO);

        await().untilAsserted(() -> assertThat(done).containsExactly(TWO));
        assertThat(givenUp).containsExactly(ONE + ": no answer");
        assertThat(exports.has(ONE)).isFalse();
        assertThat(exports.failure(ONE)).isEmpty();
    }

    @Test
    void a_damaged_run_does_not_hold_up_the_others_and_is_not_refused() {
        damaged = ONE.value();
        run(ONE, SimulationState.COMPLETED, true);
        run(TWO, SimulationState.COMPLETED, true);
        exports.start();
        exports.add(ONE);
        exports.add(TWO);

        await().untilAsserted(() -> assertThat(done).containsExactly(TWO));
        assertThat(givenUp).isEmpty();
        assertThat(exports.has(ONE)).isFalse();
        assertThat(exports.failure(ONE)).isEmpty();
    }

    @Test
    void unfinished_runs_of_an_earlier_service_continue_once_this_service_runs_the_simulations() {
        here = false;
        unfinished = List.of(ONE);
        run(ONE, SimulationState.INTERRUPTED, true);
        exports.start();
        exports.add(TWO);
        run(TWO, SimulationState.COMPLETED, true);
        assertThat(opened).isEmpty();

        here = true;

        await().untilAsserted(() -> assertThat(done).containsExactlyInAnyOrder(ONE, TWO));
    }
}
