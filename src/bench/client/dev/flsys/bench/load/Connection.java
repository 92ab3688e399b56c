package dev.flsys.bench.load;

import java.io.IOException;
import java.net.InetSocketAddress;
import java.net.StandardSocketOptions;
import java.nio.ByteBuffer;
import java.nio.channels.SelectionKey;
import java.nio.channels.Selector;
import java.nio.channels.SocketChannel;
import java.nio.charset.StandardCharsets;
import org.jspecify.annotations.Nullable;

/** A keep-alive connection with at most one pending request. Used by one thread. */
final class Connection {

    private final SocketChannel channel;
    private final AnswerBuffer answers = new AnswerBuffer();

    private Cases.Case asked;
    private long sentAt;
    private int acknowledged;

    /** Connects and registers for reading, with itself as the key's attachment. */
    Connection(InetSocketAddress address, Selector selector, Cases.Case first) throws IOException {
        channel = SocketChannel.open(address);
        channel.setOption(StandardSocketOptions.TCP_NODELAY, true);
        channel.configureBlocking(false);
        channel.register(selector, SelectionKey.OP_READ, this);
        asked = first;
    }

    /** Sends a request. Does not wait, because the socket's buffer is far larger than the request. */
    void ask(Cases.Case next, ByteBuffer request, SwapTimes swaps) throws IOException {
        asked = next;
        acknowledged = swaps.acknowledged();
        sentAt = System.nanoTime();
        while (request.hasRemaining()) {
            channel.write(request);
        }
    }

    /** The answer; null if it is not complete yet. */
    @Nullable HttpAnswer read() throws IOException {
        if (channel.read(answers.space()) < 0) {
            throw new IOException("closed by the server");
        }
        return answers.take();
    }

    void close() throws IOException {
        channel.close();
    }

    Cases.Case asked() {
        return asked;
    }

    /** The {@link System#nanoTime()} at which the request was sent. */
    long sentAt() {
        return sentAt;
    }

    /** Swaps that were acknowledged when the request was sent. */
    int acknowledged() {
        return acknowledged;
    }

    static byte[] request(Cases.Case asked) {
        byte[] body = asked.body().getBytes(StandardCharsets.UTF_8);
        String head = "POST /predict HTTP/1.1\r\nHost: 127.0.0.1\r\nContent-Type: application/json\r\nContent-Length: "
                + body.length + "\r\n\r\n";
        return (head + asked.body()).getBytes(StandardCharsets.UTF_8);
    }
}
