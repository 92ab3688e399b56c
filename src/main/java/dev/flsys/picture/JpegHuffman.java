package dev.flsys.picture;

/** A Huffman table of a JPEG file (T.81, annex C and F.2.2.3). Immutable. */
final class JpegHuffman {

    private static final int LONGEST = 16;

    /** By length: one more than the last code, -1 where there is none of that length. */
    private final int[] end = new int[LONGEST + 1];
    /** By length: what to add to a code to find its symbol. */
    private final int[] offset = new int[LONGEST + 1];

    private final byte[] symbols;

    /** @param at where the 16 counts are, which the symbols follow */
    JpegHuffman(FileBytes file, int at) {
        int code = 0;
        int total = 0;
        for (int length = 1; length <= LONGEST; length++) {
            int count = file.u8(at + length - 1L);
            offset[length] = total - code;
            code += count;
            total += count;
            end[length] = count == 0 ? -1 : code;
            code <<= 1;
        }
        file.require(at + LONGEST, total);
        symbols = new byte[total];
        System.arraycopy(file.bytes(), at + LONGEST, symbols, 0, total);
    }

    /** Bytes that the table takes in the file. */
    int size() {
        return LONGEST + symbols.length;
    }

    /** The next symbol, 0..255. */
    int decode(JpegBits bits) {
        int code = 0;
        for (int length = 1; length <= LONGEST; length++) {
            code = code << 1 | bits.read(1);
            if (code < end[length]) {
                return symbols[offset[length] + code] & 0xff;
            }
        }
        throw ImageUnreadable.corrupt(ImageFormat.JPEG, null);
    }
}
