package dev.flsys.picture;

import java.util.Arrays;

/**
 * Decodes the first frame of a GIF, placed on its screen. Source: the GIF89a specification. It does not define the
 * screen around the frame, a frame beyond the screen, or a missing colour table. There, this decoder follows Pillow's
 * {@code GifImagePlugin}. The JDK's reader differs from Pillow in all three, and accepts a frame whose codes end early.
 * Thread-safe.
 */
final class GifDecoder {

    private static final ImageFormat FORMAT = ImageFormat.GIF;
    private static final int SCREEN_HEADER = 13;
    private static final int IMAGE_HEADER = 10;
    private static final int EXTENSION = 0x21;
    private static final int GRAPHIC_CONTROL = 0xf9;
    private static final int IMAGE = 0x2c;
    private static final int HAS_TABLE = 0x80;
    private static final int INTERLACED = 0x40;

    private final FileBytes file;
    private final PixelLimit limit;
    private int at = SCREEN_HEADER;
    private Palette palette = new Palette();
    private int transparent;

    private GifDecoder(FileBytes file, PixelLimit limit) {
        this.file = file;
        this.limit = limit;
    }

    static RgbImage decode(FileBytes file, PixelLimit limit) {
        return new GifDecoder(file, limit).firstFrame();
    }

    private RgbImage firstFrame() {
        readColours(file.u8(10));
        while (file.u8(at) != IMAGE) {
            // Like Pillow, skips bytes that begin no block.
            if (file.u8(at++) == EXTENSION) {
                readExtension();
            }
        }
        int left = file.u16le(at + 1);
        int top = file.u16le(at + 3);
        int width = file.u16le(at + 5);
        int height = file.u16le(at + 7);
        int flags = file.u8(at + 9);
        int screenWidth = Math.max(file.u16le(6), left + width);
        int screenHeight = Math.max(file.u16le(8), top + height);
        limit.check(FORMAT, screenWidth, screenHeight);
        limit.check(FORMAT, width, height);
        at += IMAGE_HEADER;
        readColours(flags);

        byte[] screen = new byte[screenWidth * screenHeight];
        Arrays.fill(screen, (byte) transparent);
        byte[] frame = new GifLzw(file, at).decode(width * height);
        int[] rows = (flags & INTERLACED) != 0 ? interlaced(height) : null;
        for (int y = 0; y < height; y++) {
            int row = rows == null ? y : rows[y];
            System.arraycopy(frame, y * width, screen, (top + row) * screenWidth + left, width);
        }
        return palette.picture(screenWidth, screenHeight, screen);
    }

    private void readColours(int flags) {
        if ((flags & HAS_TABLE) == 0) {
            return;
        }
        palette = new Palette();
        int colours = 2 << (flags & 7);
        for (int i = 0; i < colours; i++, at += 3) {
            palette.set(i, file.u8(at), file.u8(at + 1), file.u8(at + 2));
        }
    }

    private void readExtension() {
        int label = file.u8(at++);
        if (label == GRAPHIC_CONTROL && file.u8(at) >= 4 && (file.u8(at + 1) & 1) != 0) {
            transparent = file.u8(at + 4);
        }
        int size;
        while ((size = file.u8(at)) != 0) {
            at += size + 1;
        }
        at++;
    }

    /** The picture row of each stored row: every 8th from 0, every 8th from 4, every 4th from 2, every 2nd from 1. */
    private static int[] interlaced(int height) {
        int[] rows = new int[height];
        int stored = 0;
        int[][] passes = {{0, 8}, {4, 8}, {2, 4}, {1, 2}};
        for (int[] pass : passes) {
            for (int row = pass[0]; row < height; row += pass[1]) {
                rows[stored++] = row;
            }
        }
        return rows;
    }
}
