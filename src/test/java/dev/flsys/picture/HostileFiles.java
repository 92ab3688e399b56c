package dev.flsys.picture;

import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.charset.StandardCharsets;

/** Builds BMP, GIF and WebP files that demand much work. */
final class HostileFiles {

    private HostileFiles() {}

    /** A BMP with 8 bits a pixel in run-length encoding and a black palette. */
    static byte[] bitmap(int width, int height, byte[] runs) {
        ByteBuffer file = ByteBuffer.allocate(14 + 40 + 1024 + runs.length).order(ByteOrder.LITTLE_ENDIAN);
        file.put(new byte[] {'B', 'M'}).putInt(0).putInt(0).putInt(14 + 40 + 1024);
        file.putInt(40)
                .putInt(width)
                .putInt(height)
                .putShort((short) 1)
                .putShort((short) 8)
                .putInt(1);
        file.putInt(0).putInt(0).putInt(0).putInt(256).putInt(0);
        return file.position(14 + 40 + 1024).put(runs).array();
    }

    /**
     * A GIF with two colours, {@code comments} empty comments, and a frame of the screen's size with these sub-blocks.
     */
    static byte[] gif(int width, int height, int comments, byte[] blocks) {
        ByteBuffer file = ByteBuffer.allocate(13 + 6 + 3 * comments + 11 + blocks.length + 1)
                .order(ByteOrder.LITTLE_ENDIAN);
        file.put("GIF89a".getBytes(StandardCharsets.US_ASCII))
                .putShort((short) width)
                .putShort((short) height);
        file.put(new byte[] {(byte) 0x80, 0, 0, 1, 2, 3, 4, 5, 6});
        for (int i = 0; i < comments; i++) {
            file.put(new byte[] {0x21, (byte) 0xfe, 0});
        }
        file.put((byte) 0x2c)
                .putShort((short) 0)
                .putShort((short) 0)
                .putShort((short) width)
                .putShort((short) height);
        return file.put((byte) 0).put((byte) 2).put(blocks).put((byte) 0x3b).array();
    }

    /** {@code file} with {@code chunks} after its first chunk. */
    static byte[] webpWith(byte[] file, byte[] chunks) {
        int first = 12 + 8 + 10;
        ByteBuffer with = ByteBuffer.allocate(file.length + chunks.length).order(ByteOrder.LITTLE_ENDIAN);
        with.put(file, 0, first).put(chunks).put(file, first, file.length - first);
        return with.putInt(4, with.capacity() - 8).array();
    }

    static byte[] repeated(byte[] bytes, int times) {
        byte[] all = new byte[bytes.length * times];
        for (int i = 0; i < times; i++) {
            System.arraycopy(bytes, 0, all, i * bytes.length, bytes.length);
        }
        return all;
    }
}
