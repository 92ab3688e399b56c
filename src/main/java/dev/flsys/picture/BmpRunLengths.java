package dev.flsys.picture;

/**
 * Decodes BMP's run-length encodings of 4 and 8 bits. As in Pillow, skipped pixels have index 0, and a file that ends
 * before its last pixel is rejected. Used once.
 */
final class BmpRunLengths {

    private static final int END_OF_LINE = 0;
    private static final int END_OF_PICTURE = 1;
    private static final int DELTA = 2;

    private final FileBytes file;
    private final BmpHeader header;
    private final boolean nibbles;
    private final byte[] indices;
    private long at;
    private long written;

    BmpRunLengths(FileBytes file, BmpHeader header) {
        this.file = file;
        this.header = header;
        this.nibbles = header.compression() == BmpHeader.RLE4;
        this.indices = new byte[header.width() * header.height()];
        this.at = header.pixels();
    }

    /** Returns the {@code byte[height * width]} indices in the order of the stored rows. */
    byte[] decode() {
        int width = header.width();
        while (written < indices.length) {
            int count = file.u8(at);
            int value = file.u8(at + 1);
            at += 2;
            if (count > 0) {
                // A run never passes the end of its row.
                int rest = (int) (width - written % width);
                for (int i = 0; i < Math.min(count, rest); i++) {
                    put(nibbles ? nibble(value, i) : value);
                }
            } else if (value == END_OF_LINE) {
                written = (written + width - 1) / width * width;
            } else if (value == END_OF_PICTURE) {
                throw ImageUnreadable.truncated(ImageFormat.BMP);
            } else if (value == DELTA) {
                written += file.u8(at) + (long) file.u8(at + 1) * width;
                at += 2;
            } else {
                literal(value);
            }
        }
        return indices;
    }

    private void literal(int count) {
        int size = nibbles ? (count + 1) / 2 : count;
        file.require(at, size);
        for (int i = 0; i < count; i++) {
            put(nibbles ? nibble(file.u8(at + i / 2), i) : file.u8(at + i));
        }
        at += size;
        // Literals are padded to an even offset in the file.
        at += at & 1;
    }

    private void put(int index) {
        if (written < indices.length) {
            indices[(int) written] = (byte) index;
        }
        written++;
    }

    private static int nibble(int value, int i) {
        return i % 2 == 0 ? value >> 4 : value & 15;
    }
}
