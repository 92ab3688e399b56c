package dev.flsys.socketio;

import static org.assertj.core.api.Assertions.assertThat;

import io.vertx.core.Vertx;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

class SessionLimitTest {

    private static final SocketIoSettings SETTINGS =
            new SocketIoSettings(Duration.ofSeconds(25), Duration.ofSeconds(20), 1_000, 2);

    private final Vertx vertx = Vertx.vertx();
    private final SessionLimit sessionLimit = new SessionLimit(SETTINGS.maxSessions());

    @AfterEach
    void close() {
        vertx.close().toCompletionStage().toCompletableFuture().join();
    }

    private EngineSession session() {
        EngineSession session = new EngineSession("id", EngineVersion.V4, false, vertx, SETTINGS, sessionLimit::remove);
        sessionLimit.add(session);
        return session;
    }

    @Test
    void sessions_that_nobody_accepted_take_no_place() {
        List<EngineSession> waiting = new ArrayList<>();
        for (int i = 0; i < SessionLimit.MAX_WAITING; i++) {
            waiting.add(session());
        }
        assertThat(sessionLimit.isFull()).isFalse();
        EngineSession client = session();
        assertThat(waiting.get(0).isClosed()).isTrue();
        assertThat(waiting.get(1).isClosed()).isFalse();
        sessionLimit.admit(client);
        assertThat(client.isClosed()).isFalse();
    }

    @Test
    void accepted_sessions_count_once_until_they_are_closed() {
        EngineSession first = session();
        EngineSession second = session();
        EngineSession third = session();
        sessionLimit.admit(first);
        sessionLimit.admit(first);
        assertThat(sessionLimit.isFull()).isFalse();
        sessionLimit.admit(second);
        assertThat(sessionLimit.isFull()).isTrue();
        sessionLimit.admit(third);
        assertThat(third.isClosed()).isTrue();
        first.close();
        assertThat(sessionLimit.isFull()).isFalse();
    }
}
