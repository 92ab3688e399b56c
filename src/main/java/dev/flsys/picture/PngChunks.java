package dev.flsys.picture;

import java.io.ByteArrayOutputStream;

/**
 * The chunks of a PNG file that its pixels are made of. libpng expands compressed text and colour profiles although
 * nobody asks for them, which takes minutes where a file has hundreds, and reports each odd chunk on the standard error
 * of the process. Source: the PNG specification, third edition, section 5.
 */
final class PngChunks {

    static final int IHDR = 0x49484452;
    private static final int PLTE = 0x504c5445;
    private static final int IDAT = 0x49444154;
    private static final int IEND = 0x49454e44;

    private static final int SIGNATURE = 8;
    /** Length, name and checksum around the data of a chunk. */
    private static final int FRAME = 12;

    private final FileBytes file;

    PngChunks(FileBytes file) {
        this.file = file;
    }

    /** The name of the chunk that begins at {@code at}, its four characters as a big-endian number. */
    int name(long at) {
        return (int) file.u32be(at + 4);
    }

    /**
     * The file with nothing but its header, its first palette, its first sequence of data chunks and its end: the same
     * array if the file has no other chunk, else a copy. Transparent colours (tRNS) are left out, as alpha is dropped
     * anyway and Leptonica shows grey pictures that have one in black.
     *
     * @throws ImageUnreadable if the file ends before its IEND chunk
     */
    byte[] essential() {
        State state = new State();
        ByteArrayOutputStream copy = null;
        // What precedes `pending` is in the copy, if there is one; what follows up to `at` is to be kept.
        int pending = 0;
        long at = SIGNATURE;
        while (true) {
            int name = name(at);
            long end = at + FRAME + file.u32be(at);
            boolean kept = state.keeps(name, end - at - FRAME);
            file.require(at, kept ? end - at : FRAME);
            if (!kept) {
                copy = copy == null ? new ByteArrayOutputStream(file.length()) : copy;
                copy.write(file.bytes(), pending, (int) at - pending);
                pending = (int) Math.min(end, file.length());
            }
            at = end;
            if (name == IEND) {
                break;
            }
        }
        if (copy == null) {
            return file.bytes();
        }
        copy.write(file.bytes(), pending, (int) at - pending);
        return copy.toByteArray();
    }

    /** What was seen of a file so far. */
    private static final class State {

        private boolean palette;
        private boolean data;
        private boolean dataOver;

        boolean keeps(int name, long length) {
            dataOver |= data && name != IDAT;
            switch (name) {
                case IHDR, IEND -> {
                    return true;
                }
                case PLTE -> {
                    boolean first = !palette && !data;
                    palette = true;
                    return first;
                }
                case IDAT -> {
                    data = true;
                    return !dataOver && length > 0;
                }
                default -> {
                    return false;
                }
            }
        }
    }
}
