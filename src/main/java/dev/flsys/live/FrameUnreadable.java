package dev.flsys.live;

import dev.flsys.problem.Problem;

/** A client sent what is not a frame of the live protocol (400 where a status is needed). */
final class FrameUnreadable extends Problem {

    FrameUnreadable(String detail) {
        super(400, "Unreadable frame", detail);
    }
}
