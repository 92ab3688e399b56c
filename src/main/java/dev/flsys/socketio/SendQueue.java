package dev.flsys.socketio;

import io.vertx.core.Future;
import io.vertx.core.Promise;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Deque;
import java.util.List;

/** The packets that wait for a client. The queue is bounded: its owner closes an overfull one. Thread-safe. */
final class SendQueue {

    /** The most characters that may wait until a transport takes them. A frame of events has far fewer. */
    private static final long MAX_WAITING = 4L * 1024 * 1024;

    /** The most characters of one polling answer, unless a single packet has more. */
    private static final long MAX_POLL = 512L * 1024;

    /** The most packets of one polling answer. python-engineio treats a longer answer as an attack and disconnects. */
    private static final int MAX_POLL_PACKETS = 16;

    private final Deque<Waiting> queue = new ArrayDeque<>();
    private long size;

    /**
     * A packet and the future of its sender.
     *
     * @param taken completes when a transport has taken the packet; fails if the session closes before
     */
    record Waiting(EnginePacket packet, Promise<Void> taken) {}

    /** Adds packets with no other packet between them. The result completes when the last one is taken. */
    synchronized Future<Void> add(List<EnginePacket> packets) {
        Promise<Void> last = Promise.promise();
        for (int i = 0; i < packets.size(); i++) {
            queue.add(new Waiting(packets.get(i), i == packets.size() - 1 ? last : Promise.promise()));
            size += packets.get(i).size();
        }
        return last.future();
    }

    synchronized boolean isOverfull() {
        return size > MAX_WAITING;
    }

    synchronized boolean isEmpty() {
        return queue.isEmpty();
    }

    /** Removes and returns all packets. They count until {@link #onTaken}. */
    synchronized List<Waiting> all() {
        List<Waiting> all = List.copyOf(queue);
        queue.clear();
        return all;
    }

    /** Removes and returns the packets of one polling answer. They count until {@link #onTaken}. */
    synchronized List<Waiting> forPoll() {
        List<Waiting> next = new ArrayList<>();
        long characters = 0;
        while (!queue.isEmpty()
                && (next.isEmpty() || (next.size() < MAX_POLL_PACKETS && characters + nextSize() <= MAX_POLL))) {
            characters += nextSize();
            next.add(queue.remove());
        }
        return next;
    }

    private int nextSize() {
        return queue.getFirst().packet().size();
    }

    /** Completes the future of a packet that a transport has taken. */
    void onTaken(Waiting each) {
        synchronized (this) {
            size -= each.packet().size();
        }
        each.taken().tryComplete();
    }
}
