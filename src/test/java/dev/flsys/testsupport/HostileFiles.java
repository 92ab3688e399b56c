package dev.flsys.testsupport;

import java.io.ByteArrayOutputStream;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.charset.StandardCharsets;
import java.util.Arrays;

/** Builds BMP, GIF and WebP files that demand much work. */
public final class HostileFiles {

    private HostileFiles() {}

    /** A BMP with 8 bits a pixel in run-length encoding and a black palette. */
    public static byte[] bitmap(int width, int height, byte[] runs) {
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
    public static byte[] gif(int width, int height, int comments, byte[] blocks) {
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

    /** A black GIF whose LZW codes each add one more pixel than the code before: 5 KB for 7 million pixels. */
    public static byte[] blackGif(int width, int height) {
        ByteArrayOutputStream codes = new ByteArrayOutputStream();
        int clear = 256;
        long buffer = 0;
        int buffered = 0;
        long left = (long) width * height;
        int bits = 9;
        while (left > 0) {
            int next = clear + 2;
            for (int code = clear; code < 1 << 12 && left > 0; ) {
                buffer |= (long) code << buffered;
                buffered += bits;
                for (; buffered >= 8; buffered -= 8, buffer >>>= 8) {
                    codes.write((int) buffer);
                }
                if (code == clear) {
                    bits = 9;
                    code = 0;
                    continue;
                }
                left -= code == 0 ? 1 : code - clear;
                if (code != 0) {
                    next++;
                }
                bits = next == 1 << bits && bits < 12 ? bits + 1 : bits;
                code = next;
            }
        }
        codes.write((int) buffer);
        byte[] data = codes.toByteArray();
        ByteArrayOutputStream blocks = new ByteArrayOutputStream();
        for (int at = 0; at < data.length; at += 255) {
            int size = Math.min(255, data.length - at);
            blocks.write(size);
            blocks.write(data, at, size);
        }
        blocks.write(0);
        byte[] file = gif(width, height, 0, blocks.toByteArray());
        Arrays.fill(file, 13, 13 + 6, (byte) 0);
        file[13 + 6 + 10] = 8;
        return file;
    }

    /** A black lossless WebP of 30 bytes: each of its prefix codes has one symbol, which takes no bits (RFC 9649). */
    public static byte[] blackWebp(int width, int height) {
        long codes = 0;
        for (int i = 0; i < 5; i++) {
            codes |= 1L << (3 + 4 * i);
        }
        ByteBuffer file = ByteBuffer.allocate(30).order(ByteOrder.LITTLE_ENDIAN);
        file.put("RIFF".getBytes(StandardCharsets.US_ASCII)).putInt(22);
        file.put("WEBPVP8L".getBytes(StandardCharsets.US_ASCII)).putInt(10).put((byte) 0x2f);
        file.putInt((width - 1) | ((height - 1) << 14));
        return file.putInt((int) codes).array();
    }

    /** {@code file} with {@code chunks} after its first chunk. */
    public static byte[] webpWith(byte[] file, byte[] chunks) {
        int first = 12 + 8 + 10;
        ByteBuffer with = ByteBuffer.allocate(file.length + chunks.length).order(ByteOrder.LITTLE_ENDIAN);
        with.put(file, 0, first).put(chunks).put(file, first, file.length - first);
        return with.putInt(4, with.capacity() - 8).array();
    }

    public static byte[] repeated(byte[] bytes, int times) {
        byte[] all = new byte[bytes.length * times];
        for (int i = 0; i < times; i++) {
            System.arraycopy(bytes, 0, all, i * bytes.length, bytes.length);
        }
        return all;
    }
}
