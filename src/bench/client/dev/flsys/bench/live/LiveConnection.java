package dev.flsys.bench.live;

import java.io.Closeable;
import java.io.IOException;
import java.net.InetSocketAddress;
import java.net.StandardSocketOptions;
import java.nio.ByteBuffer;
import java.nio.channels.SocketChannel;
import java.nio.charset.StandardCharsets;
import java.util.function.Consumer;

/**
 * A connection to {@code /ws} with its own socket. It blocks unless its channel is set to non-blocking. Not
 * thread-safe.
 *
 * <p>WebSocket clients of libraries lack what these measurements need: a small receive buffer of one connection, a
 * reset without a closing handshake, and messages as bytes.
 */
final class LiveConnection implements Closeable {

    /** RFC 6455, 1.3. Any 16 bytes are valid. */
    private static final String KEY = "dGhlIHNhbXBsZSBub25jZQ==";

    private static final byte[] END_OF_HEAD = EventScan.ascii("\r\n\r\n");
    private static final byte[] SESSION = EventScan.ascii("\"session\":\"");
    private static final int TEXT = 0x81;
    private static final int PONG = 0x8A;
    private static final int MASKED = 0x80;
    private static final int LENGTH_OF_2_BYTES = 126;

    private final SocketChannel channel;
    private final FrameReader frames = new FrameReader();
    private final String session;

    private LiveConnection(SocketChannel channel, String session) throws IOException {
        this.channel = channel;
        String query = session.isEmpty() ? "" : "?session=" + session;
        String request =
                "GET /ws" + query + " HTTP/1.1\r\nHost: 127.0.0.1\r\nUpgrade: websocket\r\nConnection: Upgrade\r\n"
                        + "Sec-WebSocket-Key: " + KEY + "\r\nSec-WebSocket-Version: 13\r\n\r\n";
        write(ByteBuffer.wrap(EventScan.ascii(request)));
        skipHead();
        while (!frames.next()) {
            fill();
        }
        this.session = sessionOf(frames);
    }

    /**
     * Connects and reads the first event, {@code connected}.
     *
     * @param session token of the session to continue; empty for a new one
     * @param receiveBuffer bytes of the socket's buffer; 0 for the system's default
     */
    static LiveConnection open(int port, String session, int receiveBuffer) throws IOException {
        SocketChannel channel = SocketChannel.open();
        try {
            if (receiveBuffer > 0) {
                channel.setOption(StandardSocketOptions.SO_RCVBUF, receiveBuffer);
            }
            channel.setOption(StandardSocketOptions.TCP_NODELAY, true);
            channel.connect(new InetSocketAddress("127.0.0.1", port));
            return new LiveConnection(channel, session);
        } catch (IOException failed) {
            channel.close();
            throw failed;
        }
    }

    /** The token for later connections of this session. */
    String session() {
        return session;
    }

    SocketChannel channel() {
        return channel;
    }

    /** Sends {@code {"event":event,"id":1,"data":data}}, of 65,535 bytes at most. */
    void send(String event, String data) throws IOException {
        sendFrame(TEXT, "{\"event\":\"" + event + "\",\"id\":1,\"data\":" + data + "}");
    }

    /** Reads once, waiting if the channel blocks, and passes all complete events to {@code consumer}. */
    void read(Consumer<Event> consumer) throws IOException {
        fill();
        while (frames.next()) {
            EventScan.scan(frames.message(), frames.length(), consumer);
        }
        for (int pings = frames.takePings(); pings > 0; pings--) {
            sendFrame(PONG, "");
        }
    }

    /** Resets the connection without a closing handshake. Data in transit are lost. */
    void cut() throws IOException {
        channel.setOption(StandardSocketOptions.SO_LINGER, 0);
        channel.close();
    }

    @Override
    public void close() throws IOException {
        channel.close();
    }

    private void fill() throws IOException {
        if (channel.read(frames.space()) < 0) {
            throw new IOException("closed by the server");
        }
    }

    /** Removes the answer of the handshake from the buffer, and keeps the bytes after it. */
    private void skipHead() throws IOException {
        ByteBuffer space = frames.space();
        int end;
        do {
            fill();
            end = EventScan.find(space.array(), END_OF_HEAD, 0, space.position());
        } while (end < 0);
        String status = new String(space.array(), 0, end, StandardCharsets.ISO_8859_1);
        if (!status.startsWith("HTTP/1.1 101")) {
            throw new IOException("The handshake was answered " + status);
        }
        space.flip().position(end + END_OF_HEAD.length);
        space.compact();
    }

    private static String sessionOf(FrameReader frames) throws IOException {
        int at = EventScan.find(frames.message(), SESSION, 0, frames.length());
        if (at < 0) {
            throw new IOException("The first frame has no session");
        }
        int from = at + SESSION.length;
        int to = from;
        while (frames.message()[to] != '"') {
            to++;
        }
        return new String(frames.message(), from, to - from, StandardCharsets.US_ASCII);
    }

    /** A client's frames are masked. A mask of zeros leaves the bytes unchanged. */
    private void sendFrame(int kind, String text) throws IOException {
        byte[] payload = text.getBytes(StandardCharsets.UTF_8);
        ByteBuffer frame = ByteBuffer.allocate(payload.length + 8);
        frame.put((byte) kind);
        if (payload.length < LENGTH_OF_2_BYTES) {
            frame.put((byte) (MASKED | payload.length));
        } else {
            frame.put((byte) (MASKED | LENGTH_OF_2_BYTES)).putShort((short) payload.length);
        }
        write(frame.putInt(0).put(payload).flip());
    }

    private void write(ByteBuffer bytes) throws IOException {
        while (bytes.hasRemaining()) {
            channel.write(bytes);
        }
    }
}
