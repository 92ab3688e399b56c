package dev.flsys.live;

import dev.flsys.problem.Problem;

/** The refusal of an invalid frame of a client (400). */
final class FrameUnreadable extends Problem {

    FrameUnreadable(String detail) {
        super(400, "Unreadable frame", detail);
    }
}
