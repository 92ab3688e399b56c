package dev.flsys.socketio;

import io.vertx.core.Future;
import io.vertx.core.buffer.Buffer;

/** The events of an {@link EngineSession}. Messages arrive one after the other, in order. */
interface EngineListener {

    /** The session has begun, and its first packet has been queued. */
    void onOpen();

    /**
     * A message of text.
     *
     * @return completes when the next message may arrive
     * @throws PacketInvalid if the message is invalid; the session is closed
     */
    Future<Void> onText(String message);

    /** A message of bytes, handled as {@link #onText}. */
    Future<Void> onBytes(Buffer message);

    /** The session is closed. This is its last event. */
    void onClose();
}
