package dev.flsys.picture;

/**
 * The header of a PBM, PGM or PPM file: numbers between white space, and comments from {@code #} to the end of the
 * line. It is read as by Pillow's {@code PpmImagePlugin}.
 *
 * @param bitmap whether a pixel is one bit and 1 is black: P1, P4
 * @param channels 1 for PBM and PGM, 3 for PPM
 * @param plain whether the samples are text: P1, P2, P3
 * @param max the value of white, 1 to 65535; 1 for a bitmap
 * @param pixels the offset of the samples in the file
 */
record NetpbmHeader(boolean bitmap, int channels, boolean plain, int width, int height, int max, int pixels) {

    private static final ImageFormat FORMAT = ImageFormat.NETPBM;
    private static final int KIND = 1;
    private static final int NUMBERS = 2;
    private static final int MAX_DIGITS = 10;
    private static final int MAX_SAMPLE = 65_535;

    static NetpbmHeader of(FileBytes file, PixelLimit limit) {
        int kind = file.u8(KIND) - '0';
        if (!isSpace(file.u8(NUMBERS))) {
            throw ImageUnreadable.corrupt(FORMAT, null);
        }
        Numbers numbers = new Numbers(file, NUMBERS + 1);
        long width = numbers.next();
        long height = numbers.next();
        limit.check(FORMAT, width, height);
        boolean bitmap = kind == 1 || kind == 4;
        long max = bitmap ? 1 : numbers.next();
        if (max < 1 || max > MAX_SAMPLE) {
            throw ImageUnreadable.corrupt(FORMAT, null);
        }
        boolean colour = kind == 3 || kind == 6;
        return new NetpbmHeader(
                bitmap, colour ? RgbImage.CHANNELS : 1, kind <= 3, (int) width, (int) height, (int) max, numbers.at);
    }

    /**
     * Whether Pillow reads the picture in its mode {@code I}, whose values up to 65535 {@code convert} clips to 255.
     */
    boolean isClipped() {
        return channels == 1 && max > 255;
    }

    /** The number of samples. */
    int samples() {
        return Math.multiplyExact(Math.multiplyExact(width, height), channels);
    }

    /** The characters that Python's {@code bytes.split()} removes. */
    static boolean isSpace(int character) {
        return character == ' ' || (character >= '\t' && character <= '\r');
    }

    private static final class Numbers {

        private final FileBytes file;
        private int at;

        Numbers(FileBytes file, int at) {
            this.file = file;
            this.at = at;
        }

        /** The next number; the white space character after it is read, too. */
        long next() {
            StringBuilder digits = new StringBuilder();
            while (digits.length() <= MAX_DIGITS) {
                int character = file.u8(at++);
                if (character == '#') {
                    skipComment();
                } else if (!isSpace(character)) {
                    digits.append((char) character);
                } else if (digits.length() > 0) {
                    return number(digits.toString());
                }
            }
            throw ImageUnreadable.corrupt(FORMAT, null);
        }

        private void skipComment() {
            int character;
            do {
                character = file.u8(at++);
            } while (character != '\n' && character != '\r');
        }

        private static long number(String digits) {
            if (!digits.chars().allMatch(digit -> digit >= '0' && digit <= '9')) {
                throw ImageUnreadable.corrupt(FORMAT, null);
            }
            return Long.parseLong(digits);
        }
    }

    /** The first bytes of these files: {@code P1} to {@code P6}. */
    static boolean isMagic(byte[] file) {
        return file.length > 1 && file[0] == 'P' && file[1] >= '1' && file[1] <= '6';
    }
}
