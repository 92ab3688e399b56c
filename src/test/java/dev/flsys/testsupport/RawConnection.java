package dev.flsys.testsupport;

import java.io.BufferedInputStream;
import java.io.EOFException;
import java.io.IOException;
import java.io.InputStream;
import java.net.InetAddress;
import java.net.Socket;
import java.nio.charset.StandardCharsets;
import java.util.HashMap;
import java.util.Locale;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/** A connection with the part of HTTP/1.1 that tests need. It never repeats a request. */
public final class RawConnection implements AutoCloseable {

    private static final int TIMEOUT_MILLISECONDS = 60_000;

    private final Socket socket;
    private final InputStream in;

    /**
     * An answer.
     *
     * @param status the HTTP status
     * @param closes whether the server closes the connection after the answer
     * @param headers the values by names in lower case
     * @param body the text of the body
     */
    public record Answer(int status, boolean closes, Map<String, String> headers, String body) {}

    /** @throws java.net.ConnectException if no program listens at the port */
    public RawConnection(int port) throws IOException {
        this(new Socket(InetAddress.getLoopbackAddress(), port));
    }

    private RawConnection(Socket socket) throws IOException {
        this.socket = socket;
        socket.setSoTimeout(TIMEOUT_MILLISECONDS);
        socket.setTcpNoDelay(true);
        this.in = new BufferedInputStream(socket.getInputStream());
    }

    /** A connection from another loopback address, such as {@code 127.0.0.2}. */
    public static RawConnection from(String address, int port) throws IOException {
        return new RawConnection(new Socket(InetAddress.getLoopbackAddress(), port, InetAddress.getByName(address), 0));
    }

    public static byte[] get(String path) {
        return bytes("GET " + path + " HTTP/1.1\r\nHost: 127.0.0.1\r\n\r\n");
    }

    public static byte[] post(String path, String json) {
        return bytes(
                "POST " + path + " HTTP/1.1\r\nHost: 127.0.0.1\r\nContent-Type: application/json\r\nContent-Length: "
                        + json.length() + "\r\n\r\n" + json);
    }

    public static byte[] bytes(String request) {
        return request.getBytes(StandardCharsets.US_ASCII);
    }

    /** Sends a request on a new connection and returns the answer. */
    public static Answer ask(int port, byte[] request) throws IOException {
        try (RawConnection connection = new RawConnection(port)) {
            connection.send(request, 0, request.length);
            return connection.answer();
        }
    }

    public void send(byte[] request) throws IOException {
        send(request, 0, request.length);
    }

    /** Waits for data or the end of the connection. True if the server has closed it. */
    public boolean isClosed() throws IOException {
        return in.read() < 0;
    }

    /** The next bytes, whatever they are. Fewer than {@code number} if the server closes the connection before. */
    public byte[] read(int number) throws IOException {
        return in.readNBytes(number);
    }

    /** Declares that no more bytes follow. A server then closes the connection after what it has to answer. */
    public void endOutput() throws IOException {
        socket.shutdownOutput();
    }

    /** Sets how long a read may wait. */
    public void timeout(int milliseconds) throws IOException {
        socket.setSoTimeout(milliseconds);
    }

    public void send(byte[] request, int from, int to) throws IOException {
        socket.getOutputStream().write(request, from, to - from);
    }

    public Answer answer() throws IOException {
        int status = Integer.parseInt(line().split(" ", 3)[1]);
        Map<String, String> headers = new HashMap<>();
        for (String header = line(); !header.isEmpty(); header = line()) {
            int colon = header.indexOf(':');
            headers.put(
                    header.substring(0, colon).toLowerCase(Locale.ROOT),
                    header.substring(colon + 1).strip());
        }
        int length = Integer.parseInt(headers.getOrDefault("content-length", "0"));
        boolean closes = "close".equalsIgnoreCase(headers.get("connection"));
        byte[] body = in.readNBytes(length);
        if (body.length < length) {
            throw new EOFException("A part of a body");
        }
        return new Answer(status, closes, headers, new String(body, StandardCharsets.UTF_8));
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

    /** Closes a connection if there is one. */
    public static void closeIfOpen(@Nullable RawConnection connection) {
        try {
            if (connection != null) {
                connection.close();
            }
        } catch (IOException broken) {
            throw new AssertionError(broken);
        }
    }

    @Override
    public void close() throws IOException {
        socket.close();
    }
}
