package dev.flsys.live;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import dev.flsys.simulation.RoundAccuracy;
import dev.flsys.simulation.log.SimulationId;
import dev.flsys.testsupport.DescribedEvents;
import dev.flsys.testsupport.Unchecked;
import io.smallrye.mutiny.Uni;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;

class AccuracyWatchesTest {

    private static final ObjectMapper JSON = new ObjectMapper();
    private static final SimulationId RUN = SimulationId.parse("20261128-101500-1a2b3c4d");

    private boolean running = true;
    private boolean measuring;
    private RoundAccuracy.@Nullable Measured measured;
    private final AccuracyWatches watches = new AccuracyWatches(id -> running, new RoundAccuracy() {
        @Override
        public boolean isMeasuring(SimulationId simulation) {
            return measuring;
        }

        @Override
        public Optional<Object> state(SimulationId simulation) {
            return Optional.ofNullable(measured);
        }

        @Override
        public Optional<Measured> latest(SimulationId simulation) {
            return Optional.ofNullable(measured);
        }
    });

    /** A connection that takes a frame when the test says so. */
    private static final class Client implements LiveConnection {

        private final String id;
        private final List<Frame> frames = new ArrayList<>();
        private CompletableFuture<Void> taken = new CompletableFuture<>();

        Client(String id) {
            this.id = id;
        }

        @Override
        public String id() {
            return id;
        }

        @Override
        public LiveProtocol protocol() {
            return LiveProtocol.WEBSOCKET;
        }

        @Override
        public boolean isOpen() {
            return true;
        }

        @Override
        public Uni<Void> send(Frame frame) {
            frames.add(frame);
            taken = new CompletableFuture<>();
            return Uni.createFrom().completionStage(taken);
        }

        void take() {
            taken.complete(null);
        }

        JsonNode last() {
            return Unchecked.io(
                    () -> JSON.readTree(frames.get(frames.size() - 1).json()));
        }
    }

    private void measure(int round, double accuracy) {
        measured = new RoundAccuracy.Measured("LeNet@" + RUN.value(), round, 40, accuracy, round, null);
    }

    private Client watching() {
        Client client = new Client("a");
        assertThat(watches.add(RUN, client)).isTrue();
        watches.sendFirst(RUN, client);
        return client;
    }

    @Test
    void the_last_measurement_is_sent_at_once_as_the_description_has_it() throws Exception {
        measure(3, 0.75);
        Client client = watching();

        JsonNode event = client.last();
        assertThat(event).isEqualTo(Unchecked.io(() -> JSON.readTree("""
                {"event": "simulation_accuracy", "data": {"simulation_id": "20261128-101500-1a2b3c4d",
                 "model_id": "LeNet@20261128-101500-1a2b3c4d", "round": 3, "accuracy": 0.75, "pictures": 40,
                 "measured": 3}}\
                """)));
        assertThat(DescribedEvents.faultsOfFrame(event)).isEmpty();
    }

    @Test
    void each_measurement_is_sent_once() {
        Client client = watching();
        watches.pass();
        assertThat(client.frames).isEmpty();
        measure(1, 0.5);
        watches.pass();
        client.take();
        watches.pass();
        assertThat(client.frames).hasSize(1);
        measure(2, 0.6);
        watches.pass();
        assertThat(client.last().at("/data/round").asInt()).isEqualTo(2);
    }

    @Test
    void the_last_round_is_sent_although_it_is_measured_after_the_end() {
        Client client = watching();
        running = false;
        measuring = true;
        watches.pass();
        measure(5, 0.9);
        measuring = false;
        watches.pass();
        assertThat(client.last().at("/data/round").asInt()).isEqualTo(5);
        client.take();
        watches.pass();
        measure(6, 1);
        watches.pass();
        assertThat(client.frames).as("the watch has ended").hasSize(1);
        assertThat(watches.add(RUN, client)).isFalse();
    }
}
