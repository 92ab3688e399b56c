package dev.flsys.picture;

/**
 * Decodes PBM, PGM and PPM as Pillow's {@code PpmImagePlugin} does. Samples are scaled so that the file's largest value
 * becomes white. Grey of more than 8 bits is scaled to 0..65535 and then clipped to 255, as {@code convert} clips mode
 * {@code I}. Samples after the last pixel are ignored. Thread-safe.
 */
final class NetpbmDecoder {

    private static final ImageFormat FORMAT = ImageFormat.NETPBM;
    private static final int WHITE = 255;
    private static final int WHITE_OF_16_BITS = 65_535;
    private static final int MAX_DIGITS = 10;
    private static final int END = -1;

    private final FileBytes file;
    private final NetpbmHeader header;
    private int at;

    private NetpbmDecoder(FileBytes file, NetpbmHeader header) {
        this.file = file;
        this.header = header;
        this.at = header.pixels();
    }

    static RgbImage decode(FileBytes file, PixelLimit limit) {
        NetpbmHeader header = NetpbmHeader.of(file, limit);
        NetpbmDecoder decoder = new NetpbmDecoder(file, header);
        decoder.requireSamples();
        return new RgbImage(header.width(), header.height(), decoder.pixels());
    }

    /** Throws {@link ImageUnreadable} if the file is too short, before memory is taken for the picture. */
    private void requireSamples() {
        long samples = header.samples();
        long bytes = header.bitmap() ? (header.width() + 7) / 8 * (long) header.height() : samples * sampleBytes();
        file.require(at, header.plain() ? samples : bytes);
    }

    private int sampleBytes() {
        return header.max() > WHITE ? 2 : 1;
    }

    private byte[] pixels() {
        byte[] pixels = new byte[Math.multiplyExact(Math.multiplyExact(header.width(), header.height()), 3)];
        byte[] levels = levels();
        int repeats = RgbImage.CHANNELS / header.channels();
        for (int y = 0, to = 0; y < header.height(); y++) {
            for (int x = 0; x < header.width() * header.channels(); x++) {
                byte level = levels[header.plain() ? text() : binary(x)];
                for (int i = 0; i < repeats; i++) {
                    pixels[to++] = level;
                }
            }
        }
        return pixels;
    }

    /** The 8-bit level of each sample. A binary sample above the file's largest value is white. */
    private byte[] levels() {
        byte[] levels = new byte[header.plain() ? header.max() + 1 : header.max() > WHITE ? 1 << 16 : 1 << 8];
        for (int sample = 0; sample < levels.length; sample++) {
            int white = header.isClipped() ? WHITE_OF_16_BITS : WHITE;
            // Python's round takes the even number for a half.
            double scaled = Math.rint(sample / (double) header.max() * white);
            int level = (int) Math.min(WHITE, scaled);
            levels[sample] = (byte) (header.bitmap() ? WHITE - level : level);
        }
        return levels;
    }

    /** The next binary sample; rows of bits begin with a byte. */
    private int binary(int x) {
        if (header.bitmap()) {
            int bit = file.bytes()[at] >> (7 - x % 8) & 1;
            at += x % 8 == 7 || x == header.width() - 1 ? 1 : 0;
            return bit;
        }
        int sample = sampleBytes() == 2 ? file.u16be(at) : file.u8(at);
        at += sampleBytes();
        return sample;
    }

    /** The next sample in text. The digits of a bitmap need no white space between them. */
    private int text() {
        int character = next();
        while (NetpbmHeader.isSpace(character)) {
            character = next();
        }
        int sample = digit(character);
        if (header.bitmap()) {
            return inRange(sample);
        }
        character = next();
        for (int digits = 1; !NetpbmHeader.isSpace(character) && character != END; digits++) {
            if (digits == MAX_DIGITS) {
                throw ImageUnreadable.corrupt(FORMAT, null);
            }
            sample = inRange(sample * 10 + digit(character));
            character = next();
        }
        return inRange(sample);
    }

    private int inRange(int sample) {
        if (sample > header.max()) {
            throw ImageUnreadable.corrupt(FORMAT, null);
        }
        return sample;
    }

    private static int digit(int character) {
        if (character == END) {
            throw ImageUnreadable.truncated(FORMAT);
        }
        if (character < '0' || character > '9') {
            throw ImageUnreadable.corrupt(FORMAT, null);
        }
        return character - '0';
    }

    /** The next character outside comments; {@link #END} at the end of the file. */
    private int next() {
        int character = at < file.length() ? file.u8(at++) : END;
        while (character == '#') {
            while (character != '\n' && character != '\r' && character != END) {
                character = at < file.length() ? file.u8(at++) : END;
            }
            // As in Pillow, a comment and the end of its line are ignored, so they do not end a number.
            character = character == END ? END : at < file.length() ? file.u8(at++) : END;
        }
        return character;
    }
}
