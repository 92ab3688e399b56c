package dev.flsys.picture;

/**
 * Brings the samples of a component to the size of the picture as libjpeg-turbo does ({@code jdsample.c}, "fancy"
 * upsampling): a triangle filter where a direction is doubled, repetition for any other ratio.
 */
final class JpegUpsampling {

    private JpegUpsampling() {}

    /** Writes every sample of the picture into {@code out}, beginning at {@code band}, {@code bands} bytes apart. */
    static void spread(JpegComponent in, JpegFrame frame, byte[] out, int band, int bands) {
        int horizontal = frame.maxAcross() / in.across;
        int vertical = frame.maxDown() / in.down;
        if (horizontal * in.across != frame.maxAcross() || vertical * in.down != frame.maxDown()) {
            throw ImageUnreadable.unsupported(ImageFormat.JPEG, "fractional sampling");
        }
        boolean smoothAlong = horizontal == 2 && vertical <= 2 && in.width > 2;
        boolean smoothDown = vertical == 2 && (horizontal == 1 || smoothAlong);
        int[] row = new int[in.width];
        int at = band;
        for (int y = 0; y < frame.height(); y++) {
            int source = y / vertical;
            int weight = 1;
            if (smoothDown) {
                weight = 4;
                int neighbour = Math.max(0, Math.min(in.height - 1, y % 2 == 0 ? source - 1 : source + 1));
                mix(in, source, neighbour, row);
            } else {
                mix(in, source, -1, row);
            }
            for (int x = 0; x < frame.width(); x++, at += bands) {
                if (smoothAlong) {
                    out[at] = (byte) along(row, x, weight);
                } else if (smoothDown) {
                    out[at] = (byte) ((row[x] + 1 + y % 2) >> 2);
                } else {
                    out[at] = (byte) row[x / horizontal];
                }
            }
        }
    }

    /** A row, or three times a row and its neighbour once. */
    private static void mix(JpegComponent in, int source, int neighbour, int[] row) {
        for (int x = 0; x < row.length; x++) {
            int sample = in.plane[source * in.stride() + x] & 0xff;
            row[x] = neighbour < 0 ? sample : sample * 3 + (in.plane[neighbour * in.stride() + x] & 0xff);
        }
    }

    /** Three parts of the sample and one of the next on its side; odd places round otherwise than even ones. */
    private static int along(int[] row, int x, int weight) {
        int source = x / 2;
        boolean right = x % 2 != 0;
        int neighbour = Math.max(0, Math.min(row.length - 1, right ? source + 1 : source - 1));
        int sum = row[source] * 3 + row[neighbour];
        // With one pass 2 bits are shifted out (bias 1 or 2), with two passes 4 (bias 8 or 7).
        return weight == 1 ? (sum + (right ? 2 : 1)) >> 2 : (sum + (right ? 7 : 8)) >> 4;
    }
}
