package dev.flsys.picture;

import java.util.Locale;

/**
 * The scans of a JPEG file, counted from their headers before the file is decoded. A scan of a few bytes may visit each
 * block of the picture. So the size of a file does not limit the time of its scans. Used by one thread.
 */
final class JpegScans {

    /** The most scans. libjpeg writes 10 for a progressive picture in colour, mozjpeg up to about 20. */
    static final int MAX = 100;

    /**
     * The most blocks of 8x8 samples that all scans together may visit. A progressive picture of 64 megapixels without
     * subsampling, written by libjpeg, needs 14 million. The decoder libjpeg-turbo takes about 50 ns to visit a block
     * in an empty scan.
     */
    static final long MAX_BLOCKS = 24_000_000;

    private int count;
    private long blocks;

    /**
     * Adds a scan.
     *
     * @param header the position of the marker of its header in the file
     */
    void add(FileBytes file, JpegFrame frame, int header) {
        count++;
        if (count > MAX) {
            return;
        }
        int components = Math.min(JpegFrame.MAX_COMPONENTS, file.u8(header + 4L));
        for (int i = 0; i < components; i++) {
            blocks += frame.blocks(file, file.u8(header + 5L + 2L * i));
        }
    }

    int count() {
        return count;
    }

    /** The number of visits of blocks in the first {@link #MAX} scans. */
    long blocks() {
        return blocks;
    }

    /** Throws {@link ImageUnreadable} if decoding would take too long. */
    void check(JpegFrame frame, int components) {
        // In a sequential picture each component is in exactly one scan (T.81, B.2.3).
        int max = frame.progressive() ? MAX : Math.min(MAX, components);
        if (count > max) {
            throw refused(
                    String.format(Locale.ROOT, "The JPEG picture has %,d scans; at most %,d are read.", count, max));
        }
        if (blocks > MAX_BLOCKS) {
            throw refused(String.format(
                    Locale.ROOT,
                    "The JPEG picture has %,d scans of %dx%d pixels, which take too long to decode.",
                    count,
                    frame.width(),
                    frame.height()));
        }
    }

    private static ImageUnreadable refused(String cause) {
        return new ImageUnreadable(cause + " Save it as baseline JPEG.");
    }
}
