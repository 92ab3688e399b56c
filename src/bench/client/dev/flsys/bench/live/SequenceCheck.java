package dev.flsys.bench.live;

/** Whether the events of a simulation come once each and in order. Not thread-safe. */
final class SequenceCheck {

    private long last;
    private long lost;
    private long doubled;

    /** Counts an event; whether it is new. */
    boolean accept(long seq) {
        if (seq <= last) {
            doubled++;
            return false;
        }
        lost += seq - last - 1;
        last = seq;
        return true;
    }

    /** Number of the last event; 0 before the first one. */
    long last() {
        return last;
    }

    /** Numbers that were left out. */
    long lost() {
        return lost;
    }

    /** Events that had come before, or come too late. */
    long doubled() {
        return doubled;
    }
}
