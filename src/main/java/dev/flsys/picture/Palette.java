package dev.flsys.picture;

/** A palette of 256 colours. As in Pillow, a colour {@code i} that the file omits is the grey (i, i, i). */
final class Palette {

    private static final int COLOURS = 256;

    private final byte[] rgb = new byte[COLOURS * RgbImage.CHANNELS];

    Palette() {
        for (int i = 0; i < rgb.length; i++) {
            rgb[i] = (byte) (i / RgbImage.CHANNELS);
        }
    }

    /** Sets colour {@code index}; each channel 0..255. */
    void set(int index, int red, int green, int blue) {
        int at = index * RgbImage.CHANNELS;
        rgb[at] = (byte) red;
        rgb[at + 1] = (byte) green;
        rgb[at + 2] = (byte) blue;
    }

    /** The picture of {@code byte[height * width]} unsigned indices. */
    RgbImage picture(int width, int height, byte[] indices) {
        byte[] pixels = new byte[Math.multiplyExact(indices.length, RgbImage.CHANNELS)];
        for (int i = 0, at = 0; i < indices.length; i++) {
            int colour = (indices[i] & 0xff) * RgbImage.CHANNELS;
            pixels[at++] = rgb[colour];
            pixels[at++] = rgb[colour + 1];
            pixels[at++] = rgb[colour + 2];
        }
        return new RgbImage(width, height, pixels);
    }
}
