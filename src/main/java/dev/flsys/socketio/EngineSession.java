package dev.flsys.socketio;

import dev.flsys.socketio.EnginePacket.Type;
import dev.flsys.socketio.SendQueue.Waiting;
import io.vertx.core.Future;
import io.vertx.core.Vertx;
import io.vertx.core.buffer.Buffer;
import io.vertx.core.http.ServerWebSocket;
import io.vertx.core.json.JsonArray;
import io.vertx.core.json.JsonObject;
import java.util.List;
import java.util.function.Consumer;
import org.jboss.logging.Logger;
import org.jspecify.annotations.Nullable;

/**
 * A session of Engine.IO: its packets and its transport. A session begins on polling and may move to a WebSocket, or
 * begins on a WebSocket. A session whose client does not take its packets is closed.
 *
 * <p>Thread-safe. The listener is called without a lock held. This file is long because all transitions of a session
 * share one lock.
 */
final class EngineSession {

    private static final Logger LOG = Logger.getLogger(EngineSession.class);
    /** An upper bound for the delay between packets that a client sends on different connections. */
    private static final long SETTLE_MILLIS = 50;

    private final String id;
    private final EngineVersion version;
    private final PacketCodec codec;
    private final Heartbeat heartbeat;
    private final Vertx vertx;
    private final SocketIoSettings settings;
    private final Consumer<EngineSession> whenClosed;
    private final SendQueue queue = new SendQueue();
    private volatile Runnable whenAdmitted = () -> {};

    /** The fields below are guarded by this. */
    private @Nullable EngineListener listener;

    private @Nullable PollingExchange poll;
    private boolean posting;
    /** While a POST waits for its answer, polls are not answered: some clients would abandon the POST. */
    private int postsUnanswered;

    private @Nullable WebSocketTransport socket;
    private boolean probing;
    private boolean leaving;
    private boolean closed;

    /** @param base64 whether the client cannot receive bytes; only revision 3 has such clients */
    EngineSession(
            String id,
            EngineVersion version,
            boolean base64,
            Vertx vertx,
            SocketIoSettings settings,
            Consumer<EngineSession> whenClosed) {
        this.id = id;
        this.version = version;
        this.codec = version.codec(base64);
        this.heartbeat = new Heartbeat(version, vertx, settings, this::send, this::close);
        this.vertx = vertx;
        this.settings = settings;
        this.whenClosed = whenClosed;
    }

    String id() {
        return id;
    }

    EngineVersion version() {
        return version;
    }

    /** Sets the action that {@link #admitted} runs. */
    void onAdmitted(Runnable action) {
        whenAdmitted = action;
    }

    /** Notes that a namespace has accepted the client. May be called several times; may close the session. */
    void admitted() {
        whenAdmitted.run();
    }

    /** Begins the session: sends its id and its settings to the client. */
    void open(EngineListener begun, boolean upgradable) {
        synchronized (this) {
            listener = begun;
        }
        send(EnginePacket.of(
                Type.OPEN,
                new JsonObject()
                        .put("sid", id)
                        .put("upgrades", upgradable ? new JsonArray().add("websocket") : new JsonArray())
                        .put("pingInterval", settings.pingInterval().toMillis())
                        .put("pingTimeout", settings.pingTimeout().toMillis())
                        .put("maxPayload", settings.maxPayload())
                        .encode()));
        heartbeat.begin();
        begun.onOpen();
    }

    synchronized boolean isClosed() {
        return closed;
    }

    /**
     * Sends a packet after those that wait.
     *
     * @return completes when the transport has taken the packet; fails if the session closes before
     */
    Future<Void> send(EnginePacket packet) {
        return send(List.of(packet));
    }

    /**
     * Sends packets with no other packet between them.
     *
     * @return completes when the transport has taken the last packet; fails if the session closes before
     */
    Future<Void> send(List<EnginePacket> packets) {
        Future<Void> taken;
        synchronized (this) {
            if (closed) {
                return Future.failedFuture("The session is closed.");
            }
            taken = queue.add(packets);
        }
        if (queue.isOverfull()) {
            LOG.debugf("The client of session %s does not take its packets", id);
            close();
        } else {
            flush();
        }
        return taken;
    }

    private void flush() {
        List<Waiting> next;
        PollingExchange answer;
        synchronized (this) {
            if (closed || queue.isEmpty()) {
                return;
            }
            if (socket != null) {
                // Under the lock, so that packets keep their order. The call does not block.
                write(socket, queue.all());
                return;
            }
            if (poll == null || postsUnanswered > 0) {
                return;
            }
            answer = poll;
            poll = null;
            next = queue.forPoll();
        }
        List<EnginePacket> packets = next.stream().map(Waiting::packet).toList();
        answer.answer(codec.writePayload(packets, answer.isTextOnly())).onComplete(written -> {
            if (written.succeeded()) {
                next.forEach(queue::onTaken);
            } else {
                next.forEach(each -> each.taken().tryFail(written.cause()));
                close();
            }
        });
    }

    private void write(WebSocketTransport to, List<Waiting> packets) {
        for (Waiting each : packets) {
            to.write(each.packet()).onComplete(written -> {
                if (written.succeeded()) {
                    queue.onTaken(each);
                } else {
                    each.taken().tryFail(written.cause());
                    vertx.runOnContext(unlocked -> close());
                }
            });
        }
    }

    /** A GET of polling. It is answered with the packets that wait, or as soon as there are some. */
    void poll(PollingExchange exchange) {
        PollingExchange first;
        boolean over;
        boolean probed;
        synchronized (this) {
            if (closed) {
                exchange.unknown();
                return;
            }
            if (socket != null) {
                settled(exchange::refuse);
                return;
            }
            first = poll;
            if (first == null) {
                poll = exchange;
            }
            over = leaving;
            probed = probing;
        }
        if (over) {
            close(Type.NOOP);
            return;
        }
        if (first != null) {
            // The protocol forbids two polls at once.
            exchange.refuse();
            close();
            return;
        }
        exchange.onGone(() -> onPollingClientGone(exchange));
        flush();
        if (probed) {
            endPollLater(exchange);
        }
    }

    private void onPollingClientGone(PollingExchange exchange) {
        boolean pending;
        synchronized (this) {
            pending = poll == exchange;
            if (pending) {
                poll = null;
            }
        }
        if (pending) {
            close();
        }
    }

    /**
     * Ends the poll of a client that probes a WebSocket, because the client waits for that. It does not end the poll at
     * once: the packet that upgrades may be in transit on the other connection.
     */
    private void endPollLater(@Nullable PollingExchange exchange) {
        if (exchange != null) {
            settled(() -> endPollIfProbing(exchange));
        }
    }

    private void endPollIfProbing(PollingExchange exchange) {
        synchronized (this) {
            if (!probing || poll != exchange) {
                return;
            }
            poll = null;
        }
        answer(exchange, Type.NOOP);
    }

    private void answer(PollingExchange exchange, Type type) {
        exchange.answer(codec.writePayload(List.of(EnginePacket.of(type, "")), exchange.isTextOnly()));
    }

    /** Begins a POST. A second one at the same time closes the session; the result is false then. */
    boolean beginPost() {
        synchronized (this) {
            if (!closed && socket == null && !posting) {
                posting = true;
                postsUnanswered++;
                return true;
            }
            if (closed || socket != null) {
                return false;
            }
        }
        close();
        return false;
    }

    /**
     * Handles the body of a POST.
     *
     * @return completes when its messages have been handled; fails, and closes the session, if the body is no payload
     */
    Future<Void> post(Buffer body, PollingExchange exchange) {
        List<EnginePacket> packets;
        try {
            packets = codec.readPayload(exchange.payload(body));
        } catch (PacketInvalid invalid) {
            close();
            return Future.failedFuture(invalid);
        }
        Future<Void> last = Future.succeededFuture();
        for (EnginePacket packet : packets) {
            last = last.compose(before -> onPacket(packet));
        }
        return last.onComplete(done -> {
            synchronized (this) {
                posting = false;
            }
        });
    }

    void postAnswered() {
        synchronized (this) {
            postsUnanswered--;
        }
        flush();
    }

    /** Begins on a WebSocket. */
    void begin(ServerWebSocket opened) {
        WebSocketTransport transport = transport(opened);
        synchronized (this) {
            socket = transport;
        }
        transport.listen(this::onPacket, this::close);
    }

    private WebSocketTransport transport(ServerWebSocket opened) {
        return new WebSocketTransport(opened, codec, settings.maxPayload());
    }

    /** A WebSocket of a polling session: the client probes it, and then moves to it. */
    void probe(ServerWebSocket candidate) {
        boolean refused;
        synchronized (this) {
            refused = closed || socket != null || probing;
        }
        if (refused) {
            // Packets that were sent earlier on the session's own connection must arrive first.
            settled(candidate::close);
        } else {
            WebSocketProbe.await(
                    candidate, vertx, settings.pingTimeout(), this::probe, () -> upgrade(transport(candidate)));
        }
    }

    private void probe(boolean begun) {
        PollingExchange pending;
        synchronized (this) {
            probing = begun;
            pending = poll;
        }
        if (begun) {
            endPollLater(pending);
        }
    }

    private boolean upgrade(WebSocketTransport candidate) {
        PollingExchange pending;
        synchronized (this) {
            if (!probing || closed || socket != null) {
                return false;
            }
            socket = candidate;
            probing = false;
            pending = poll;
            poll = null;
        }
        if (pending != null) {
            // A client ends its polling before it moves.
            settled(pending::refuse);
        }
        candidate.listen(this::onPacket, this::close);
        flush();
        return true;
    }

    private Future<Void> onPacket(EnginePacket packet) {
        try {
            return switch (packet.type()) {
                case MESSAGE -> onMessage(packet).onFailure(failed -> close());
                case PING, PONG -> {
                    heartbeat.onPacket(packet);
                    yield Future.succeededFuture();
                }
                case CLOSE -> {
                    leave();
                    yield Future.succeededFuture();
                }
                case NOOP -> Future.succeededFuture();
                case OPEN, UPGRADE -> throw new PacketInvalid("A client does not send " + packet.type());
            };
        } catch (PacketInvalid invalid) {
            LOG.debugf("Session %s sent an invalid packet: %s", id, invalid.getMessage());
            close();
            return Future.failedFuture(invalid);
        }
    }

    /** The client leaves. A poll that it sent shortly before is answered. */
    private void leave() {
        boolean now;
        synchronized (this) {
            leaving = true;
            now = socket != null || poll != null;
        }
        if (now) {
            close(Type.NOOP);
        } else {
            settled(() -> close(Type.NOOP));
        }
    }

    /** Runs {@code action} after packets on another connection of the client have had time to arrive. */
    private void settled(Runnable action) {
        vertx.setTimer(SETTLE_MILLIS, later -> action.run());
    }

    private Future<Void> onMessage(EnginePacket packet) {
        EngineListener to;
        synchronized (this) {
            to = closed ? null : listener;
        }
        if (to == null) {
            return Future.succeededFuture();
        }
        Buffer bytes = packet.bytes();
        return bytes == null ? to.onText(packet.text()) : to.onBytes(bytes);
    }

    /** Ends the session. A pending poll is answered with a close packet. */
    void close() {
        close(Type.CLOSE);
    }

    private void close(Type answer) {
        List<Waiting> left;
        PollingExchange pending;
        WebSocketTransport open;
        EngineListener to;
        synchronized (this) {
            if (closed) {
                return;
            }
            closed = true;
            left = queue.all();
            pending = poll;
            poll = null;
            open = socket;
            to = listener;
        }
        heartbeat.end();
        left.forEach(each -> each.taken().tryFail("The session is closed."));
        if (pending != null) {
            answer(pending, answer);
        }
        if (open != null) {
            open.close();
        }
        whenClosed.accept(this);
        if (to != null) {
            to.onClose();
        }
    }
}
