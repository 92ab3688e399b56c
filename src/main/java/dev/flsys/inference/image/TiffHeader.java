package dev.flsys.inference.image;

import java.util.HashMap;
import java.util.Map;

/**
 * The first image file directory of a TIFF file (TIFF 6.0, section 2). Whatever it points at is checked to lie within the
 * file, so that a lie about sizes is found out before a reader allocates memory for it.
 */
final class TiffHeader {

    static final int WIDTH = 256;
    static final int HEIGHT = 257;
    static final int BITS = 258;
    static final int COMPRESSION = 259;
    static final int PHOTOMETRIC = 262;
    static final int ORIENTATION = 274;
    static final int SAMPLES = 277;
    static final int COLOUR_MAP = 320;
    static final int EXTRA_SAMPLES = 338;

    private static final ImageFormat FORMAT = ImageFormat.TIFF;
    private static final int ENTRY = 12;
    private static final int TILE_WIDTH = 322;
    private static final int TILE_HEIGHT = 323;
    /** Tags of offsets and of their byte counts, of strips and of tiles. */
    private static final int[][] DATA = {{273, 279}, {324, 325}};
    /** Bytes of a value by its type, 1 to 13. */
    private static final int[] TYPE_BYTES = {0, 1, 1, 2, 4, 8, 1, 1, 2, 4, 8, 4, 8, 4};

    private final FileBytes file;
    private final boolean littleEndian;
    private final Map<Integer, Entry> entries = new HashMap<>();

    TiffHeader(FileBytes file, PixelLimit limit) {
        this.file = file;
        this.littleEndian = file.u8(0) == 'I';
        long directory = u32(4);
        int count = u16(directory);
        for (int i = 0; i < count; i++) {
            read(directory + 2 + (long) i * ENTRY);
        }
        limit.check(FORMAT, value(WIDTH, 0), value(HEIGHT, 0));
        if (entries.containsKey(TILE_WIDTH)) {
            // Edge tiles reach beyond the picture, so only far larger ones are lies.
            limit.check(FORMAT, value(TILE_WIDTH, 0), value(TILE_HEIGHT, 0));
        }
        checkData();
    }

    /** The only or first value of a tag, or {@code missing}. */
    long value(int tag, long missing) {
        return entries.containsKey(tag) ? value(tag, 0, missing) : missing;
    }

    /** Value {@code index} of a tag of unsigned integers, or {@code missing} if it has fewer. */
    long value(int tag, int index, long missing) {
        Entry entry = entries.get(tag);
        if (entry == null || index >= entry.count()) {
            return missing;
        }
        long at = entry.at() + (long) index * TYPE_BYTES[entry.type()];
        return switch (TYPE_BYTES[entry.type()]) {
            case 1 -> file.u8(at);
            case 2 -> u16(at);
            case 4 -> u32(at);
            default -> missing;
        };
    }

    private void read(long at) {
        int type = u16(at + 2);
        long count = u32(at + 4);
        if (type < 1 || type >= TYPE_BYTES.length) {
            throw ImageUnreadable.corrupt(FORMAT, null);
        }
        long size = count * TYPE_BYTES[type];
        long values = size <= 4 ? at + 8 : u32(at + 8);
        file.require(values, size);
        entries.put(u16(at), new Entry(type, count, values));
    }

    private void checkData() {
        boolean found = false;
        for (int[] data : DATA) {
            Entry offsets = entries.get(data[0]);
            Entry sizes = entries.get(data[1]);
            if (offsets == null || sizes == null || offsets.count() != sizes.count()) {
                continue;
            }
            found = true;
            for (int i = 0; i < offsets.count(); i++) {
                file.require(value(data[0], i, -1), value(data[1], i, -1));
            }
        }
        if (!found) {
            throw ImageUnreadable.corrupt(FORMAT, null);
        }
    }

    private int u16(long at) {
        return littleEndian ? file.u16le(at) : file.u16be(at);
    }

    private long u32(long at) {
        return littleEndian ? file.u32le(at) : file.u32be(at);
    }

    /**
     * A tag's type, and where its values are.
     *
     * @param type of the values, an index of {@link #TYPE_BYTES}
     * @param count number of values
     * @param at where the first is in the file
     */
    private record Entry(int type, long count, long at) {}
}
