package dev.flsys.picture;

import java.util.HashMap;
import java.util.Locale;
import java.util.Map;
import java.util.Set;

/**
 * The first image file directory of a TIFF file (TIFF 6.0, section 2). All of its offsets and sizes must be within the
 * file. So a false size is rejected before a reader allocates memory for it.
 */
final class TiffHeader {

    static final int WIDTH = 256;
    static final int HEIGHT = 257;
    static final int BITS = 258;
    static final int COMPRESSION = 259;
    static final int PHOTOMETRIC = 262;
    static final int ORIENTATION = 274;
    static final int SAMPLES = 277;
    static final int PREDICTOR = 317;
    static final int COLOUR_MAP = 320;
    static final int EXTRA_SAMPLES = 338;

    private static final ImageFormat FORMAT = ImageFormat.TIFF;
    private static final int ENTRY = 12;
    static final int LZW = 5;
    private static final byte NO_PREDICTOR = 1;
    private static final int ROWS_PER_STRIP = 278;
    /** Bytes of LZW data that are not checked, because the JDK expands them in a second at most. */
    private static final long UNCHECKED = 4L << 20;
    /** The bytes to which data may expand beyond the pixels of their strip or tile. */
    private static final long SLACK = 4096;

    static final int TILE_WIDTH = 322;
    private static final int TILE_HEIGHT = 323;
    /** The JDK's reader takes about 10 microseconds for each strip or tile. */
    private static final int MAX_PARTS = 100_000;
    /** Tiles may extend beyond the picture. All of them may have this many times the pixels of the largest picture. */
    private static final int TILED_BEYOND = 2;
    /** Bytes that tiles may share, because some writers store equal tiles once. */
    private static final long SHARED_BYTES = 16L << 20;
    /** The tags of the offsets and byte counts, of strips and of tiles. */
    private static final int[][] DATA = {{273, 279}, {324, 325}};
    /** The tags by which a reader allocates memory: sizes, samples, compression, and the places of the data. */
    private static final Set<Integer> DECIDING = Set.of(
            WIDTH,
            HEIGHT,
            BITS,
            COMPRESSION,
            PHOTOMETRIC,
            SAMPLES,
            PREDICTOR,
            COLOUR_MAP,
            EXTRA_SAMPLES,
            ROWS_PER_STRIP,
            TILE_WIDTH,
            TILE_HEIGHT,
            DATA[0][0],
            DATA[0][1],
            DATA[1][0],
            DATA[1][1]);

    /** Bytes of a value by its type, 1 to 13. */
    static final int[] TYPE_BYTES = {0, 1, 1, 2, 4, 8, 1, 1, 2, 4, 8, 4, 8, 4};

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
            // Edge tiles extend beyond the picture, so only far larger tiles are wrong.
            limit.check(FORMAT, value(TILE_WIDTH, 0), value(TILE_HEIGHT, 0));
            checkTiles(limit);
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

    /** A copy of the file whose samples count as stored without a predictor. */
    byte[] withoutPredictor() {
        byte[] copy = file.bytes().clone();
        Entry entry = entries.get(PREDICTOR);
        if (entry != null) {
            int at = Math.toIntExact(entry.at()) + (littleEndian ? 0 : TYPE_BYTES[entry.type()] - 1);
            copy[at] = NO_PREDICTOR;
        }
        return copy;
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
        int tag = u16(at);
        if (entries.put(tag, new Entry(type, count, values)) != null && DECIDING.contains(tag)) {
            // The JDK's reader uses one of the values, and the checks in this class may use another one.
            throw ImageUnreadable.corrupt(FORMAT, null);
        }
    }

    /** Limits the pixels of all tiles, because a tile is decoded whole even if little of it is in the picture. */
    private void checkTiles(PixelLimit limit) {
        long across = ceil(value(WIDTH, 0), value(TILE_WIDTH, 1));
        long down = ceil(value(HEIGHT, 0), value(TILE_HEIGHT, 1));
        long tile = value(TILE_WIDTH, 1) * value(TILE_HEIGHT, 1);
        if (across * down > TILED_BEYOND * limit.pixels() / tile) {
            throw new ImageUnreadable("The TIFF picture has " + across * down + " tiles of " + value(TILE_WIDTH, 0)
                    + "x" + value(TILE_HEIGHT, 0)
                    + " pixels, which cover far more than the picture. Save it in strips.");
        }
    }

    private static long ceil(long value, long divisor) {
        return (value + divisor - 1) / divisor;
    }

    /** Checks that strips or tiles are within the file, and limits their number and the bytes that they share. */
    private void checkData() {
        boolean found = false;
        long stored = 0;
        for (int[] data : DATA) {
            Entry offsets = entries.get(data[0]);
            Entry sizes = entries.get(data[1]);
            if (offsets == null || sizes == null || offsets.count() != sizes.count()) {
                continue;
            }
            found = true;
            stored += storedBytes(data, offsets.count());
        }
        if (!found) {
            throw ImageUnreadable.corrupt(FORMAT, null);
        }
        if (stored > SHARED_BYTES + 2L * file.length()) {
            throw new ImageUnreadable("The strips or tiles of the TIFF picture share the same bytes, " + stored
                    + " in all for a file of " + file.length() + ". Save it again with another program.");
        }
        if (value(COMPRESSION, 1) == LZW && stored > UNCHECKED) {
            checkLzw();
        }
    }

    private long storedBytes(int[] data, long parts) {
        if (parts > MAX_PARTS) {
            throw new ImageUnreadable(String.format(
                    Locale.ROOT,
                    "The TIFF picture is in %,d strips or tiles; at most %,d are read. Save it in larger ones.",
                    parts,
                    MAX_PARTS));
        }
        long stored = 0;
        for (int i = 0; i < parts; i++) {
            long size = value(data[1], i, -1);
            file.require(value(data[0], i, -1), size);
            stored += size;
        }
        return stored;
    }

    /** Rejects a strip or tile that expands to far more than its pixels. */
    private void checkLzw() {
        boolean tiled = entries.containsKey(TILE_WIDTH);
        long width = tiled ? value(TILE_WIDTH, 0) : value(WIDTH, 0);
        long height =
                tiled ? value(TILE_HEIGHT, 0) : Math.min(value(HEIGHT, 0), value(ROWS_PER_STRIP, value(HEIGHT, 0)));
        long bits = Math.min(value(SAMPLES, 1), 8) * Math.min(value(BITS, 1), 64);
        long max = height * ((width * bits + 7) / 8) + SLACK;
        for (int[] data : DATA) {
            Entry offsets = entries.get(data[0]);
            for (int i = 0; offsets != null && i < offsets.count(); i++) {
                long size = value(data[1], i, 0);
                if (TiffLzw.expanded(file.bytes(), value(data[0], i, 0), size, max) > max) {
                    throw new ImageUnreadable("The compressed data of the TIFF picture are more than its pixels."
                            + " Save it again with another program.");
                }
            }
        }
    }

    private int u16(long at) {
        return littleEndian ? file.u16le(at) : file.u16be(at);
    }

    private long u32(long at) {
        return littleEndian ? file.u32le(at) : file.u32be(at);
    }

    /**
     * A tag.
     *
     * @param type the type of the values, an index of {@link #TYPE_BYTES}
     * @param count number of values
     * @param at the offset of the first value in the file
     */
    private record Entry(int type, long count, long at) {}
}
