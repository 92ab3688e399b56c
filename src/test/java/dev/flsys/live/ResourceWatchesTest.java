package dev.flsys.live;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import dev.flsys.simulation.execution.CurrentUsage;
import dev.flsys.simulation.log.SimulationId;
import dev.flsys.simulation.record.Resources;
import dev.flsys.testsupport.Unchecked;
import io.smallrye.mutiny.Uni;
import java.io.IOException;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;

class ResourceWatchesTest {

    private static final ObjectMapper JSON = new ObjectMapper();
    private static final SimulationId RUN = SimulationId.parse("20261128-101500-1a2b3c4d");

    private final Map<SimulationId, CurrentUsage> running = new HashMap<>();
    private final ResourceWatches watches = new ResourceWatches(id -> Optional.ofNullable(running.get(id)));

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

    private void uses(double cpu, @Nullable Long eta) {
        Resources resources = new Resources(cpu, 5L, 2, 7L, 9L, null, List.of(new Resources.OfRound(1, 1, 1, 1)));
        running.put(RUN, new CurrentUsage(resources, eta));
    }

    private Client watching(String id) {
        Client client = new Client(id);
        assertThat(watches.add(RUN, client)).isTrue();
        watches.sendFirst(RUN, client);
        return client;
    }

    @Test
    void the_present_state_is_sent_at_once_in_the_form_of_each_transport() {
        uses(1.5, 30L);
        Client client = watching("a");

        assertThat(client.last()).isEqualTo(Unchecked.io(() -> JSON.readTree("""
            {"event": "simulation_resources", "data": {"simulation_id": "20261128-101500-1a2b3c4d",
             "cpu_seconds": 1.5, "memory_bytes": 5, "processes": 2, "peak_memory_bytes": 7, "written_bytes": 9,
             "eta_seconds": 30}}\
            """)));
        assertThat(client.frames.get(0).payloads())
                .singleElement()
                .asString()
                .startsWith("[\"simulation_resources\",{\"simulation_id\"");
    }

    @Test
    void a_change_is_sent_once_to_each_connection() {
        uses(1, 30L);
        Client one = watching("one");
        Client two = watching("two");
        one.take();
        two.take();
        watches.pass();
        assertThat(one.frames).hasSize(1);

        uses(2, 29L);
        watches.pass();
        assertThat(one.frames).hasSize(2);
        assertThat(two.last().at("/data/cpu_seconds").asInt()).isEqualTo(2);
    }

    @Test
    void a_connection_that_does_not_read_has_one_event_on_its_way_and_then_gets_the_newest() {
        uses(1, null);
        Client slow = watching("slow");
        for (int i = 2; i < 9; i++) {
            uses(i, null);
            watches.pass();
        }
        assertThat(slow.frames).hasSize(1);

        slow.take();
        watches.pass();
        assertThat(slow.frames).hasSize(2);
        assertThat(slow.last().at("/data/cpu_seconds").asInt()).isEqualTo(8);
    }

    @Test
    void a_second_request_sends_nothing_again() {
        uses(1, null);
        Client client = watching("a");
        client.take();
        watches.add(RUN, client);
        watches.sendFirst(RUN, client);
        assertThat(client.frames).hasSize(1);
    }

    @Test
    void a_simulation_that_has_ended_is_not_watched_and_sends_nothing_more() {
        assertThat(watches.add(RUN, new Client("early"))).isFalse();
        uses(1, null);
        Client client = watching("a");
        client.take();
        running.clear();
        watches.pass();
        uses(2, null);
        watches.pass();
        assertThat(client.frames).hasSize(1);
        watches.passIfWatched(task -> assertThat(task).isNull());
    }

    @Test
    void a_connection_that_left_or_ended_its_watch_gets_nothing() {
        uses(1, null);
        Client gone = watching("gone");
        Client done = watching("done");
        gone.taken.completeExceptionally(new IOException("gone"));
        done.take();
        watches.remove(RUN, done);
        uses(2, null);
        watches.pass();
        assertThat(gone.frames).hasSize(1);
        assertThat(done.frames).hasSize(1);
        watches.passIfWatched(task -> assertThat(task).isNull());
    }

    @Test
    void a_connection_watches_a_bounded_number_of_simulations() {
        Client client = new Client("a");
        for (int i = 0; i <= ResourceWatches.MAX; i++) {
            running.put(id(i), new CurrentUsage(null, null));
        }
        for (int i = 0; i < ResourceWatches.MAX; i++) {
            watches.add(id(i), client);
        }
        assertThatThrownBy(() -> watches.add(id(ResourceWatches.MAX), client)).isInstanceOf(FrameUnreadable.class);
        watches.remove(id(3), client);
        assertThat(watches.add(id(ResourceWatches.MAX), client)).isTrue();
        watches.leave(client);
        assertThat(watches.add(id(3), client)).isTrue();
    }

    private static SimulationId id(int number) {
        return SimulationId.parse("20261128-101500-1a2b3c" + (10 + number));
    }
}
