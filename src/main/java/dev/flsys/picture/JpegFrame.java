package dev.flsys.picture;

/**
 * The frame header of a JPEG file (T.81, B.2.2).
 *
 * @param at the offset of its marker in the file
 * @param maxAcross the most blocks of a component in a unit, along a row
 * @param maxDown the most blocks of a component in a unit, along a column
 * @param progressive whether coefficients come in several scans
 */
record JpegFrame(int at, int width, int height, int maxAcross, int maxDown, boolean progressive) {

    /** The most components of a scan, and of a picture that is read. */
    static final int MAX_COMPONENTS = 4;

    static JpegFrame of(FileBytes file, int at) {
        int marker = file.u8(at + 1L);
        int maxAcross = 1;
        int maxDown = 1;
        for (int i = 0; i < file.u8(at + 9L); i++) {
            int sampling = file.u8(at + 11L + 3L * i);
            maxAcross = Math.max(maxAcross, factor(sampling >> 4));
            maxDown = Math.max(maxDown, factor(sampling & 15));
        }
        return new JpegFrame(
                at, file.u16be(at + 7L), file.u16be(at + 5L), maxAcross, maxDown, marker == 0xc2 || marker == 0xca);
    }

    /** Whether coefficients are coded arithmetically, SOF9 to SOF15. */
    boolean arithmetic(FileBytes file) {
        return file.u8(at + 1L) > 0xc8;
    }

    /**
     * The number of blocks of the component {@code id}, with padding to whole units. Of all components if none has this
     * id.
     */
    long blocks(FileBytes file, int id) {
        long all = 0;
        int components = Math.min(MAX_COMPONENTS, file.u8(at + 9L));
        for (int i = 0; i < components; i++) {
            long entry = at + 10L + 3L * i;
            int sampling = file.u8(entry + 1);
            long blocks = (long) unitsAcross() * unitsDown() * (sampling >> 4) * (sampling & 15);
            if (file.u8(entry) == id) {
                return blocks;
            }
            all += blocks;
        }
        return all;
    }

    private int unitsAcross() {
        return ceil(width, 8 * maxAcross);
    }

    private int unitsDown() {
        return ceil(height, 8 * maxDown);
    }

    private static int ceil(int value, int divisor) {
        return (value + divisor - 1) / divisor;
    }

    private static int factor(int sampling) {
        if (sampling < 1 || sampling > 4) {
            throw ImageUnreadable.corrupt(ImageFormat.JPEG, null);
        }
        return sampling;
    }
}
