package dev.flsys.socketio;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.vertx.core.Future;
import io.vertx.core.Handler;
import io.vertx.core.Vertx;
import io.vertx.core.buffer.Buffer;
import java.lang.reflect.Proxy;
import java.time.Duration;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CompletableFuture;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

class HeartbeatTest {

    private static final SocketIoSettings SETTINGS =
            new SocketIoSettings(Duration.ofSeconds(25), Duration.ofSeconds(20), 1_000, 1);

    private static final EngineListener NOBODY = new EngineListener() {
        @Override
        public void onOpen() {
            // There is nothing to do.
        }

        @Override
        public Future<Void> onText(String message) {
            throw new AssertionError("The client is silent.");
        }

        @Override
        public Future<Void> onBytes(Buffer message) {
            throw new AssertionError("The client is silent.");
        }

        @Override
        public void onClose() {
            // There is nothing to release.
        }
    };

    private final Timers timers = new Timers();
    private final List<EnginePacket> sent = new ArrayList<>();
    private int gone;

    @Test
    void clients_of_revision_3_ping_within_interval_and_timeout() {
        Heartbeat heartbeat = heartbeat(EngineVersion.V3);
        heartbeat.begin();
        assertThat(timers.delays()).containsExactly(45_000L);
        heartbeat.onPacket(EnginePacket.of(EnginePacket.Type.PING, "data"));
        assertThat(sent).containsExactly(EnginePacket.of(EnginePacket.Type.PONG, "data"));
        assertThat(timers.delays()).containsExactly(45_000L);
        assertThat(gone).isZero();
        timers.pass();
        assertThat(gone).isOne();
        assertThat(sent).hasSize(1);
    }

    @Test
    void clients_of_revision_4_answer_a_ping_within_the_timeout() {
        Heartbeat heartbeat = heartbeat(EngineVersion.V4);
        heartbeat.begin();
        assertThat(timers.delays()).containsExactly(25_000L);
        timers.pass();
        assertThat(sent).containsExactly(EnginePacket.of(EnginePacket.Type.PING, ""));
        assertThat(timers.delays()).containsExactly(20_000L);
        heartbeat.onPacket(EnginePacket.of(EnginePacket.Type.PONG, ""));
        assertThat(timers.delays()).containsExactly(25_000L);
        timers.pass();
        timers.pass();
        assertThat(gone).isOne();
    }

    @Test
    void a_ping_or_pong_in_the_wrong_direction_is_refused() {
        assertThatThrownBy(() -> heartbeat(EngineVersion.V3).onPacket(EnginePacket.of(EnginePacket.Type.PONG, "")))
                .isInstanceOf(PacketInvalid.class);
        assertThatThrownBy(() -> heartbeat(EngineVersion.V4).onPacket(EnginePacket.of(EnginePacket.Type.PING, "")))
                .isInstanceOf(PacketInvalid.class);
    }

    @Test
    void a_session_that_has_ended_leaves_no_timer() {
        for (EngineVersion version : EngineVersion.values()) {
            Heartbeat heartbeat = heartbeat(version);
            heartbeat.begin();
            heartbeat.end();
            heartbeat.begin();
            assertThat(timers.delays()).isEmpty();
        }
    }

    @ParameterizedTest
    @EnumSource
    void a_session_of_a_silent_client_ends(EngineVersion version) {
        Vertx vertx = Vertx.vertx();
        CompletableFuture<EngineSession> closed = new CompletableFuture<>();
        SocketIoSettings impatient = new SocketIoSettings(Duration.ofMillis(20), Duration.ofMillis(20), 1_000, 1);
        try {
            EngineSession session = new EngineSession("id", version, false, vertx, impatient, closed::complete);
            session.open(NOBODY, true);
            assertThat(closed).succeedsWithin(Duration.ofSeconds(10)).isEqualTo(session);
            assertThat(session.isClosed()).isTrue();
        } finally {
            vertx.close().toCompletionStage().toCompletableFuture().join();
        }
    }

    private Heartbeat heartbeat(EngineVersion version) {
        return new Heartbeat(version, timers.vertx(), SETTINGS, sent::add, () -> gone++);
    }

    /** Timers that the test fires. */
    private static final class Timers {

        private record Timer(long delay, Handler<Long> action) {}

        private final Map<Long, Timer> running = new LinkedHashMap<>();
        private long last;

        List<Long> delays() {
            return running.values().stream().map(Timer::delay).toList();
        }

        /** Fires all timers that are running. */
        void pass() {
            Map<Long, Timer> due = Map.copyOf(running);
            running.clear();
            due.forEach((id, timer) -> timer.action().handle(id));
        }

        Vertx vertx() {
            return (Vertx) Proxy.newProxyInstance(
                    Vertx.class.getClassLoader(), new Class<?>[] {Vertx.class}, (proxy, method, arguments) -> {
                        if (method.getName().equals("setTimer")) {
                            return set((Long) arguments[0], arguments[1]);
                        }
                        assertThat(method.getName()).isEqualTo("cancelTimer");
                        return running.remove((Long) arguments[0]) != null;
                    });
        }

        @SuppressWarnings("unchecked")
        private long set(long delay, Object action) {
            running.put(++last, new Timer(delay, (Handler<Long>) action));
            return last;
        }
    }
}
