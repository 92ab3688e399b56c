package dev.flsys.simulation.failure;

import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Collections;
import java.util.Deque;
import java.util.List;

/** The last lines of an output, each cut to {@value #MAX_LENGTH} characters. For one thread. */
final class LastLines {

    private static final int MAX = 100;
    private static final int MAX_LENGTH = 400;

    /** @param seq the number of its event */
    record Line(String text, long seq) {}

    private final Deque<Line> lines = new ArrayDeque<>();

    void add(String text, long seq) {
        if (lines.size() == MAX) {
            lines.removeFirst();
        }
        lines.addLast(new Line(text.length() <= MAX_LENGTH ? text : text.substring(0, MAX_LENGTH), seq));
    }

    List<Line> newestFirst() {
        List<Line> all = new ArrayList<>(lines);
        Collections.reverse(all);
        return all;
    }

    /** The last {@code count} lines in their order. */
    List<String> last(int count) {
        return lines.stream()
                .skip(Math.max(0, lines.size() - count))
                .map(Line::text)
                .toList();
    }
}
