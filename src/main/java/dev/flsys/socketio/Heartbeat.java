package dev.flsys.socketio;

import io.vertx.core.Vertx;
import java.time.Duration;
import java.util.function.Consumer;

/** The pings of a session. They detect that the client has disconnected. Thread-safe. */
final class Heartbeat {

    private static final long NO_TIMER = -1;

    private final EngineVersion version;
    private final Vertx vertx;
    private final SocketIoSettings settings;
    private final Consumer<EnginePacket> send;
    private final Runnable whenGone;

    /** Both fields are guarded by this. */
    private long timer = NO_TIMER;

    private boolean ended;

    /**
     * @param send sends a packet to the client
     * @param whenGone called when the client has not sent a packet in time
     */
    Heartbeat(
            EngineVersion version,
            Vertx vertx,
            SocketIoSettings settings,
            Consumer<EnginePacket> send,
            Runnable whenGone) {
        this.version = version;
        this.vertx = vertx;
        this.settings = settings;
        this.send = send;
        this.whenGone = whenGone;
    }

    void begin() {
        switch (version) {
            case V3 -> expectPing();
            case V4 -> pingLater();
        }
    }

    /**
     * Handles a ping or a pong of the client.
     *
     * @throws PacketInvalid if only the server sends such a packet in this revision
     */
    void onPacket(EnginePacket packet) {
        EnginePacket.Type ofClients =
                switch (version) {
                    case V3 -> EnginePacket.Type.PING;
                    case V4 -> EnginePacket.Type.PONG;
                };
        if (packet.type() != ofClients) {
            throw new PacketInvalid("A client does not send " + packet.type());
        }
        switch (version) {
            case V3 -> {
                expectPing();
                send.accept(EnginePacket.of(EnginePacket.Type.PONG, packet.text()));
            }
            case V4 -> pingLater();
        }
    }

    synchronized void end() {
        ended = true;
        vertx.cancelTimer(timer);
    }

    private void expectPing() {
        schedule(settings.pingInterval().plus(settings.pingTimeout()), whenGone);
    }

    private void pingLater() {
        schedule(settings.pingInterval(), () -> {
            schedule(settings.pingTimeout(), whenGone);
            send.accept(EnginePacket.of(EnginePacket.Type.PING, ""));
        });
    }

    private synchronized void schedule(Duration delay, Runnable action) {
        vertx.cancelTimer(timer);
        timer = ended ? NO_TIMER : vertx.setTimer(Math.max(1, delay.toMillis()), now -> action.run());
    }
}
