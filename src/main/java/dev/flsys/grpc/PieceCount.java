package dev.flsys.grpc;

/**
 * The number of pieces in which a message arrives. Very many small pieces cost much time for few bytes. For one thread.
 */
final class PieceCount {

    /** The number of pieces of a message that may be small. */
    private static final int MAX_SMALL = 512;

    /** The mean size in bytes that pieces must have if there are more than {@link #MAX_SMALL}. */
    private static final int MEAN = 64;

    private int pieces;
    private long bytes;

    /** @throws GrpcProblem if the message comes in too many small pieces */
    void add(int length) {
        pieces++;
        bytes += length;
        if (pieces > MAX_SMALL && bytes < (long) pieces * MEAN) {
            throw GrpcProblem.malformed("The message comes in too many small pieces.");
        }
    }

    /** Begins with the next message. */
    void reset() {
        pieces = 0;
        bytes = 0;
    }
}
