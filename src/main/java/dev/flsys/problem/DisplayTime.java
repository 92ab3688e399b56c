package dev.flsys.problem;

import java.time.Duration;

/** Times in messages to users. */
public final class DisplayTime {

    private DisplayTime() {}

    /** A limit as users set it: {@code "60 seconds"}, or {@code "500 ms"} if it is not a whole number of seconds. */
    public static String of(Duration limit) {
        return limit.toMillis() % 1000 == 0 ? limit.toSeconds() + " seconds" : limit.toMillis() + " ms";
    }
}
