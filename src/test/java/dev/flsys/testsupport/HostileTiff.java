package dev.flsys.testsupport;

import java.math.BigInteger;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Comparator;
import java.util.List;

/** Builds small little-endian TIFF files in grey whose directory demands much work. */
public final class HostileTiff {

    private static final int SHORT = 3;
    private static final int LONG = 4;

    private final byte[] data;
    private final int parts;
    private final List<int[]> tags = new ArrayList<>();
    private int nextDirectory;

    /**
     * A picture of {@code parts} strips or tiles that share {@code data}.
     *
     * @param tile width and height; empty for strips
     */
    public HostileTiff(int width, int height, int compression, byte[] data, int parts, int... tile) {
        this.data = data;
        this.parts = parts;
        tag(256, width);
        tag(257, height);
        tag(258, 8);
        tag(259, compression);
        tag(262, 1);
        tag(277, 1);
        if (tile.length == 0) {
            tag(278, (height + parts - 1) / parts);
        } else {
            tag(322, tile[0]);
            tag(323, tile[1]);
        }
        tag(tile.length == 0 ? 273 : 324, -1);
        tag(tile.length == 0 ? 279 : 325, -2);
    }

    public HostileTiff tag(int tag, int value) {
        tags.add(new int[] {tag, value});
        return this;
    }

    public HostileTiff sameTag(int tag, int value, int times) {
        for (int i = 0; i < times; i++) {
            tag(tag, value);
        }
        return this;
    }

    /** Makes the first directory follow itself. */
    public HostileTiff endless() {
        nextDirectory = 8;
        return this;
    }

    public byte[] end() {
        tags.sort(Comparator.comparingInt(tag -> tag[0]));
        int directory = 2 + 12 * tags.size() + 4;
        int offsets = 8 + directory;
        int sizes = offsets + 4 * parts;
        int pixels = sizes + 4 * parts;
        ByteBuffer file = ByteBuffer.allocate(pixels + data.length).order(ByteOrder.LITTLE_ENDIAN);
        file.put(new byte[] {'I', 'I', 42, 0}).putInt(8).putShort((short) tags.size());
        for (int[] tag : tags) {
            boolean list = tag[1] < 0;
            int value = tag[1] == -1
                    ? (parts == 1 ? pixels : offsets)
                    : tag[1] == -2 ? (parts == 1 ? data.length : sizes) : tag[1];
            int type = (tag[0] >= 258 && tag[0] <= 262) || tag[0] == 277 ? SHORT : LONG;
            file.putShort((short) tag[0])
                    .putShort((short) type)
                    .putInt(list ? parts : 1)
                    .putInt(value);
        }
        file.putInt(nextDirectory);
        for (int i = 0; i < parts; i++) {
            file.putInt(pixels);
        }
        for (int i = 0; i < parts; i++) {
            file.putInt(data.length);
        }
        return file.put(data).array();
    }

    /** LZW codes of which each adds one more zero than the code before: 5 KB for 7 million zeros. */
    public static byte[] lzwBomb() {
        // The leading one keeps the zeros of the first code and is removed below.
        BigInteger codes =
                BigInteger.ONE.shiftLeft(9).or(BigInteger.valueOf(256)).shiftLeft(9);
        for (int code = 258; code < 4_094; code++) {
            int bits = code >= 2_047 ? 12 : code >= 1_023 ? 11 : code >= 511 ? 10 : 9;
            codes = codes.shiftLeft(bits).or(BigInteger.valueOf(code));
        }
        int length = codes.bitLength() - 1;
        codes = codes.clearBit(length).shiftLeft((8 - length % 8) % 8);
        byte[] bytes = codes.toByteArray();
        int sign = bytes[0] == 0 ? 1 : 0;
        return Arrays.copyOfRange(bytes, sign, bytes.length);
    }
}
