package dev.flsys.bench.load;

/**
 * A part of a run.
 *
 * @param name in the figures
 * @param seconds least duration
 * @param requests least number of requests
 * @param swaps number of swaps, spread over {@code seconds}
 * @param leakKilobytes native memory that the service leaks after each swap, units of 1,024 bytes; 0 for none
 */
record Phase(String name, int seconds, long requests, int swaps, int leakKilobytes) {

    /** Reads {@code name:seconds:requests:swaps:leakKilobytes}. */
    static Phase parse(String text) {
        String[] parts = text.split(":");
        if (parts.length != 5) {
            throw new IllegalArgumentException("Not name:seconds:requests:swaps:leakKilobytes: " + text);
        }
        return new Phase(
                parts[0],
                Integer.parseInt(parts[1]),
                Long.parseLong(parts[2]),
                Integer.parseInt(parts[3]),
                Integer.parseInt(parts[4]));
    }
}
