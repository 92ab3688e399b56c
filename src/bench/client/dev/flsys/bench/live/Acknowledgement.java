package dev.flsys.bench.live;

import java.nio.charset.StandardCharsets;

/** The answer of the service to a request. It has no number, unlike the events of a simulation. */
final class Acknowledgement {

    private static final byte[] ID = EventScan.ascii("\"simulation_id\":\"");

    private Acknowledgement() {}

    /**
     * The id of the simulation; empty if the event contains none.
     *
     * @throws IllegalStateException if the request was refused
     */
    static String id(Event event) {
        if (event.isLast()) {
            throw new IllegalStateException(event.json());
        }
        int at = EventScan.find(event.message(), ID, event.start(), event.end());
        if (at < 0) {
            return "";
        }
        int from = at + ID.length;
        int to = from;
        while (event.message()[to] != '"') {
            to++;
        }
        return new String(event.message(), from, to - from, StandardCharsets.US_ASCII);
    }
}
