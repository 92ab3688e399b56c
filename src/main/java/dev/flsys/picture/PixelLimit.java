package dev.flsys.picture;

/**
 * How large a picture may be, asked with the dimensions of its header before anything is allocated for its pixels.
 *
 * @param pixels the most pixels, at least 1, at most {@link #PILLOW}
 */
record PixelLimit(long pixels) {

    /** Twice {@code Image.MAX_IMAGE_PIXELS}: where Pillow raises {@code DecompressionBombError}. */
    static final long PILLOW = 2 * 89_478_485L;

    PixelLimit {
        if (pixels < 1) {
            throw new IllegalArgumentException("A limit of " + pixels + " pixels lets no picture pass");
        }
        pixels = Math.min(pixels, PILLOW);
    }

    /** The limit for pictures that take {@code times} as much memory for each pixel. */
    PixelLimit dividedBy(long times) {
        return new PixelLimit(Math.max(1, pixels / times));
    }

    /** Throws {@link ImageUnreadable} if a picture of these dimensions is empty or too large. */
    void check(ImageFormat format, long width, long height) {
        if (width < 1 || height < 1) {
            throw ImageUnreadable.corrupt(format, null);
        }
        // Each factor is below 2^32, so the product may overflow: divide instead.
        if (width > pixels / height) {
            throw new ImageUnreadable(
                    "The picture has " + width + "x" + height + " pixels; at most " + pixels + " pixels are accepted.");
        }
    }
}
