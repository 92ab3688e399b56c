package dev.flsys.picture;

import java.nio.IntBuffer;
import org.bytedeco.leptonica.PIX;
import org.bytedeco.leptonica.global.leptonica;

/** A picture in Leptonica's native memory, which the garbage collector does not free. */
final class NativePicture implements Picture {

    private final PIX pix;
    private final int width;
    private final int height;
    private IntBuffer words;

    /** @param pix with 32 bits a pixel, red in the highest byte; {@link #close} destroys it */
    NativePicture(PIX pix) {
        this.pix = pix;
        this.width = pix.w();
        this.height = pix.h();
        this.words = pix.data().capacity((long) width * height).asBuffer();
    }

    @Override
    public int width() {
        return width;
    }

    @Override
    public int height() {
        return height;
    }

    /** @throws IndexOutOfBoundsException if there is no such row, or after {@link #close()} */
    @Override
    public void read(int y, int[] row) {
        words.get(y * width, row, 0, width);
    }

    @Override
    public void close() {
        words = IntBuffer.allocate(0);
        leptonica.pixDestroy(pix);
    }
}
