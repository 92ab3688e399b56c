package dev.flsys.picture;

import dev.flsys.problem.Problem;

/** The refusal of a large picture because others need the memory for decoding (503). */
public final class DecodingBusy extends Problem {

    private static final long serialVersionUID = 1L;
    private static final int RETRY_SECONDS = 5;

    DecodingBusy() {
        super(
                503,
                "Large pictures are being decoded",
                "The picture must wait for other large ones, because they need much memory. Send it again, or a smaller one.",
                RETRY_SECONDS);
    }
}
