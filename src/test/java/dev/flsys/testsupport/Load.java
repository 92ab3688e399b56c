package dev.flsys.testsupport;

import java.io.IOException;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicLong;
import org.jspecify.annotations.Nullable;

/**
 * Clients of {@code /predict}, each with one request at a time. Half of them keep their connection until an answer
 * closes it; the others open one for each request.
 */
public final class Load implements AutoCloseable {

    private static final int CLIENTS = 6;
    private static final long PAUSE_MILLISECONDS = 20;
    private static final long TIMEOUT_MILLISECONDS = 120_000;
    public static final byte[] REQUEST =
            RawConnection.post("/predict", "{\"inputs\":[[0.1,0.2,0.3,0.4,0.5,0.6,0.7,0.8,0.9,1.0]]}");

    private final int port;
    private final List<Thread> clients = new ArrayList<>();
    private final AtomicLong answered = new AtomicLong();
    private final Map<String, Integer> lost = new ConcurrentHashMap<>();
    private volatile boolean ending;

    private Load(int port) {
        this.port = port;
    }

    public static Load on(int port) {
        Load load = new Load(port);
        for (int i = 0; i < CLIENTS; i++) {
            boolean keepAlive = i % 2 == 0;
            Thread client = new Thread(() -> load.run(keepAlive), "load-" + i);
            client.setDaemon(true);
            client.start();
            load.clients.add(client);
        }
        return load;
    }

    /** The number of requests that were answered with 200. */
    public long answered() {
        return answered.get();
    }

    /** The failures of all other requests, with their numbers. */
    public Map<String, Integer> lost() {
        return lost;
    }

    private void run(boolean keepAlive) {
        RawConnection kept = null;
        while (!ending) {
            try {
                kept = ask(kept, keepAlive);
                TimeUnit.MILLISECONDS.sleep(PAUSE_MILLISECONDS);
            } catch (IOException | InterruptedException broken) {
                lost.merge(broken.toString(), 1, Integer::sum);
                RawConnection.closeIfOpen(kept);
                kept = null;
            }
        }
        RawConnection.closeIfOpen(kept);
    }

    /** Sends one request. Returns the connection if it can be used again. */
    private @Nullable RawConnection ask(@Nullable RawConnection kept, boolean keepAlive) throws IOException {
        RawConnection connection = kept == null ? new RawConnection(port) : kept;
        boolean open = false;
        try {
            connection.send(REQUEST, 0, REQUEST.length);
            RawConnection.Answer answer = connection.answer();
            if (answer.status() == 200) {
                answered.incrementAndGet();
            } else {
                lost.merge("status " + answer.status(), 1, Integer::sum);
            }
            open = keepAlive && !answer.closes();
            return open ? connection : null;
        } finally {
            if (!open) {
                connection.close();
            }
        }
    }

    /** Waits until each client has finished its request. */
    @Override
    public void close() throws InterruptedException {
        ending = true;
        for (Thread client : clients) {
            client.join(TIMEOUT_MILLISECONDS);
        }
    }
}
