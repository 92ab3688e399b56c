package dev.flsys.simulation.failure;

import java.util.ArrayList;
import java.util.List;

/**
 * The frames of the traceback that is being printed, without frames of libraries. Memory is constant. For one thread.
 */
final class Frames {

    private static final int MAX = 16;

    private final List<Frame> frames = new ArrayList<>();
    private boolean chained;
    /** Whether the newest frame is the first one, as {@code faulthandler} prints them. */
    private boolean newestFirst;

    /** A traceback begins. It continues the traceback before it if {@link #chain} was called in between. */
    void begin() {
        if (!chained) {
            frames.clear();
        }
        chained = false;
        newestFirst = false;
    }

    /** The next traceback belongs to an exception that the last one caused. */
    void chain() {
        chained = true;
    }

    /** A crash of the interpreter follows, whose frames are printed the other way round. */
    void crash() {
        frames.clear();
        newestFirst = true;
    }

    boolean isCrash() {
        return newestFirst;
    }

    void readLine(String text) {
        Frame.in(text).ifPresent(frame -> {
            if (newestFirst) {
                if (frames.size() < MAX) {
                    frames.add(0, frame);
                }
                return;
            }
            if (frames.size() == MAX) {
                frames.remove(0);
            }
            frames.add(frame);
        });
    }

    /** The frames so far, the newest last. */
    List<Frame> all() {
        return List.copyOf(frames);
    }
}
