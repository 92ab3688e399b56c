package dev.flsys.socketio;

import dev.flsys.socketio.PacketCodec.Encoded;
import io.netty.handler.codec.http.websocketx.CorruptedWebSocketFrameException;
import io.netty.handler.codec.http.websocketx.WebSocketCloseStatus;
import io.vertx.core.Future;
import io.vertx.core.buffer.Buffer;
import io.vertx.core.http.ServerWebSocket;
import java.util.function.Function;
import java.util.function.Supplier;

/**
 * The WebSocket of a session: writes packets, and reads messages one after the other. Thread-safe.
 *
 * @param maxPayload the characters or bytes of the largest message that is accepted
 */
record WebSocketTransport(ServerWebSocket socket, PacketCodec codec, int maxPayload) {

    /** Writes a packet. The result completes when the connection has taken it. */
    Future<Void> write(EnginePacket packet) {
        Encoded frame = codec.writeFrame(packet);
        Buffer bytes = frame.bytes();
        return bytes == null ? socket.writeTextMessage(frame.text()) : socket.writeBinaryMessage(bytes);
    }

    /**
     * Reads messages from now on.
     *
     * @param received handles a packet; the next message is read when its result completes
     * @param close called if a message is invalid, and when the connection fails or ends
     */
    void listen(Function<EnginePacket, Future<Void>> received, Runnable close) {
        socket.textMessageHandler(text -> read(text.length(), () -> codec.readFrame(text), received, close));
        socket.binaryMessageHandler(bytes -> read(bytes.length(), () -> codec.readFrame(bytes), received, close));
        socket.exceptionHandler(failed -> {
            closeFor(failed);
            close.run();
        });
        socket.closeHandler(gone -> close.run());
    }

    /**
     * Closes with the code of RFC 6455, section 7.4.1. Netty names the code for a frame. Vert.x rejects a large message
     * of several frames with a general exception.
     */
    private void closeFor(Throwable failed) {
        if (socket.isClosed()) {
            return;
        }
        if (failed instanceof CorruptedWebSocketFrameException corrupted) {
            socket.close((short) corrupted.closeStatus().code());
        } else if (failed instanceof IllegalStateException) {
            socket.close((short) WebSocketCloseStatus.MESSAGE_TOO_BIG.code());
        }
    }

    private void read(
            int length, Supplier<EnginePacket> packet, Function<EnginePacket, Future<Void>> received, Runnable close) {
        try {
            if (length > maxPayload) {
                throw new PacketInvalid("The message is too large.");
            }
            Future<Void> handled = received.apply(packet.get());
            if (!handled.isComplete()) {
                socket.pause();
                handled.onComplete(done -> socket.resume());
            }
        } catch (PacketInvalid invalid) {
            close.run();
        }
    }

    void close() {
        if (!socket.isClosed()) {
            socket.close();
        }
    }
}
