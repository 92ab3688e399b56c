package dev.flsys.testsupport;

import dev.flsys.picture.RgbImage;

/** A picture that Python can compute, too: {@code ((7x + 13y + 50c) ^ (x * y)) & 255}. */
public final class FormulaPicture {

    public static final RgbImage IMAGE = create(67, 45);

    private FormulaPicture() {}

    public static RgbImage create(int width, int height) {
        byte[] pixels = new byte[width * height * 3];
        int at = 0;
        for (int y = 0; y < height; y++) {
            for (int x = 0; x < width; x++) {
                for (int c = 0; c < 3; c++) {
                    pixels[at++] = (byte) ((x * 7 + y * 13 + c * 50) ^ (x * y));
                }
            }
        }
        return new RgbImage(width, height, pixels);
    }
}
