package dev.flsys.picture;

/** Four-component colour as Pillow converts it, without colour profiles. */
final class Cmyk {

    private static final int HALF = 1 << 15;

    private Cmyk() {}

    /** Replaces each of {@code samples} by its complement, in place. */
    static void invert(byte[] samples) {
        for (int i = 0; i < samples.length; i++) {
            samples[i] = (byte) ~samples[i];
        }
    }

    /**
     * Y, Cb, Cr, K to C, M, Y, K in place: the colours are the complement of the RGB that Y, Cb, Cr stand for, K stays.
     * In 16-bit fixed point, rounded as libjpeg's {@code ycck_cmyk_convert} does.
     */
    static void fromYcck(byte[] samples) {
        for (int i = 0; i < samples.length; i += 4) {
            int y = samples[i] & 0xff;
            int cb = (samples[i + 1] & 0xff) - 128;
            int cr = (samples[i + 2] & 0xff) - 128;
            samples[i] = clip(255 - (y + ((fixed(1.40200) * cr + HALF) >> 16)));
            samples[i + 1] = clip(255 - (y + ((-fixed(0.34414) * cb - fixed(0.71414) * cr + HALF) >> 16)));
            samples[i + 2] = clip(255 - (y + ((fixed(1.77200) * cb + HALF) >> 16)));
        }
    }

    /**
     * C, M, Y, K (0 is no ink) to RGB: {@code (255 - K) * (255 - C) / 255} in the rounding of Pillow's
     * {@code cmyk2rgb}.
     *
     * @param samples {@code byte[n * 4]}
     * @return {@code byte[n * 3]}
     */
    static byte[] toRgb(byte[] samples) {
        byte[] rgb = new byte[samples.length / 4 * RgbImage.CHANNELS];
        for (int i = 0, at = 0; i < samples.length; i += 4) {
            int light = 255 - (samples[i + 3] & 0xff);
            for (int c = 0; c < RgbImage.CHANNELS; c++) {
                int product = (samples[i + c] & 0xff) * light + 128;
                rgb[at++] = clip(light - (((product >> 8) + product) >> 8));
            }
        }
        return rgb;
    }

    private static int fixed(double factor) {
        return (int) (factor * (1 << 16) + 0.5);
    }

    private static byte clip(int value) {
        return (byte) Math.max(0, Math.min(255, value));
    }
}
