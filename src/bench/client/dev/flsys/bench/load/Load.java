package dev.flsys.bench.load;

import java.io.IOException;
import java.net.InetSocketAddress;
import java.nio.ByteBuffer;
import java.nio.channels.SelectionKey;
import java.nio.channels.Selector;
import java.util.EnumMap;
import java.util.Map;
import java.util.function.BooleanSupplier;

/** Keeps connections busy and checks every answer, on the calling thread. */
final class Load {

    private static final int CONNECTIONS = 32;
    private static final long TIMEOUT_MILLISECONDS = 30_000;

    private final InetSocketAddress address;
    private final Cases cases;
    private final byte[][] requests;
    private final SwapTimes swaps;
    private final AnswerCheck check;
    private final Map<Verdict, Long> verdicts = new EnumMap<>(Verdict.class);
    private final Latencies latencies = new Latencies();
    private int next;
    private int waiting;

    Load(InetSocketAddress address, Cases cases, SwapTimes swaps) {
        this.address = address;
        this.cases = cases;
        this.requests = cases.cases().stream().map(Connection::request).toArray(byte[][]::new);
        this.swaps = swaps;
        this.check = new AnswerCheck(cases);
    }

    /** Sends requests until {@code enough}, then waits for the pending answers. */
    void run(BooleanSupplier enough) throws IOException {
        try (Selector selector = Selector.open()) {
            for (int i = 0; i < CONNECTIONS; i++) {
                ask(connect(selector));
            }
            while (waiting > 0) {
                if (selector.select(TIMEOUT_MILLISECONDS) == 0) {
                    throw new IOException("No answer for " + TIMEOUT_MILLISECONDS + " ms");
                }
                for (SelectionKey key : selector.selectedKeys()) {
                    progress((Connection) key.attachment(), selector, enough);
                }
                selector.selectedKeys().clear();
            }
        }
    }

    Latencies latencies() {
        return latencies;
    }

    Map<Verdict, Long> verdicts() {
        return verdicts;
    }

    private void progress(Connection connection, Selector selector, BooleanSupplier enough) throws IOException {
        Connection current = connection;
        try {
            HttpAnswer answer = connection.read();
            if (answer == null) {
                return;
            }
            latencies.add(System.nanoTime() - connection.sentAt());
            count(check.check(answer, connection.asked(), connection.acknowledged(), swaps.sent()));
            waiting--;
            if (answer.last()) {
                connection.close();
                current = enough.getAsBoolean() ? connection : connect(selector);
            }
        } catch (IOException cut) {
            count(Verdict.CUT_OFF);
            waiting--;
            connection.close();
            current = connect(selector);
        }
        if (enough.getAsBoolean()) {
            current.close();
        } else {
            ask(current);
        }
    }

    private Connection connect(Selector selector) throws IOException {
        return new Connection(address, selector, cases.cases().get(0));
    }

    private void ask(Connection connection) throws IOException {
        int turn = next++ % requests.length;
        waiting++;
        connection.ask(cases.cases().get(turn), ByteBuffer.wrap(requests[turn]), swaps);
    }

    private void count(Verdict verdict) {
        verdicts.merge(verdict, 1L, Long::sum);
    }
}
