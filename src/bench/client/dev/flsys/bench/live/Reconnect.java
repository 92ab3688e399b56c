package dev.flsys.bench.live;

import java.io.BufferedOutputStream;
import java.io.IOException;
import java.io.OutputStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Random;
import java.util.TreeSet;

/**
 * {@code Reconnect PARAMETERS}: starts a simulation, cuts the connection at random events, and resumes each time after
 * the last event before the cut. Received events after it are dropped, as if the client had died at that event.
 */
public final class Reconnect {

    /** A fifth of the cuts is within this many events of the beginning, and a fifth within this many of the end. */
    private static final int EDGE = 50;

    private static final int TIMEOUT_MILLIS = 300;

    private final Parameters parameters;
    private final TreeSet<Long> cuts;
    private final OutputStream record;
    private final SequenceCheck check = new SequenceCheck();
    private String id = "";
    private String last = "";
    private boolean cut;
    private int done;
    private int tooMany;

    private Reconnect(Parameters parameters, OutputStream record) {
        this.parameters = parameters;
        this.record = record;
        this.cuts = cuts(parameters);
    }

    /** Exits with status 1 if the service refuses to resume. */
    public static void main(String[] arguments) throws IOException, InterruptedException {
        Parameters parameters = Parameters.read(arguments[0]);
        try (OutputStream record = new BufferedOutputStream(Files.newOutputStream(Path.of(parameters.record())))) {
            new Reconnect(parameters, record).run();
        }
    }

    /**
     * The numbers of the events after which the connection is cut. Event 1 is {@code simulation_started}; the lines
     * follow.
     */
    private static TreeSet<Long> cuts(Parameters parameters) {
        Random random = new Random(parameters.seed());
        TreeSet<Long> cuts = new TreeSet<>();
        long total = parameters.lines() + 1;
        cuts.add(1L);
        cuts.add(total);
        while (cuts.size() < parameters.cuts()) {
            switch (cuts.size() % 5) {
                case 0 -> cuts.add(1 + (long) random.nextInt(EDGE));
                case 1 -> cuts.add(total - random.nextInt(EDGE));
                default -> cuts.add(1 + (long) (random.nextDouble() * (total - 1)));
            }
        }
        return cuts;
    }

    private void run() throws IOException, InterruptedException {
        LiveConnection connection = LiveConnection.open(parameters.port(), "", 0);
        try {
            String session = connection.session();
            connection.send("start_simulation", parameters.start());
            while (last.isEmpty()) {
                cut = false;
                connection.read(this::take);
                if (cut) {
                    connection.cut();
                    done++;
                    connection = LiveConnection.open(parameters.port(), session, 0);
                    connection.send(
                            "resume_simulation", "{\"simulation_id\":\"" + id + "\",\"after\":" + check.last() + "}");
                }
            }
            countLateEvents(connection);
        } finally {
            connection.close();
        }
        new Figures()
                .with("id", id)
                .with("cuts", done)
                .with("end", last)
                .with("afterEnd", tooMany)
                .with(check)
                .print();
    }

    private void take(Event event) {
        if (event.seq() == 0) {
            if (id.isEmpty()) {
                id = Acknowledgement.id(event);
            }
            return;
        }
        if (cut) {
            return;
        }
        check.accept(event.seq());
        try {
            record.write(event.message(), event.start(), event.end() - event.start());
            record.write('\n');
        } catch (IOException unwritable) {
            throw new IllegalStateException(unwritable);
        }
        if (event.isLast()) {
            last = event.json();
        }
        cut = last.isEmpty() && cuts.remove(event.seq());
    }

    /** Counts events after the end, of which there must be none. */
    private void countLateEvents(LiveConnection connection) throws IOException, InterruptedException {
        connection.channel().configureBlocking(false);
        Thread.sleep(TIMEOUT_MILLIS);
        connection.read(event -> tooMany += event.seq() > 0 ? 1 : 0);
    }
}
