package dev.flsys.testsupport;

import java.io.IOException;
import java.io.InputStream;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.net.Socket;
import java.util.List;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;

/**
 * A TCP balancer that requests the readiness of each replica ten times a second. A connection goes to the next ready
 * replica, and to the one after it if the connection fails. The balancer never repeats sent data.
 */
public final class TcpBalancer implements AutoCloseable {

    private static final int BACKLOG = 200;
    private static final int PERIOD_MILLISECONDS = 100;
    private static final byte[] READY = RawConnection.get("/q/health/ready");

    private final ServerSocket listener;
    private final List<Integer> replicas;
    private final Set<Integer> ready = ConcurrentHashMap.newKeySet();
    private final Set<Socket> open = ConcurrentHashMap.newKeySet();
    private final AtomicInteger turn = new AtomicInteger();
    private final ExecutorService threads = Executors.newCachedThreadPool(task -> {
        Thread thread = new Thread(task, "balancer");
        thread.setDaemon(true);
        return thread;
    });

    /** @param replicas the ports of the services */
    public TcpBalancer(List<Integer> replicas) throws IOException {
        this.replicas = replicas;
        this.listener = new ServerSocket(0, BACKLOG, InetAddress.getLoopbackAddress());
        replicas.forEach(replica -> threads.execute(() -> watch(replica)));
        threads.execute(this::accept);
    }

    public int port() {
        return listener.getLocalPort();
    }

    /** Whether the replica at this port gets connections. */
    public boolean sendsTo(int replica) {
        return ready.contains(replica);
    }

    private void watch(int replica) {
        while (!listener.isClosed()) {
            if (isReady(replica)) {
                ready.add(replica);
            } else {
                ready.remove(replica);
            }
            try {
                TimeUnit.MILLISECONDS.sleep(PERIOD_MILLISECONDS);
            } catch (InterruptedException ended) {
                return;
            }
        }
    }

    private static boolean isReady(int replica) {
        try {
            return RawConnection.ask(replica, READY).status() == 200;
        } catch (IOException down) {
            return false;
        }
    }

    private void accept() {
        while (!listener.isClosed()) {
            try {
                Socket client = listener.accept();
                open.add(client);
                threads.execute(() -> serve(client));
            } catch (IOException ended) {
                return;
            }
        }
    }

    private void serve(Socket client) {
        int first = turn.getAndIncrement();
        for (int i = 0; i < replicas.size(); i++) {
            int replica = replicas.get(Math.floorMod(first + i, replicas.size()));
            if (ready.contains(replica) && connect(client, replica)) {
                return;
            }
        }
        close(client);
    }

    private boolean connect(Socket client, int replica) {
        try {
            Socket service = new Socket(InetAddress.getLoopbackAddress(), replica);
            open.add(service);
            client.setTcpNoDelay(true);
            service.setTcpNoDelay(true);
            threads.execute(() -> pump(service, client));
            threads.execute(() -> pump(client, service));
            return true;
        } catch (IOException refused) {
            return false;
        }
    }

    /** Copies the data of one direction until its end. */
    private void pump(Socket from, Socket to) {
        try (InputStream in = from.getInputStream()) {
            in.transferTo(to.getOutputStream());
        } catch (IOException broken) {
            // The other direction ends with the sockets.
        } finally {
            close(from);
            close(to);
        }
    }

    private void close(Socket socket) {
        open.remove(socket);
        try {
            socket.close();
        } catch (IOException ignored) {
            // The socket is not used any more.
        }
    }

    @Override
    public void close() throws IOException {
        listener.close();
        Set.copyOf(open).forEach(this::close);
        threads.shutdownNow();
    }
}
