package dev.flsys.picture;

import java.nio.ByteBuffer;
import java.nio.ByteOrder;

/**
 * Turns BigTIFF into TIFF, which the JDK reads. BigTIFF has offsets of 8 bytes, for files over 4 GiB; smaller files
 * have the same content in both. Source: the specification "BigTIFF Design" of libtiff.
 */
final class BigTiff {

    private static final ImageFormat FORMAT = ImageFormat.TIFF;
    private static final int TIFF = 42;
    private static final int BIG_TIFF = 43;
    /** Bytes of the header, and of an entry of the directory, in both formats. */
    private static final int BIG_HEADER = 16;

    private static final int BIG_ENTRY = 20;
    private static final int ENTRY = 12;
    /** The offset of the values in an entry of BigTIFF, or of their place. */
    private static final int BIG_VALUES = 12;

    private static final int BIG_INLINE = 8;
    private static final int INLINE = 4;
    private static final int MAX_ENTRIES = 4_096;

    private static final int LONG = 4;
    /** The types of BigTIFF for numbers of 8 bytes: unsigned, signed, and the offset of a directory. */
    private static final int LONG8 = 16;

    private static final int IFD8 = 18;

    private final FileBytes file;
    private final ByteBuffer from;
    private final ByteBuffer to;

    private BigTiff(FileBytes file, int entries, long wide) {
        ByteOrder order = file.u8(0) == 'I' ? ByteOrder.LITTLE_ENDIAN : ByteOrder.BIG_ENDIAN;
        this.file = file;
        this.from = ByteBuffer.wrap(file.bytes()).order(order);
        // The parts behind the file begin at an even offset.
        long length = file.length() + (file.length() & 1) + 2 + (long) entries * ENTRY + INLINE + wide;
        this.to = ByteBuffer.allocate(Math.toIntExact(length)).order(order);
    }

    /** Whether a file begins as BigTIFF. */
    static boolean isMagic(byte[] file) {
        if (file.length < 4 || file[0] != file[1]) {
            return false;
        }
        return file[0] == 'I'
                ? file[2] == BIG_TIFF && file[3] == 0
                : file[0] == 'M' && file[2] == 0 && file[3] == BIG_TIFF;
    }

    /**
     * The file with another header, and with the first directory as one of TIFF behind its end.
     *
     * @throws ImageUnreadable if a value of the directory is outside of the file
     */
    static FileBytes toClassic(FileBytes file) {
        file.require(0, BIG_HEADER);
        ByteBuffer from =
                ByteBuffer.wrap(file.bytes()).order(file.u8(0) == 'I' ? ByteOrder.LITTLE_ENDIAN : ByteOrder.BIG_ENDIAN);
        long directory = from.getLong(8);
        file.require(directory, 8);
        long entries = from.getLong((int) directory);
        if (from.getShort(4) != 8 || entries < 1 || entries > MAX_ENTRIES) {
            throw ImageUnreadable.corrupt(FORMAT, null);
        }
        file.require(directory, 8 + entries * BIG_ENTRY);
        int first = (int) directory + 8;
        long wide = 0;
        for (int i = 0; i < entries; i++) {
            int at = first + i * BIG_ENTRY;
            wide += isWide(from.getShort(at + 2)) ? count(file, from, at, 8) * LONG : 0;
        }
        if (wide > file.length()) { // entries that share their values
            throw ImageUnreadable.corrupt(FORMAT, null);
        }
        return new BigTiff(file, (int) entries, wide).classic(first, (int) entries);
    }

    private FileBytes classic(int first, int entries) {
        to.put(file.bytes());
        int directory = file.length() + (file.length() & 1);
        to.putShort(2, (short) TIFF).putInt(4, directory);
        to.putShort(directory, (short) entries);
        int free = directory + 2 + entries * ENTRY + INLINE;
        for (int i = 0; i < entries; i++) {
            free = entry(first + i * BIG_ENTRY, directory + 2 + i * ENTRY, free);
        }
        return new FileBytes(FORMAT, to.array());
    }

    /**
     * Writes one entry.
     *
     * @param free the offset for numbers that had 8 bytes
     * @return the offset behind them
     */
    private int entry(int at, int target, int free) {
        int type = from.getShort(at + 2);
        boolean wide = isWide(type);
        if (!wide && (type < 1 || type >= TiffHeader.TYPE_BYTES.length)) {
            throw ImageUnreadable.corrupt(FORMAT, null);
        }
        int bytes = wide ? 8 : TiffHeader.TYPE_BYTES[type];
        long count = count(file, from, at, bytes);
        long size = count * bytes;
        int values = size <= BIG_INLINE ? at + BIG_VALUES : Math.toIntExact(from.getLong(at + BIG_VALUES));
        to.putShort(target, from.getShort(at)).putShort(target + 2, (short) (wide ? LONG : type));
        to.putInt(target + 4, (int) count);
        if (!wide) {
            to.putInt(target + 8, size <= INLINE ? from.getInt(values) : values);
            return free;
        }
        int place = count == 1 ? target + 8 : free;
        for (int i = 0; i < count; i++) {
            long value = from.getLong(values + 8 * i);
            to.putInt(place + LONG * i, value >= 0 && value <= 0xffff_ffffL ? (int) value : -1);
        }
        if (count == 1) {
            return free;
        }
        to.putInt(target + 8, free);
        return free + LONG * (int) count;
    }

    /** The number of values of an entry, all of which are inside of the file. */
    private static long count(FileBytes file, ByteBuffer from, int at, int bytes) {
        long count = from.getLong(at + 4);
        if (count < 0 || count > file.length() / bytes) {
            throw ImageUnreadable.truncated(FORMAT);
        }
        if (count * bytes > BIG_INLINE) {
            file.require(from.getLong(at + BIG_VALUES), count * bytes);
        }
        return count;
    }

    private static boolean isWide(int type) {
        return type >= LONG8 && type <= IFD8;
    }
}
