package dev.flsys.picture;

import java.io.ByteArrayOutputStream;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.util.Arrays;
import java.util.zip.CRC32;
import java.util.zip.Deflater;

/** Builds PNG files with chunks that the pixels do not need but that a reader may expand, keep or report. */
final class HostilePng {

    private static final int LARGE = 8 << 20;

    private final ByteArrayOutputStream file = new ByteArrayOutputStream();

    /** The signature and the header of a picture in RGB or RGBA. */
    HostilePng(int width, int height, int depth, int colour) {
        file.writeBytes(new byte[] {(byte) 0x89, 'P', 'N', 'G', '\r', '\n', 0x1a, '\n'});
        ByteBuffer header = ByteBuffer.allocate(13).putInt(width).putInt(height);
        header.put((byte) depth).put((byte) colour);
        chunk("IHDR", header.array(), 1);
    }

    /** A picture of 8x8 black pixels in RGB. */
    static HostilePng small() {
        return new HostilePng(8, 8, 8, 2);
    }

    HostilePng chunk(String name, byte[] data, int times) {
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
    HostilePng bomb(String name, String prefix, int times) {
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
    HostilePng pixels() {
        return chunk("IDAT", deflated(8 * (1 + 8 * 3)), 1);
    }

    /** Adds the pixels of 8x8 in RGB, one byte in each chunk. */
    HostilePng pixelsInPieces() {
        for (byte b : deflated(8 * (1 + 8 * 3))) {
            chunk("IDAT", new byte[] {b}, 1);
        }
        return this;
    }

    byte[] end() {
        chunk("IEND", new byte[0], 1);
        return file.toByteArray();
    }

    private static byte[] deflated(int zeros) {
        Deflater deflater = new Deflater(Deflater.BEST_COMPRESSION);
        deflater.setInput(new byte[zeros]);
        deflater.finish();
        byte[] packed = new byte[zeros / 100 + 100];
        int length = deflater.deflate(packed);
        deflater.end();
        return Arrays.copyOf(packed, length);
    }
}
