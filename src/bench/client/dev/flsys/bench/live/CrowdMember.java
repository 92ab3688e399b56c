package dev.flsys.bench.live;

import dev.flsys.bench.load.Latencies;
import java.io.IOException;

/** One of many connections that follow the same simulation. Not thread-safe. */
final class CrowdMember {

    private final LiveConnection connection;
    private final Latencies latencies;
    private final SequenceCheck check = new SequenceCheck();
    private boolean ended;

    /** @param latencies receives the age of every line */
    CrowdMember(LiveConnection connection, Latencies latencies) {
        this.connection = connection;
        this.latencies = latencies;
    }

    void read() throws IOException {
        connection.read(event -> {
            if (event.seq() == 0) {
                Acknowledgement.id(event);
            } else {
                check.accept(event.seq());
                long stamp = event.isLog() ? event.stamp() : 0;
                if (stamp > 0) {
                    latencies.add(WallClock.nanoseconds() - stamp);
                }
                ended |= event.isLast();
            }
        });
    }

    boolean hasEnded() {
        return ended;
    }

    SequenceCheck check() {
        return check;
    }
}
