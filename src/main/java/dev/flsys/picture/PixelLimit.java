package dev.flsys.picture;

/**
 * The limit for the size of a picture. It is checked with the dimensions in the header, before memory is allocated.
 *
 * @param pixels the most pixels, at least 1, at most {@link #PILLOW}
 * @param place reserves the memory of a picture that passes
 */
record PixelLimit(long pixels, DecodingMemory.Place place) {

    /** Pillow raises {@code DecompressionBombError} above this, which is twice {@code Image.MAX_IMAGE_PIXELS}. */
    static final long PILLOW = 2 * 89_478_485L;

    PixelLimit {
        if (pixels < 1) {
            throw new IllegalArgumentException("A limit of " + pixels + " pixels accepts no picture");
        }
        pixels = Math.min(pixels, PILLOW);
    }

    /** The limit for pictures that take {@code times} as much memory for each pixel. */
    PixelLimit dividedBy(long times) {
        return new PixelLimit(Math.max(1, pixels / times), place);
    }

    /**
     * Reserves the memory of a picture. Waits for other large pictures.
     *
     * @throws ImageUnreadable if a picture of these dimensions is empty or too large
     * @throws DecodingBusy if others need the memory for too long
     */
    void check(ImageFormat format, long width, long height) {
        if (width < 1 || height < 1) {
            throw ImageUnreadable.corrupt(format, null);
        }
        // The product of two factors below 2^32 may overflow, so divide.
        if (width > pixels / height) {
            throw new ImageUnreadable(
                    "The picture has " + width + "x" + height + " pixels; at most " + pixels + " pixels are accepted.");
        }
        place.reserve(format.memory(), width, height);
    }

    /** Reserves the memory of a picture that is copied to the heap after a native library has decoded it. */
    void checkCopy(long width, long height) {
        place.reserve(DecodingMemory.Kind.HEAP, width, height);
    }
}
