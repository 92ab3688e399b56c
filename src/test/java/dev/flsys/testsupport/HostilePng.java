package dev.flsys.testsupport;

import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.util.zip.CRC32;
import java.util.zip.Deflater;
import java.util.zip.DeflaterOutputStream;

/** Builds PNG files with chunks that the pixels do not need but that a reader may expand, keep or report. */
public final class HostilePng {

    private static final int LARGE = 8 << 20;

    private final ByteArrayOutputStream file = new ByteArrayOutputStream();

    /** The signature and the header of a picture in RGB or RGBA. */
    public HostilePng(int width, int height, int depth, int colour) {
        file.writeBytes(new byte[] {(byte) 0x89, 'P', 'N', 'G', '\r', '\n', 0x1a, '\n'});
        ByteBuffer header = ByteBuffer.allocate(13).putInt(width).putInt(height);
        header.put((byte) depth).put((byte) colour);
        chunk("IHDR", header.array(), 1);
    }

    /** A picture of 8x8 black pixels in RGB. */
    public static HostilePng small() {
        return new HostilePng(8, 8, 8, 2);
    }

    public HostilePng chunk(String name, byte[] data, int times) {
        byte[] bytes = name.getBytes(StandardCharsets.US_ASCII);
        CRC32 checksum = new CRC32();
        checksum.update(bytes);
        checksum.update(data);
        ByteBuffer chunk = ByteBuffer.allocate(12 + data.length).putInt(data.length);
        chunk.put(bytes).put(data).putInt((int) checksum.getValue());
        for (int i = 0; i < times; i++) {
            file.writeBytes(chunk.array());
        }
        return this;
    }

    /** Adds chunks of {@code prefix} and data that expand to eight million bytes. */
    public HostilePng bomb(String name, String prefix, int times) {
        byte[] packed = deflated(LARGE - 1000);
        byte[] start = prefix.getBytes(StandardCharsets.ISO_8859_1);
        return chunk(
                name,
                ByteBuffer.allocate(start.length + packed.length)
                        .put(start)
                        .put(packed)
                        .array(),
                times);
    }

    /** Adds the pixels of 8x8 in RGB. */
    public HostilePng pixels() {
        return chunk("IDAT", deflated(8 * (1 + 8 * 3)), 1);
    }

    /** Adds the pixels of 8x8 in RGB, one byte in each chunk. */
    public HostilePng pixelsInPieces() {
        for (byte b : deflated(8 * (1 + 8 * 3))) {
            chunk("IDAT", new byte[] {b}, 1);
        }
        return this;
    }

    public byte[] end() {
        chunk("IEND", new byte[0], 1);
        return file.toByteArray();
    }

    /** Adds pixels of {@code bytes} zeros, filter types included. */
    public HostilePng zeros(long bytes) {
        return chunk("IDAT", deflated(bytes), 1);
    }

    private static byte[] deflated(long zeros) {
        Deflater deflater = new Deflater(Deflater.BEST_COMPRESSION);
        ByteArrayOutputStream packed = new ByteArrayOutputStream();
        try (DeflaterOutputStream output = new DeflaterOutputStream(packed, deflater)) {
            byte[] piece = new byte[1 << 16];
            for (long left = zeros; left > 0; left -= piece.length) {
                output.write(piece, 0, (int) Math.min(left, piece.length));
            }
        } catch (IOException impossible) {
            throw new UncheckedIOException(impossible);
        } finally {
            deflater.end();
        }
        return packed.toByteArray();
    }
}
