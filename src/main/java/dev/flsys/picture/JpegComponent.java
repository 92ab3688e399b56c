package dev.flsys.picture;

import org.jspecify.annotations.Nullable;

/** One colour of a JPEG picture: its sampling, its tables and its samples so far. Used by one thread. */
final class JpegComponent {

    final int id;
    /** Blocks of it in an interleaved unit, along and across. */
    final int across;

    final int down;
    /** Samples that belong to the picture; the plane is padded to whole units. */
    final int width;

    final int height;
    /** Blocks with padding. */
    final int blocksAcross;

    final int blocksDown;
    /** {@code byte[blocksDown * 8 * stride()]} samples. */
    final byte[] plane;
    /** Of a progressive picture, 64 of each block, in natural order. */
    final short @Nullable [] coefficients;

    final int quantizationTable;
    /** In natural order, as it was when the first scan began; empty before. */
    int[] quantization = {};

    @Nullable JpegHuffman dc;

    @Nullable JpegHuffman ac;

    /** The last DC coefficient. */
    int predictor;

    JpegComponent(int id, int across, int down, int quantizationTable, JpegFrame frame) {
        this.id = id;
        this.across = across;
        this.down = down;
        this.quantizationTable = quantizationTable;
        this.width = ceil(frame.width() * across, frame.maxAcross());
        this.height = ceil(frame.height() * down, frame.maxDown());
        this.blocksAcross = frame.unitsAcross() * across;
        this.blocksDown = frame.unitsDown() * down;
        int samples = Math.multiplyExact(Math.multiplyExact(blocksAcross, blocksDown), 64);
        this.plane = new byte[samples];
        this.coefficients = frame.progressive() ? new short[samples] : null;
    }

    /** Makes ready for a scan with these tables. */
    void begin(@Nullable JpegHuffman dcTable, @Nullable JpegHuffman acTable, int[][] quantizations) {
        dc = dcTable;
        ac = acTable;
        predictor = 0;
        if (quantization.length == 0) {
            quantization = quantizations[quantizationTable];
            if (quantization.length == 0) {
                throw ImageUnreadable.corrupt(ImageFormat.JPEG, null);
            }
        }
    }

    /** After the last scan: turns the coefficients of a progressive picture into samples. */
    void finish() {
        if (quantization.length == 0) {
            throw ImageUnreadable.corrupt(ImageFormat.JPEG, null);
        }
        if (coefficients == null) {
            return;
        }
        for (int y = 0, at = 0; y < blocksDown; y++) {
            for (int x = 0; x < blocksAcross; x++, at += 64) {
                JpegTransform.inverse(coefficients, at, this, x, y);
            }
        }
    }

    /** Samples in a row of the plane. */
    int stride() {
        return blocksAcross * 8;
    }

    static int ceil(int value, int divisor) {
        return (value + divisor - 1) / divisor;
    }
}
