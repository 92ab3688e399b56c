package dev.flsys.python;

import java.util.ArrayList;
import java.util.List;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;

/**
 * The steps of one attempt to create the interpreter. Each waiting thread reports them itself, so a slow one does not
 * delay the others. A thread that begins to wait later gets the earlier steps first.
 *
 * <p>Thread-safe.
 */
final class Progress {

    private static final int MAX_LINES = 5_000;

    private final List<String> lines = new ArrayList<>();
    private final Runnable whenLeft;
    private int waiting;
    private boolean left;
    private @Nullable Interpreter made;
    private @Nullable RuntimeException failure;

    /** @param whenLeft runs once, when the last waiting thread leaves before the end */
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

    /** Whether no thread may join: the attempt has ended, or is being ended because all threads left. */
    synchronized boolean over() {
        return left || made != null || failure != null;
    }

    /** Passes every step to {@code report} and waits for the end. */
    Interpreter follow(Consumer<String> report) throws InterruptedException {
        enter();
        try {
            for (int reported = 0; ; reported++) {
                String line = lineOrEnd(reported);
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
