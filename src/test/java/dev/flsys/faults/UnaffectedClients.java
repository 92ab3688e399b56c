package dev.flsys.faults;

import dev.flsys.testsupport.RawConnection;
import java.io.IOException;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.concurrent.TimeUnit;
import org.jspecify.annotations.Nullable;

/**
 * Clients that send a good request again and again while a fault happens to others. Each has one connection and one
 * request at a time, and pauses 10 ms after each answer.
 */
final class UnaffectedClients implements AutoCloseable {

    private static final int CLIENTS = 4;
    private static final long PAUSE_MILLISECONDS = 10;
    private static final long TIMEOUT_MILLISECONDS = 120_000;

    private final int port;
    private final byte[] request;
    private final List<Thread> clients = new ArrayList<>();
    /** The requests since the last call of {@link #figures()}. Guarded by itself. */
    private final List<Long> nanoseconds = new ArrayList<>();
    /** The requests without an answer with status 200 since then. Guarded by {@code nanoseconds}. */
    private final List<String> failures = new ArrayList<>();

    private volatile boolean ending;

    private UnaffectedClients(int port, byte[] request) {
        this.port = port;
        this.request = request;
    }

    /** @param request a whole HTTP request that is answered with status 200 */
    static UnaffectedClients on(int port, byte[] request) {
        UnaffectedClients all = new UnaffectedClients(port, request);
        for (int i = 0; i < CLIENTS; i++) {
            Thread client = new Thread(all::run, "client-" + i);
            client.setDaemon(true);
            client.start();
            all.clients.add(client);
        }
        return all;
    }

    /**
     * The answers in a period.
     *
     * @param answered number of answers with status 200
     * @param failures the other requests: status or exception
     * @param p50 median latency in milliseconds
     * @param p99 99th percentile in milliseconds
     */
    record Figures(int answered, List<String> failures, double p50, double p99) {

        @Override
        public String toString() {
            return String.format(
                    Locale.ROOT,
                    "%d answered, %d failed, p50 %.1f ms, p99 %.1f ms",
                    answered,
                    failures.size(),
                    p50,
                    p99);
        }
    }

    /** The figures since the last call, or since the start. */
    Figures figures() {
        List<Long> sorted;
        List<String> failed;
        synchronized (nanoseconds) {
            sorted = nanoseconds.stream().sorted().toList();
            failed = List.copyOf(failures);
            nanoseconds.clear();
            failures.clear();
        }
        return new Figures(sorted.size(), failed, quantile(sorted, 0.5), quantile(sorted, 0.99));
    }

    private static double quantile(List<Long> sorted, double part) {
        return sorted.isEmpty() ? Double.NaN : sorted.get((int) (part * (sorted.size() - 1))) / 1e6;
    }

    private void run() {
        @Nullable RawConnection connection = null;
        while (!ending) {
            String failure = null;
            long start = System.nanoTime();
            try {
                if (connection == null) {
                    connection = new RawConnection(port);
                }
                connection.send(request);
                RawConnection.Answer answer = connection.answer();
                if (answer.status() != 200) {
                    failure = "status " + answer.status() + " " + answer.body();
                }
                if (answer.closes()) {
                    connection.close();
                    connection = null;
                }
            } catch (IOException | RuntimeException broken) {
                failure = broken.toString();
                RawConnection.closeIfOpen(connection);
                connection = null;
            }
            synchronized (nanoseconds) {
                if (failure == null) {
                    nanoseconds.add(System.nanoTime() - start);
                } else {
                    failures.add(failure);
                }
            }
            try {
                TimeUnit.MILLISECONDS.sleep(PAUSE_MILLISECONDS);
            } catch (InterruptedException stop) {
                break;
            }
        }
        RawConnection.closeIfOpen(connection);
    }

    /** Waits until each client has its last answer. */
    @Override
    public void close() throws InterruptedException {
        ending = true;
        for (Thread client : clients) {
            client.join(TIMEOUT_MILLISECONDS);
        }
    }
}
