package dev.flsys.bench.live;

import dev.flsys.bench.load.Latencies;
import java.io.IOException;
import java.nio.channels.SelectionKey;
import java.nio.channels.Selector;
import java.util.ArrayList;
import java.util.List;

/**
 * {@code Crowd PARAMETERS}: many connections of one session, some of which never read after they have been accepted.
 * Prints {@code {"stage":"connected"}} when all are connected. Starts the simulation at the first line on standard
 * input. Prints {@code {"stage":"ended"}} when every reader has the last event. Prints its figures and exits at the
 * next line.
 */
public final class Crowd {

    /** Bytes, the system's least, so that unread data soon stay in the service. */
    private static final int IDLE_BUFFER = 4 * 1024;

    private final Latencies latencies = new Latencies();
    private final List<LiveConnection> connections = new ArrayList<>();
    private final List<CrowdMember> readers = new ArrayList<>();
    private final Selector selector;
    private final Parameters parameters;
    private volatile boolean leaving;

    private Crowd(Parameters parameters, Selector selector) {
        this.parameters = parameters;
        this.selector = selector;
    }

    /** Exits with status 1 if a connection breaks. */
    public static void main(String[] arguments) throws IOException {
        try (Selector selector = Selector.open()) {
            Crowd crowd = new Crowd(Parameters.read(arguments[0]), selector);
            try {
                crowd.run();
            } finally {
                for (LiveConnection each : crowd.connections) {
                    each.close();
                }
            }
        }
    }

    private void run() throws IOException {
        connect();
        new Figures()
                .with("stage", "connected")
                .with("connections", connections.size())
                .print();
        waitForLine();
        connections.get(0).send("start_simulation", parameters.start());
        leaveAtLine();
        boolean reported = false;
        while (!leaving) {
            selector.select(100);
            for (SelectionKey key : selector.selectedKeys()) {
                ((CrowdMember) key.attachment()).read();
            }
            selector.selectedKeys().clear();
            if (!reported && readers.stream().allMatch(CrowdMember::hasEnded)) {
                reported = true;
                new Figures().with("stage", "ended").print();
            }
        }
        new Figures()
                .with("stage", "figures")
                .with("ended", readers.stream().filter(CrowdMember::hasEnded).count())
                .with(
                        "lost",
                        readers.stream().mapToLong(each -> each.check().lost()).sum())
                .with(
                        "doubled",
                        readers.stream()
                                .mapToLong(each -> each.check().doubled())
                                .sum())
                .with(latencies)
                .print();
    }

    /** Opens all connections in the session of the first one. Those that never read are opened last. */
    private void connect() throws IOException {
        String session = "";
        for (int i = 0; i < parameters.readers() + parameters.idlers(); i++) {
            boolean idle = i >= parameters.readers();
            LiveConnection connection = LiveConnection.open(parameters.port(), session, idle ? IDLE_BUFFER : 0);
            session = connection.session();
            connections.add(connection);
            if (!idle) {
                CrowdMember reader = new CrowdMember(connection, latencies);
                readers.add(reader);
                connection.channel().configureBlocking(false);
                connection.channel().register(selector, SelectionKey.OP_READ, reader);
            }
        }
    }

    private static void waitForLine() throws IOException {
        int read = System.in.read();
        while (read >= 0 && read != '\n') {
            read = System.in.read();
        }
    }

    private void leaveAtLine() {
        Thread waiting = new Thread(
                () -> {
                    try {
                        waitForLine();
                    } catch (IOException closed) {
                        // Exits as well.
                    }
                    leaving = true;
                    selector.wakeup();
                },
                "leave");
        waiting.setDaemon(true);
        waiting.start();
    }
}
