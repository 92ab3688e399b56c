package dev.flsys;

import java.io.BufferedInputStream;
import java.io.EOFException;
import java.io.IOException;
import java.io.InputStream;
import java.net.InetAddress;
import java.net.Socket;
import java.nio.charset.StandardCharsets;
import java.util.Locale;

/** A connection that speaks just enough HTTP/1.1 for tests, so that nothing is sent a second time behind their back. */
final class RawConnection implements AutoCloseable {

    private static final int TIMEOUT_MILLISECONDS = 60_000;

    private final Socket socket;
    private final InputStream in;

    /**
     * An answer.
     *
     * @param status of HTTP
     * @param closes whether the server closes the connection after it
     * @param body as text
     */
    record Answer(int status, boolean closes, String body) {}

    /** @throws java.net.ConnectException if nobody listens there */
    RawConnection(int port) throws IOException {
        this.socket = new Socket(InetAddress.getByName("127.0.0.1"), port);
        socket.setSoTimeout(TIMEOUT_MILLISECONDS);
        socket.setTcpNoDelay(true);
        this.in = new BufferedInputStream(socket.getInputStream());
    }

    static byte[] get(String path) {
        return bytes("GET " + path + " HTTP/1.1\r\nHost: here\r\n\r\n");
    }

    static byte[] post(String path, String json) {
        return bytes("POST " + path + " HTTP/1.1\r\nHost: here\r\nContent-Type: application/json\r\nContent-Length: "
                + json.length() + "\r\n\r\n" + json);
    }

    private static byte[] bytes(String request) {
        return request.getBytes(StandardCharsets.US_ASCII);
    }

    /** What a request on a connection of its own is answered. */
    static Answer ask(int port, byte[] request) throws IOException {
        try (RawConnection connection = new RawConnection(port)) {
            connection.send(request, 0, request.length);
            return connection.answer();
        }
    }

    void send(byte[] request, int from, int to) throws IOException {
        socket.getOutputStream().write(request, from, to - from);
    }

    Answer answer() throws IOException {
        int status = Integer.parseInt(line().split(" ", 3)[1]);
        int length = 0;
        boolean closes = false;
        for (String header = line(); !header.isEmpty(); header = line()) {
            String lower = header.toLowerCase(Locale.ROOT);
            if (lower.startsWith("content-length:")) {
                length = Integer.parseInt(
                        lower.substring("content-length:".length()).strip());
            }
            closes |= lower.equals("connection: close");
        }
        byte[] body = in.readNBytes(length);
        if (body.length < length) {
            throw new EOFException("A part of a body");
        }
        return new Answer(status, closes, new String(body, StandardCharsets.UTF_8));
    }

    private String line() throws IOException {
        StringBuilder line = new StringBuilder();
        for (int next = in.read(); next != '\n'; next = in.read()) {
            if (next < 0) {
                throw new EOFException("Closed after: " + line);
            }
            line.append((char) next);
        }
        return line.toString().strip();
    }

    @Override
    public void close() throws IOException {
        socket.close();
    }
}
