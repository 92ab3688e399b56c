package dev.flsys.zip;

import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.charset.StandardCharsets;

/**
 * The header of an entry in the directory of a zip archive (APPNOTE.TXT 6.3.10, sections 4.3.12 and 4.5.3), with Zip64.
 *
 * @param name as UTF-8
 * @param nameBytes the bytes of the name in the archive
 * @param flags general purpose flags
 * @param method the method of compression
 * @param packed bytes in the archive, at least 0
 * @param size bytes of the content, at least 0
 * @param start the position of the local header, at least 0
 */
public record ZipHeader(String name, int nameBytes, int flags, int method, long packed, long size, long start) {

    private static final int BYTES = 46;
    private static final int SIGNATURE = 0x02014b50;
    private static final long IN_EXTRA = 0xFFFFFFFFL;
    private static final int SIZES_64 = 1;

    /**
     * Reads the next header; one method, so that the offsets of section 4.3.12 are in one place.
     *
     * @param directory little-endian; its position moves behind the header
     * @throws MalformedZip if there is no header, it is cut off, or a number in it is negative
     */
    public static ZipHeader read(ByteBuffer directory) throws MalformedZip {
        int at = directory.position();
        if (directory.remaining() < BYTES || directory.getInt(at) != SIGNATURE) {
            throw new MalformedZip();
        }
        int nameBytes = Short.toUnsignedInt(directory.getShort(at + 28));
        int extraBytes = Short.toUnsignedInt(directory.getShort(at + 30));
        int commentBytes = Short.toUnsignedInt(directory.getShort(at + 32));
        if (directory.remaining() < BYTES + nameBytes + extraBytes + commentBytes) {
            throw new MalformedZip();
        }
        byte[] name = new byte[nameBytes];
        directory.get(at + BYTES, name);
        ByteBuffer large =
                large(directory.slice(at + BYTES + nameBytes, extraBytes).order(ByteOrder.LITTLE_ENDIAN));
        long size = wide(directory.getInt(at + 24), large);
        long packed = wide(directory.getInt(at + 20), large);
        long start = wide(directory.getInt(at + 42), large);
        if (size < 0 || packed < 0 || start < 0) {
            throw new MalformedZip();
        }
        directory.position(at + BYTES + nameBytes + extraBytes + commentBytes);
        return new ZipHeader(
                new String(name, StandardCharsets.UTF_8),
                nameBytes,
                Short.toUnsignedInt(directory.getShort(at + 8)),
                Short.toUnsignedInt(directory.getShort(at + 10)),
                packed,
                size,
                start);
    }

    /** The numbers that do not fit into the header; empty if all fit. */
    private static ByteBuffer large(ByteBuffer extra) throws MalformedZip {
        int at = 0;
        while (at + 4 <= extra.limit()) {
            int bytes = Short.toUnsignedInt(extra.getShort(at + 2));
            if (at + 4 + bytes > extra.limit()) {
                throw new MalformedZip();
            }
            if (Short.toUnsignedInt(extra.getShort(at)) == SIZES_64) {
                return extra.slice(at + 4, bytes).order(ByteOrder.LITTLE_ENDIAN);
            }
            at += 4 + bytes;
        }
        return ByteBuffer.allocate(0);
    }

    private static long wide(int value, ByteBuffer large) throws MalformedZip {
        long narrow = Integer.toUnsignedLong(value);
        if (narrow != IN_EXTRA) {
            return narrow;
        }
        if (large.remaining() < Long.BYTES) {
            throw new MalformedZip();
        }
        return large.getLong();
    }
}
