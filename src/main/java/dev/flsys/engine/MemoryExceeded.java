package dev.flsys.engine;

/** The end of a call during which the process took too much memory. */
final class MemoryExceeded extends RuntimeException {

    private static final long serialVersionUID = 1;

    /** @param bytes the bytes that the process had taken until then */
    MemoryExceeded(long bytes) {
        super("it needs more memory than a call may take: it was ended after " + (bytes >> 20)
                + " MiB; send fewer items at once, or export a smaller network");
    }
}
