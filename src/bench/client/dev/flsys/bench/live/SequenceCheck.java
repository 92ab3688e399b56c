package dev.flsys.bench.live;

/** Checks that the events of a simulation arrive once each and in order. Not thread-safe. */
final class SequenceCheck {

    private long last;
    private long lost;
    private long doubled;

    /** Counts an event and returns whether it is new. */
    boolean accept(long seq) {
        if (seq <= last) {
            doubled++;
            return false;
        }
        lost += seq - last - 1;
        last = seq;
        return true;
    }

    /** The number of the last event; 0 before the first one. */
    long last() {
        return last;
    }

    /** The count of missing numbers. */
    long lost() {
        return lost;
    }

    /** The count of repeated or late events. */
    long doubled() {
        return doubled;
    }
}
