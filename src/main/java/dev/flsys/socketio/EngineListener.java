package dev.flsys.socketio;

import io.vertx.core.Future;
import io.vertx.core.buffer.Buffer;

/** What happens in an {@link EngineSession}. Messages come one after the other, in their order. */
interface EngineListener {

    /** The session has begun: its first packet is on its way to the client. */
    void opened();

    /**
     * A message of text.
     *
     * @return completes when the next message may come
     * @throws PacketInvalid if it is none; the session is closed
     */
    Future<Void> text(String message);

    /** A message of bytes; otherwise as {@link #text}. */
    Future<Void> bytes(Buffer message);

    /** The session is over; nothing more happens. */
    void closed();
}
