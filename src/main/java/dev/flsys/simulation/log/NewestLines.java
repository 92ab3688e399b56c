package dev.flsys.simulation.log;

import java.time.Instant;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Deque;
import java.util.List;
import java.util.function.LongFunction;

/** The newest lines of an output whose log is full, and the number of lines before them. For one thread. */
public final class NewestLines {

    private final int maxCharacters;
    private final Deque<Line> lines = new ArrayDeque<>();
    private int characters;
    private long leftOut;
    private boolean changed;

    /** A line and the time at which it was printed. */
    record Line(MovingLine.Stored stored, Instant at) {

        private int size() {
            return stored.text().length() + 1;
        }
    }

    /** @param maxCharacters UTF-16 units of all lines, plus one for each line */
    public NewestLines(int maxCharacters) {
        this.maxCharacters = maxCharacters;
    }

    public void add(MovingLine.Stored line, Instant at) {
        changed = true;
        if (line.replaces() && !lines.isEmpty()) {
            characters -= lines.removeLast().size();
        }
        Line added = new Line(new MovingLine.Stored(line.text(), line.continues(), false), at);
        lines.addLast(added);
        characters += added.size();
        while (characters > maxCharacters && lines.size() > 1) {
            characters -= lines.removeFirst().size();
            leftOut++;
        }
    }

    /** The number of lines that were dropped, where each piece of a long line counts. */
    public long leftOut() {
        return leftOut;
    }

    /** Whether a line was added since {@link #saved}. */
    boolean isChanged() {
        return changed;
    }

    /** Notes that the present lines are in a file. */
    void saved() {
        changed = false;
    }

    /** The lines, which remain. */
    List<Line> lines() {
        return List.copyOf(lines);
    }

    /** The events of {@code lines}, after a line with the number of those that were dropped before them. */
    public static List<LongFunction<SimulationEvent>> events(
            SimulationId id, long leftOut, List<Line> lines, Instant now) {
        List<LongFunction<SimulationEvent>> events = new ArrayList<>();
        if (leftOut > 0) {
            String notice = "FLSys: " + leftOut + " lines were left out here (SIMULATION_MAX_LOG).";
            events.add(seq -> new SimulationEvent.Log(id, seq, notice, now, false, false));
        }
        for (Line each : lines) {
            MovingLine.Stored line = each.stored();
            events.add(
                    seq -> new SimulationEvent.Log(id, seq, line.text(), each.at(), line.continues(), line.replaces()));
        }
        return events;
    }

    /** Returns the lines and drops them. */
    public List<Line> take() {
        List<Line> taken = new ArrayList<>(lines);
        lines.clear();
        characters = 0;
        leftOut = 0;
        changed = false;
        return taken;
    }
}
