package dev.flsys.picture;

import dev.flsys.problem.Problem;
import org.jspecify.annotations.Nullable;

/** The refusal of a client's picture that has no supported format, is damaged, or is too large (400). */
public final class ImageUnreadable extends Problem {

    private static final long serialVersionUID = 1L;

    public ImageUnreadable(String detail) {
        this(detail, null);
    }

    public ImageUnreadable(String detail, @Nullable Throwable cause) {
        super(400, "Image Unreadable", detail, cause);
    }

    /** The file ends before its last pixel. */
    static ImageUnreadable truncated(ImageFormat format) {
        return new ImageUnreadable("The " + format.label() + " picture is truncated.");
    }

    /** The file contradicts its own format. */
    static ImageUnreadable corrupt(ImageFormat format, @Nullable Throwable cause) {
        return new ImageUnreadable("The " + format.label() + " picture is corrupt.", cause);
    }

    /** The format allows this kind of file, but this service does not read it. */
    static ImageUnreadable unsupported(ImageFormat format, String kind) {
        return new ImageUnreadable(format.label() + " pictures with " + kind + " are not supported.");
    }
}
