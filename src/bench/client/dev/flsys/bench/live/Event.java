package dev.flsys.bench.live;

import java.nio.charset.StandardCharsets;

/**
 * An event within a message. Only the parts that a benchmark needs are read.
 *
 * @param message bytes of the message that contains it; valid only during the call that receives it
 * @param start of its object in {@code message}
 * @param end after its object
 * @param name of the event
 * @param seq its number; 0 if it has none
 */
record Event(byte[] message, int start, int end, String name, long seq) {

    private static final byte[] TEXT = EventScan.ascii("\"message\":\"");

    /** Nanoseconds since 1970. The numbers of lines without a time are smaller. */
    private static final long YEAR_2001 = 1_000_000_000_000_000_000L;

    static final String LOG = "simulation_log";

    /** Whether it is the last event. */
    boolean isLast() {
        return name.equals("simulation_complete") || name.equals("simulation_error");
    }

    boolean isLog() {
        return name.equals(LOG);
    }

    /** The time at the beginning of a logged line, nanoseconds since 1970; 0 if there is none. */
    long stamp() {
        int at = EventScan.find(message, TEXT, start, end);
        long number = at < 0 ? 0 : EventScan.number(message, at + TEXT.length, end);
        return number >= YEAR_2001 ? number : 0;
    }

    /** The whole event. */
    String json() {
        return new String(message, start, end - start, StandardCharsets.UTF_8);
    }
}
