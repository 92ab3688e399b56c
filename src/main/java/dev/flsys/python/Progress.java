package dev.flsys.python;

import java.util.ArrayList;
import java.util.List;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;

/**
 * The steps of one attempt to make the interpreter, told to everyone who waits for it, each on their own thread, so
 * that a slow one delays nobody. Who comes late is told what was done so far.
 *
 * <p>Safe for use by several threads.
 */
final class Progress {

    private static final int MAX_LINES = 5_000;

    private final List<String> lines = new ArrayList<>();
    private final Runnable whenLeft;
    private int waiting;
    private boolean left;
    private @Nullable Interpreter made;
    private @Nullable RuntimeException failure;

    /** @param whenLeft is run once, when the last of those who waited has left before the end */
    Progress(Runnable whenLeft) {
        this.whenLeft = whenLeft;
    }

    /** Adds a step. */
    synchronized void add(String line) {
        if (lines.size() < MAX_LINES) {
            lines.add(line);
            notifyAll();
        }
    }

    synchronized void succeed(Interpreter interpreter) {
        made = interpreter;
        notifyAll();
    }

    synchronized void fail(RuntimeException reason) {
        failure = reason;
        notifyAll();
    }

    /** Whether nobody should join: it has ended, or is being ended because everyone left. */
    synchronized boolean over() {
        return left || made != null || failure != null;
    }

    /** Tells {@code report} every step, and waits for the end. */
    Interpreter follow(Consumer<String> report) throws InterruptedException {
        enter();
        try {
            for (int told = 0; ; told++) {
                String line = lineOrEnd(told);
                if (line == null) {
                    return result();
                }
                report.accept(line);
            }
        } finally {
            leave();
        }
    }

    private synchronized void enter() {
        waiting++;
    }

    private void leave() {
        boolean last;
        synchronized (this) {
            waiting--;
            last = waiting == 0 && !over();
            left |= last;
        }
        if (last) {
            whenLeft.run();
        }
    }

    private synchronized @Nullable String lineOrEnd(int index) throws InterruptedException {
        while (index >= lines.size()) {
            if (made != null || failure != null) {
                return null;
            }
            wait();
        }
        return lines.get(index);
    }

    private synchronized Interpreter result() {
        if (made != null) {
            return made;
        }
        throw failure != null ? failure : new IllegalStateException("The attempt has not ended.");
    }
}
