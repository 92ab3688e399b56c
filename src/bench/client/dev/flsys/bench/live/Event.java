package dev.flsys.bench.live;

import java.nio.charset.StandardCharsets;

/**
 * An event within a message, of which only the parts that a benchmark needs are read.
 *
 * @param message bytes of the message that holds it; not kept longer than the call that gets it
 * @param start of its object in {@code message}
 * @param end after its object
 * @param name of the event
 * @param seq its number; 0 where it has none
 */
record Event(byte[] message, int start, int end, String name, long seq) {

    private static final byte[] TEXT = EventScan.ascii("\"message\":\"");

    /** Of nanoseconds since 1970; lines that are only numbered stay below it. */
    private static final long YEAR_2001 = 1_000_000_000_000_000_000L;

    static final String LOG = "simulation_log";

    /** Whether nothing comes after it. */
    boolean isLast() {
        return name.equals("simulation_complete") || name.equals("simulation_error");
    }

    boolean isLog() {
        return name.equals(LOG);
    }

    /** The time that a logged line begins with, nanoseconds since 1970; 0 if it begins with none. */
    long stamp() {
        int at = EventScan.find(message, TEXT, start, end);
        long number = at < 0 ? 0 : EventScan.number(message, at + TEXT.length, end);
        return number >= YEAR_2001 ? number : 0;
    }

    /** All of it. */
    String json() {
        return new String(message, start, end - start, StandardCharsets.UTF_8);
    }
}
