package dev.flsys.faults;

import static org.assertj.core.api.Assertions.assertThat;

import dev.flsys.testsupport.RawConnection;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.util.Arrays;

/** A WebSocket (RFC 6455) that sends any frames, wrong ones included, and returns the frames of the server. */
final class RawWebSocket implements AutoCloseable {

    static final int CONTINUATION = 0;
    static final int TEXT = 1;
    static final int BINARY = 2;
    static final int CLOSE = 8;
    static final int PING = 9;
    static final int PONG = 10;

    private static final byte[] MASK = {0x37, (byte) 0xfa, 0x21, 0x3d};
    private static final int TIMEOUT_MILLISECONDS = 20_000;

    private final RawConnection connection;

    /**
     * A frame of the server.
     *
     * @param opcode its opcode; -1 for the end of the connection
     * @param last whether it is the last one of its message
     */
    record Frame(int opcode, boolean last, byte[] payload) {
        String text() {
            return new String(payload, StandardCharsets.UTF_8);
        }

        /** The code of a CLOSE frame; 1005 if it has none. */
        int code() {
            return payload.length < 2 ? 1005 : ((payload[0] & 0xff) << 8) | (payload[1] & 0xff);
        }
    }

    /** Opens a connection with the path and further headers. */
    RawWebSocket(int port, String path, String headers) throws IOException {
        connection = new RawConnection(port);
        connection.timeout(TIMEOUT_MILLISECONDS);
        connection.send(RawConnection.bytes("GET " + path + " HTTP/1.1\r\nHost: 127.0.0.1\r\nUpgrade: websocket\r\n"
                + "Connection: Upgrade\r\nSec-WebSocket-Version: 13\r\nSec-WebSocket-Key: dGhlIHNhbXBsZSBub25jZQ==\r\n"
                + headers + "\r\n"));
        RawConnection.Answer answer = connection.answer();
        assertThat(answer.status()).as(answer.body()).isEqualTo(101);
        assertThat(answer.headers().get("sec-websocket-accept")).isEqualTo("s3pPLMBiTxaQ9kYGzzhZRbK+xOo=");
        assertThat(answer.headers()).doesNotContainKey("sec-websocket-extensions");
    }

    /** The bytes of a masked frame. */
    static byte[] frame(boolean last, int reserved, int opcode, byte[] payload) {
        return frame((last ? 0x80 : 0) | reserved << 4 | opcode, true, payload.length, payload);
    }

    /**
     * The bytes of a frame.
     *
     * @param first its first byte
     * @param masked whether it is masked, as frames of clients must be
     * @param length the length that it declares
     */
    static byte[] frame(int first, boolean masked, long length, byte[] payload) {
        ByteArrayOutputStream frame = new ByteArrayOutputStream();
        frame.write(first);
        int mask = masked ? 0x80 : 0;
        if (length >= 0 && length < 126) {
            frame.write(mask | (int) length);
        } else if (length >= 0 && length < 65_536) {
            frame.write(mask | 126);
            frame.write((int) length >> 8);
            frame.write((int) length);
        } else {
            frame.write(mask | 127);
            for (int shift = 56; shift >= 0; shift -= 8) {
                frame.write((int) (length >> shift));
            }
        }
        if (masked) {
            frame.writeBytes(MASK);
        }
        for (int i = 0; i < payload.length; i++) {
            frame.write(masked ? payload[i] ^ MASK[i % MASK.length] : payload[i]);
        }
        return frame.toByteArray();
    }

    static byte[] close(int code, byte[] reason) {
        byte[] payload = new byte[reason.length + 2];
        payload[0] = (byte) (code >> 8);
        payload[1] = (byte) code;
        System.arraycopy(reason, 0, payload, 2, reason.length);
        return frame(true, 0, CLOSE, payload);
    }

    /** Sends all frames in one write: the server may close the connection after any of them. */
    void send(byte[]... frames) throws IOException {
        ByteArrayOutputStream all = new ByteArrayOutputStream();
        for (byte[] frame : frames) {
            all.writeBytes(frame);
        }
        connection.send(all.toByteArray());
    }

    /** Sends each byte in a packet of its own. */
    void sendChopped(byte[] frame) throws IOException {
        for (int i = 0; i < frame.length; i++) {
            connection.send(frame, i, i + 1);
        }
    }

    /** The next frame of the server. An aborted connection counts as ended. */
    Frame next() throws IOException {
        byte[] head;
        try {
            head = connection.read(2);
        } catch (java.net.SocketTimeoutException silent) {
            throw silent;
        } catch (IOException aborted) {
            head = new byte[0];
        }
        if (head.length < 2) {
            return new Frame(-1, true, new byte[0]);
        }
        assertThat(head[0] & 0x70).as("reserved bits of the server").isZero();
        assertThat(head[1] & 0x80).as("mask of the server").isZero();
        int length = head[1] & 0x7f;
        if (length == 126) {
            byte[] more = connection.read(2);
            length = ((more[0] & 0xff) << 8) | (more[1] & 0xff);
        } else if (length == 127) {
            byte[] more = connection.read(8);
            length = Arrays.equals(more, 0, 4, new byte[4], 0, 4)
                    ? ((more[4] & 0xff) << 24) | ((more[5] & 0xff) << 16) | ((more[6] & 0xff) << 8) | (more[7] & 0xff)
                    : -1;
        }
        return new Frame(head[0] & 0x0f, (head[0] & 0x80) != 0, connection.read(length));
    }

    /** The text of the next message. Fails if another frame arrives. */
    String message() throws IOException {
        StringBuilder text = new StringBuilder();
        Frame frame = next();
        assertThat(frame.opcode()).as(frame.text()).isEqualTo(TEXT);
        for (text.append(frame.text()); !frame.last(); text.append(frame.text())) {
            frame = next();
            assertThat(frame.opcode()).isEqualTo(CONTINUATION);
        }
        return text.toString();
    }

    @Override
    public void close() throws IOException {
        connection.close();
    }
}
