package dev.flsys.access;

import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;

/**
 * Remembers what has been logged, at most {@value #MAX} texts, so that each is logged once. Safe for use by several
 * threads.
 */
final class FirstTimes {

    static final int MAX = 100;

    private final Set<String> seen = ConcurrentHashMap.newKeySet();

    /** Whether {@code what} comes for the first time, and there have not been too many. */
    boolean isFirst(String what) {
        return seen.size() < MAX && seen.add(what);
    }
}
