package dev.flsys.access;

import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;

/** Remembers at most {@value #MAX} logged texts, so that each one is logged once. Thread-safe. */
final class LogOnce {

    static final int MAX = 100;

    private final Set<String> seen = ConcurrentHashMap.newKeySet();

    /** Whether {@code text} is new and the limit is not reached. */
    boolean isFirst(String text) {
        return seen.size() < MAX && seen.add(text);
    }
}
