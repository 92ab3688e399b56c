package dev.flsys.socketio;

import dev.flsys.socketio.EnginePacket.Type;
import dev.flsys.socketio.PacketCodec.Encoded;
import io.vertx.core.Future;
import io.vertx.core.Promise;
import io.vertx.core.Vertx;
import io.vertx.core.buffer.Buffer;
import io.vertx.core.http.ServerWebSocket;
import io.vertx.core.json.JsonArray;
import io.vertx.core.json.JsonObject;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Deque;
import java.util.List;
import java.util.function.Consumer;
import org.jboss.logging.Logger;
import org.jspecify.annotations.Nullable;

/**
 * A session of Engine.IO: what is to be sent, and the transport that it goes by. A session begins on polling and may
 * move to a WebSocket, or begins on one. What waits to be sent is bounded: a session over the bound is closed.
 *
 * <p>Safe for use by several threads; the listener is called without a lock held.
 */
final class EngineSession {

    private static final Logger LOG = Logger.getLogger(EngineSession.class);
    /** Characters that may wait for a client, taken by no transport; a frame of events is a small part of it. */
    private static final long MAX_WAITING = 4L * 1024 * 1024;

    /** Characters of one polling answer, unless a single packet has more. */
    private static final long MAX_POLL = 512L * 1024;

    /** Packets of one polling answer: python-engineio takes more for an attack, and breaks off. */
    private static final int MAX_POLL_PACKETS = 16;

    /**
     * Packets of one client on different connections may come in another order than they were sent, by less than this.
     */
    private static final long SETTLE_MILLIS = 50;

    private static final String PROBE = "probe";

    private final String id;
    private final EngineVersion version;
    private final PacketCodec codec;
    private final Heartbeat heartbeat;
    private final Vertx vertx;
    private final SocketIoSettings settings;
    private final Consumer<EngineSession> whenClosed;
    private @Nullable EngineListener listener;

    /** All below is guarded by this. */
    private final Deque<Waiting> queue = new ArrayDeque<>();

    private long waiting;
    private @Nullable PollingExchange poll;
    private boolean posting;
    /** What POSTs lead to is sent behind their answers: some clients give up the POST for it. */
    private int postsUnanswered;

    private @Nullable ServerWebSocket socket;
    private boolean probing;
    private boolean leaving;
    private boolean closed;

    private record Waiting(EnginePacket packet, Promise<Void> taken) {}

    /** @param base64 whether the client cannot receive bytes; revision 3 alone has such clients */
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

    /** Begins: the first packet tells the client what to know. */
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
        begun.opened();
    }

    synchronized boolean isClosed() {
        return closed;
    }

    /**
     * Sends a packet when its turn comes.
     *
     * @return completes when the transport has taken it; fails if the session closes before
     */
    Future<Void> send(EnginePacket packet) {
        return send(List.of(packet));
    }

    /** As {@link #send(EnginePacket)}, of packets with no other between them; completes when the last is taken. */
    Future<Void> send(List<EnginePacket> packets) {
        Promise<Void> taken = Promise.promise();
        boolean overfull;
        synchronized (this) {
            if (closed) {
                return Future.failedFuture("The session is closed.");
            }
            for (int i = 0; i < packets.size(); i++) {
                queue.add(new Waiting(packets.get(i), i == packets.size() - 1 ? taken : Promise.promise()));
                waiting += packets.get(i).size();
            }
            overfull = waiting > MAX_WAITING;
        }
        if (overfull) {
            LOG.debugf("Session %s does not take what it is sent", id);
            close();
        } else {
            flush();
        }
        return taken.future();
    }

    private void flush() {
        List<Waiting> next = new ArrayList<>();
        PollingExchange answer = null;
        ServerWebSocket to;
        synchronized (this) {
            to = socket;
            if (closed || queue.isEmpty() || (to == null && (poll == null || postsUnanswered > 0))) {
                return;
            }
            long size = 0;
            while (!queue.isEmpty() && (to != null || fits(next.size(), size))) {
                size += queue.getFirst().packet().size();
                next.add(queue.remove());
            }
            if (to == null) {
                answer = poll;
                poll = null;
            } else {
                // Under the lock, so that packets keep their order; it only hands them over.
                write(to, next);
            }
        }
        if (answer != null) {
            List<EnginePacket> packets = next.stream().map(Waiting::packet).toList();
            answer.answer(codec.writePayload(packets, answer.isTextOnly())).onComplete(written -> {
                if (written.succeeded()) {
                    next.forEach(this::taken);
                } else {
                    next.forEach(each -> each.taken().tryFail(written.cause()));
                    close();
                }
            });
        }
    }

    /** Whether the next packet goes into a polling answer of so many packets and characters. */
    private boolean fits(int packets, long size) {
        return packets == 0
                || (packets < MAX_POLL_PACKETS
                        && size + queue.getFirst().packet().size() <= MAX_POLL);
    }

    private void write(ServerWebSocket to, List<Waiting> packets) {
        for (Waiting each : packets) {
            Encoded frame = codec.writeFrame(each.packet());
            Buffer bytes = frame.bytes();
            Future<Void> written = bytes == null ? to.writeTextMessage(frame.text()) : to.writeBinaryMessage(bytes);
            written.onComplete(done -> {
                if (done.succeeded()) {
                    taken(each);
                } else {
                    each.taken().tryFail(done.cause());
                    vertx.runOnContext(unlocked -> close());
                }
            });
        }
    }

    private void taken(Waiting each) {
        synchronized (this) {
            waiting -= each.packet().size();
        }
        each.taken().tryComplete();
    }

    /** A GET of polling: answered with what waits, or when something comes. */
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
            // Two at once are against the protocol.
            exchange.refuse();
            close();
            return;
        }
        exchange.whenGone(() -> goneWhilePolling(exchange));
        flush();
        if (probed) {
            endPollLater(exchange);
        }
    }

    private void goneWhilePolling(PollingExchange exchange) {
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
     * Ends a poll of a client that probes a WebSocket, as the client waits for that. Not at once: it may be about to
     * move, by a packet that is on its way on another connection, and has no poll open then.
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

    private synchronized @Nullable PollingExchange pendingPoll() {
        return poll;
    }

    /**
     * Takes the one POST at a time that a session may have; false, and the session is closed, if there is one already.
     */
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
     * The body of a POST.
     *
     * @return completes when its messages have been taken; fails, and the session is closed, if it is no payload
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
            last = last.compose(before -> received(packet));
        }
        return last.onComplete(done -> {
            synchronized (this) {
                posting = false;
            }
        });
    }

    /** A POST has been answered. */
    void postAnswered() {
        synchronized (this) {
            postsUnanswered--;
        }
        flush();
    }

    /** Moves to {@code opened}, the WebSocket that the session begins with. */
    void begin(ServerWebSocket opened) {
        synchronized (this) {
            socket = opened;
        }
        listen(opened);
    }

    /** A WebSocket of a session that polls: the client probes it, then moves to it. */
    void probe(ServerWebSocket candidate) {
        boolean taken;
        synchronized (this) {
            taken = closed || socket != null || probing;
        }
        if (taken) {
            // What was sent on the session's own connection before is to arrive before.
            settled(candidate::close);
            return;
        }
        long limit = vertx.setTimer(settings.pingTimeout().toMillis(), late -> candidate.close());
        candidate.closeHandler(gone -> {
            vertx.cancelTimer(limit);
            synchronized (this) {
                probing = false;
            }
        });
        candidate.binaryMessageHandler(bytes -> candidate.close());
        candidate.textMessageHandler(text -> {
            if (text.equals(EnginePacket.of(Type.PING, PROBE).encoded())) {
                synchronized (this) {
                    probing = true;
                }
                candidate.writeTextMessage(EnginePacket.of(Type.PONG, PROBE).encoded());
                endPollLater(pendingPoll());
            } else if (text.equals(EnginePacket.of(Type.UPGRADE, "").encoded()) && upgrade(candidate)) {
                vertx.cancelTimer(limit);
                listen(candidate);
                flush();
            } else {
                candidate.close();
            }
        });
    }

    private boolean upgrade(ServerWebSocket candidate) {
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
        return true;
    }

    private void listen(ServerWebSocket opened) {
        opened.textMessageHandler(text -> {
            try {
                if (text.length() > settings.maxPayload()) {
                    throw new PacketInvalid("The message is too large.");
                }
                next(opened, received(codec.readFrame(text)));
            } catch (PacketInvalid invalid) {
                close();
            }
        });
        opened.binaryMessageHandler(bytes -> {
            try {
                if (bytes.length() > settings.maxPayload()) {
                    throw new PacketInvalid("The message is too large.");
                }
                next(opened, received(codec.readFrame(bytes)));
            } catch (PacketInvalid invalid) {
                close();
            }
        });
        // Among others a message that is larger than the server takes.
        opened.exceptionHandler(failed -> close());
        opened.closeHandler(gone -> close());
    }

    /** Nothing more is read before the message has been dealt with. */
    private static void next(ServerWebSocket from, Future<Void> dealtWith) {
        if (!dealtWith.isComplete()) {
            from.pause();
            dealtWith.onComplete(done -> from.resume());
        }
    }

    private Future<Void> received(EnginePacket packet) {
        try {
            return switch (packet.type()) {
                case MESSAGE -> message(packet).onFailure(failed -> close());
                case PING, PONG -> {
                    heartbeat.received(packet);
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
            LOG.debugf("Session %s sent what is not a packet: %s", id, invalid.getMessage());
            close();
            return Future.failedFuture(invalid);
        }
    }

    /** The client leaves; a poll that it sent just before gets its answer. */
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

    /**
     * Does something once what is on its way on another connection of the client has come, or what was sent there has
     * arrived.
     */
    private void settled(Runnable what) {
        vertx.setTimer(SETTLE_MILLIS, later -> what.run());
    }

    private Future<Void> message(EnginePacket packet) {
        EngineListener to;
        synchronized (this) {
            to = closed ? null : listener;
        }
        if (to == null) {
            return Future.succeededFuture();
        }
        Buffer bytes = packet.bytes();
        return bytes == null ? to.text(packet.text()) : to.bytes(bytes);
    }

    /** Ends the session; a client that polls is told. */
    void close() {
        close(Type.CLOSE);
    }

    private void close(Type told) {
        List<Waiting> left;
        PollingExchange pending;
        ServerWebSocket open;
        EngineListener to;
        synchronized (this) {
            if (closed) {
                return;
            }
            closed = true;
            left = List.copyOf(queue);
            queue.clear();
            pending = poll;
            poll = null;
            open = socket;
            to = listener;
        }
        heartbeat.end();
        left.forEach(each -> each.taken().tryFail("The session is closed."));
        if (pending != null) {
            answer(pending, told);
        }
        if (open != null && !open.isClosed()) {
            open.close();
        }
        whenClosed.accept(this);
        if (to != null) {
            to.closed();
        }
    }
}
