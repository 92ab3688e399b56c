package dev.flsys.picture;

import java.io.ByteArrayOutputStream;

/**
 * The chunks of a PNG file that contain its pixels. libpng would also expand compressed text and colour profiles, which
 * takes minutes for a file with hundreds of them. It would write a line to the standard error of the process for each
 * odd chunk. Source: the PNG specification, third edition, section 5.
 */
record PngChunks(FileBytes file) {

    static final int IHDR = 0x49484452;
    private static final int PLTE = 0x504c5445;
    private static final int IDAT = 0x49444154;
    private static final int IEND = 0x49454e44;

    private static final int SIGNATURE = 8;
    /** Bytes of the length, name and checksum around the data of a chunk. */
    private static final int FRAME = 12;
    /** Bytes of the length and the name. */
    private static final int FRAME_START = 8;

    /** An IEND chunk. */
    private static final byte[] END = {0, 0, 0, 0, 'I', 'E', 'N', 'D', (byte) 0xae, 0x42, 0x60, (byte) 0x82};

    /** The name of the chunk that begins at {@code at}, its four characters as a big-endian number. */
    int name(long at) {
        return (int) file.u32be(at + 4);
    }

    /**
     * The file with only its header, its first palette, its first sequence of data chunks and its end. The same array
     * if the file has no other chunk, else a copy. Transparent colours (tRNS) are omitted, because alpha is dropped and
     * Leptonica makes grey pictures with a transparent colour black.
     *
     * <p>A file without an IEND chunk after its data gets one. Pillow reads such a file, too
     * ({@code PngImageFile.load_end}).
     *
     * @throws ImageUnreadable if the file ends within a chunk that is not its IEND chunk, or before its data
     */
    byte[] essential() {
        State state = new State();
        ByteArrayOutputStream copy = null;
        // If there is a copy, it contains the kept bytes before `pending`. The bytes from there to `at` are kept, too.
        int pending = 0;
        long at = SIGNATURE;
        while (true) {
            if (state.data && isEnd(at)) {
                copy = copy == null ? new ByteArrayOutputStream(file.length() + FRAME) : copy;
                copy.write(file.bytes(), pending, (int) at - pending);
                copy.writeBytes(END);
                return copy.toByteArray();
            }
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

    /** Whether no complete chunk begins at {@code at}: the file ends there, or within an IEND chunk, or has no name. */
    private boolean isEnd(long at) {
        long left = file.length() - at;
        if (left < FRAME_START) {
            return left >= 0;
        }
        return (left < FRAME && name(at) == IEND) || !isName(at + 4);
    }

    private boolean isName(long at) {
        for (int i = 0; i < 4; i++) {
            int character = file.u8(at + i);
            if (character != '_' && (character > 0x7f || !Character.isLetterOrDigit(character))) {
                return false;
            }
        }
        return true;
    }

    /** The chunks of a file so far. */
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
