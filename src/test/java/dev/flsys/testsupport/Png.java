package dev.flsys.testsupport;

import java.awt.image.BufferedImage;
import java.io.ByteArrayOutputStream;
import java.util.Base64;
import javax.imageio.ImageIO;

/** Pictures as PNG files. */
public final class Png {

    private Png() {}

    public static byte[] file(BufferedImage picture) {
        ByteArrayOutputStream file = new ByteArrayOutputStream();
        Unchecked.io(() -> ImageIO.write(picture, "png", file));
        return file.toByteArray();
    }

    /** The file as the Base64 text of a request. */
    public static String base64(BufferedImage picture) {
        return Base64.getEncoder().encodeToString(file(picture));
    }

    /** The Base64 text of a black picture. */
    public static String black(int side) {
        return base64(new BufferedImage(side, side, BufferedImage.TYPE_INT_RGB));
    }
}
