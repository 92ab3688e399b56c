package dev.flsys.bench.live;

import dev.flsys.bench.load.Latencies;
import java.io.IOException;

/**
 * {@code Follow PARAMETERS}: starts a simulation and follows it to its end on one connection. Prints the time from the
 * first line to the last event, and the ages of the lines that begin with their time.
 */
public final class Follow {

    private final SequenceCheck check = new SequenceCheck();
    private final Latencies latencies = new Latencies();
    private String id = "";
    private String last = "";
    private long firstLine;
    private long end;

    private Follow() {}

    /** Exits with status 1 if the connection breaks. */
    public static void main(String[] arguments) throws IOException {
        Parameters parameters = Parameters.read(arguments[0]);
        Follow follow = new Follow();
        try (LiveConnection connection = LiveConnection.open(parameters.port(), "", 0)) {
            connection.send("start_simulation", parameters.start());
            while (follow.last.isEmpty()) {
                connection.read(follow::take);
            }
        }
        new Figures()
                .with("id", follow.id)
                .with("end", follow.last)
                .with("seconds", (follow.end - follow.firstLine) / 1e9)
                .with(follow.check)
                .with(follow.latencies)
                .print();
    }

    private void take(Event event) {
        if (event.seq() == 0) {
            if (id.isEmpty()) {
                id = Acknowledgement.id(event);
            }
            return;
        }
        check.accept(event.seq());
        if (event.isLog()) {
            long stamp = event.stamp();
            firstLine = firstLine == 0 ? System.nanoTime() : firstLine;
            if (stamp > 0) {
                latencies.add(WallClock.nanoseconds() - stamp);
            }
        } else if (event.isLast()) {
            end = System.nanoTime();
            last = event.json();
        }
    }
}
