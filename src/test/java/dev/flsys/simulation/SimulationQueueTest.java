package dev.flsys.simulation;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.json.JsonMapper;
import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.flsys.access.SessionId;
import dev.flsys.flower.command.StartParameters;
import dev.flsys.project.FlowerProject;
import dev.flsys.simulation.execution.Simulation;
import dev.flsys.simulation.execution.SimulationTask;
import dev.flsys.simulation.log.SimulationProblem;
import dev.flsys.simulation.record.SimulationStore;
import java.nio.file.Path;
import java.time.Duration;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.ThreadFactory;
import java.util.concurrent.atomic.AtomicBoolean;
import org.awaitility.Awaitility;
import org.junit.jupiter.api.AutoClose;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class SimulationQueueTest {

    private static final ObjectMapper JSON =
            JsonMapper.builder().findAndAddModules().build();

    @TempDir
    Path folder;

    @AutoClose("shutdownNow")
    private final ExecutorService executor = Executors.newCachedThreadPool();

    private final SimulationQueue queue = new SimulationQueue(1, 1, executor, UntilLeft::new, () -> {});

    /** Runs until it is stopped or left. */
    private record UntilLeft(Simulation simulation, CountDownLatch end) implements SimulationTask {

        UntilLeft(Simulation simulation) {
            this(simulation, new CountDownLatch(simulation.isStopping() ? 0 : 1));
        }

        @Override
        public void run() {
            try {
                end.await();
            } catch (InterruptedException stopped) {
                Thread.currentThread().interrupt();
            }
        }

        @Override
        public void stop(Duration grace) {
            end.countDown();
        }

        @Override
        public void leave(Duration grace) {
            end.countDown();
        }

        @Override
        public void checkSilence(Duration limit) {}
    }

    private Simulation begin(int place) {
        assertThat(queue.reserve()).isEqualTo(place);
        Simulation simulation = create();
        assertThat(queue.add(simulation)).isTrue();
        queue.startWaiting();
        return simulation;
    }

    private Simulation create() {
        ObjectNode parameters = JSON.createObjectNode();
        return Simulation.create(
                new SessionId("me"),
                parameters,
                StartParameters.read(parameters),
                new SimulationStore(new FlowerProject(folder), JSON));
    }

    @Test
    void a_simulation_waits_for_its_place_and_one_too_many_is_refused() {
        Simulation first = begin(0);
        Simulation second = begin(1);
        assertThat(queue.positionOf(second.id())).isEqualTo(1);
        assertThatThrownBy(queue::reserve)
                .isInstanceOfSatisfying(SimulationProblem.class, full -> assertThat(full.status())
                        .isEqualTo(429));

        queue.stop(first, Duration.ZERO);

        Awaitility.await().until(() -> queue.find(first.id()) == null);
        Awaitility.await().until(() -> queue.positionOf(second.id()) == 0);
        assertThat(queue.find(second.id())).isSameAs(second);
    }

    @Test
    void a_waiting_simulation_can_be_stopped_while_another_runs() {
        Simulation first = begin(0);
        Simulation second = begin(1);

        queue.stop(second, Duration.ZERO);

        Awaitility.await().until(() -> queue.find(second.id()) == null);
        assertThat(queue.find(first.id())).isSameAs(first);
    }

    @Test
    void a_closed_queue_waits_for_the_end_of_all_tasks_and_starts_none() throws InterruptedException {
        Simulation first = begin(0);
        Simulation second = begin(1);

        assertThat(queue.close()).containsExactly(second);
        queue.leave(Duration.ZERO, Duration.ofSeconds(20));

        assertThat(queue.find(first.id())).isNull();
        assertThatThrownBy(queue::reserve).hasMessageContaining("shutting down");
    }

    @Test
    void a_simulation_without_a_thread_waits_and_starts_later() {
        AtomicBoolean full = new AtomicBoolean(true);
        ThreadFactory threads = task -> {
            if (full.get()) {
                throw new OutOfMemoryError("unable to create native thread");
            }
            return new Thread(task);
        };
        try (Closing scarce = new Closing(Executors.newCachedThreadPool(threads))) {
            SimulationQueue poor = new SimulationQueue(1, 1, scarce.executor(), UntilLeft::new, () -> {});
            poor.reserve();
            Simulation simulation = create();
            poor.add(simulation);

            poor.startWaiting();
            assertThat(poor.positionOf(simulation.id())).isEqualTo(1);

            full.set(false);
            poor.checkSilence(Duration.ofMinutes(1));
            assertThat(poor.positionOf(simulation.id())).isZero();
            poor.stop(simulation, Duration.ZERO);
            Awaitility.await().until(() -> poor.find(simulation.id()) == null);
        }
    }

    private record Closing(ExecutorService executor) implements AutoCloseable {
        @Override
        public void close() {
            executor.shutdownNow();
        }
    }
}
