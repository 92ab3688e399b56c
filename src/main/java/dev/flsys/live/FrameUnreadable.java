package dev.flsys.live;

import dev.flsys.problem.Problem;

/** A client sent an invalid frame (400). */
final class FrameUnreadable extends Problem {

    FrameUnreadable(String detail) {
        super(400, "Unreadable frame", detail);
    }
}
