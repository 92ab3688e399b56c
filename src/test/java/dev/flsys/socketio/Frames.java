package dev.flsys.socketio;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.WebSocket;
import java.nio.ByteBuffer;
import java.time.Duration;
import java.util.HexFormat;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.TimeUnit;
import org.jspecify.annotations.Nullable;

/** A WebSocket client that sends and reads single frames. */
final class Frames implements WebSocket.Listener {

    private static final long SOON_SECONDS = 10;

    private final BlockingQueue<String> received = new LinkedBlockingQueue<>();
    private final StringBuilder partial = new StringBuilder();
    private final WebSocket socket;
    private volatile boolean closed;

    Frames(URI service, int version, String query, String origin) {
        this(service, "socket.io", version, query, origin);
    }

    /**
     * @param path {@code socket.io} or {@code engine.io}
     * @param version the revision of Engine.IO
     * @param query more of the query, beginning with {@code &}; empty for none
     * @param origin the origin of the page; empty for a client that is not a page
     */
    Frames(URI service, String path, int version, String query, String origin) {
        WebSocket.Builder builder =
                HttpClient.newHttpClient().newWebSocketBuilder().connectTimeout(Duration.ofSeconds(SOON_SECONDS));
        if (!origin.isEmpty()) {
            builder.header("Origin", origin);
        }
        URI address = URI.create("ws://127.0.0.1:%d/%s/?EIO=%d&transport=websocket%s"
                .formatted(service.getPort(), path, version, query));
        socket = builder.buildAsync(address, this).join();
    }

    void send(String text) {
        socket.sendText(text, true).join();
    }

    /** Sends a frame of bytes, in hexadecimal digits. */
    void sendBytes(String hex) {
        socket.sendBinary(ByteBuffer.wrap(HexFormat.of().parseHex(hex)), true).join();
    }

    /** Returns the next frame, as {@code 0x} and hexadecimal digits if it has bytes; {@code null} if none arrives. */
    String next() throws InterruptedException {
        return String.valueOf(received.poll(SOON_SECONDS, TimeUnit.SECONDS));
    }

    /** Returns the next frame that begins with {@code prefix}; {@code null} if none arrives. */
    String next(String prefix) throws InterruptedException {
        String next = next();
        while (!next.startsWith(prefix) && !next.equals("null")) {
            next = next();
        }
        return next;
    }

    /**
     * Moves the session of a polling client to this connection, sends a third event, and returns the packets that
     * arrive before its answer.
     */
    String upgrade() throws InterruptedException {
        send("2probe");
        assertThat(next()).isEqualTo("3probe");
        send("5");
        send("423[\"c\"]");
        StringBuilder all = new StringBuilder();
        for (String next = next(); !next.startsWith("433["); next = next()) {
            all.append(next).append('\n');
        }
        return all.toString();
    }

    void awaitClose() {
        await().atMost(Duration.ofSeconds(SOON_SECONDS)).until(() -> closed);
    }

    void close() {
        socket.abort();
    }

    @Override
    public @Nullable CompletionStage<?> onText(WebSocket from, CharSequence data, boolean last) {
        partial.append(data);
        return taken(from, last);
    }

    @Override
    public @Nullable CompletionStage<?> onBinary(WebSocket from, ByteBuffer data, boolean last) {
        byte[] bytes = new byte[data.remaining()];
        data.get(bytes);
        partial.append(partial.isEmpty() ? "0x" : "").append(HexFormat.of().formatHex(bytes));
        return taken(from, last);
    }

    private @Nullable CompletionStage<?> taken(WebSocket from, boolean last) {
        if (last) {
            received.add(partial.toString());
            partial.setLength(0);
        }
        from.request(1);
        return null;
    }

    @Override
    public @Nullable CompletionStage<?> onClose(WebSocket from, int code, String reason) {
        closed = true;
        return null;
    }

    @Override
    public void onError(WebSocket from, Throwable failed) {
        closed = true;
    }
}
