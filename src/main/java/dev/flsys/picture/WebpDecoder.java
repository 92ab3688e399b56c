package dev.flsys.picture;

import java.io.ByteArrayOutputStream;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.charset.StandardCharsets;

/**
 * Decodes WebP by libwebp's plain decoder. It rejects animations, so their first frame is copied to a still picture.
 * Thread-safe. Source: the WebP container specification, RFC 9649.
 */
final class WebpDecoder {

    private static final ImageFormat FORMAT = ImageFormat.WEBP;
    private static final int FIRST_CHUNK = 12;
    private static final int CHUNK_HEADER = 8;
    private static final int FRAME_HEADER = 16;
    private static final int ANIMATED = 2;

    private WebpDecoder() {}

    static Picture decode(FileBytes file, PixelLimit limit) {
        int payload = FIRST_CHUNK + CHUNK_HEADER;
        return switch (file.tag(FIRST_CHUNK)) {
            case "VP8 " -> decodeStill(file, limit, file.u16le(payload + 6) & 0x3fff, file.u16le(payload + 8) & 0x3fff);
            case "VP8L" -> {
                int bits = file.i32le(payload + 1);
                yield decodeStill(file, limit, (bits & 0x3fff) + 1, (bits >>> 14 & 0x3fff) + 1);
            }
            case "VP8X" -> {
                int width = u24(file, payload + 4) + 1;
                int height = u24(file, payload + 7) + 1;
                yield (file.u8(payload) & ANIMATED) == 0
                        ? decodeStill(file, limit, width, height)
                        : decodeFirstFrame(file, limit, width, height);
            }
            default -> throw ImageUnreadable.corrupt(FORMAT, null);
        };
    }

    private static Picture decodeStill(FileBytes file, PixelLimit limit, int width, int height) {
        limit.check(FORMAT, width, height);
        return Leptonica.decode(FORMAT, file.bytes(), width, height);
    }

    /** The first frame on a canvas of zeros. Its alpha chunk is omitted, because alpha is dropped. */
    private static Picture decodeFirstFrame(FileBytes file, PixelLimit limit, int width, int height) {
        limit.check(FORMAT, width, height);
        // Pillow's decoder needs the whole file, not only its first frame.
        file.require(0, CHUNK_HEADER + file.u32le(4));
        long frameChunk = find(file, FIRST_CHUNK, file.length(), "ANMF");
        long header = frameChunk + CHUNK_HEADER;
        int left = 2 * u24(file, header);
        int top = 2 * u24(file, header + 3);
        int frameWidth = u24(file, header + 6) + 1;
        int frameHeight = u24(file, header + 9) + 1;
        if (left + frameWidth > width || top + frameHeight > height) {
            throw ImageUnreadable.corrupt(FORMAT, null);
        }
        if (frameWidth != width || frameHeight != height) {
            limit.checkCopy(width, height);
        }
        long data = find(file, header + FRAME_HEADER, header + file.u32le(frameChunk + 4), "VP8 ", "VP8L");
        Picture frame = Leptonica.decode(FORMAT, buildStillFile(file, data), frameWidth, frameHeight);
        if (frameWidth == width && frameHeight == height) {
            return frame;
        }
        try (frame) {
            return Canvas.place(frame.rgb(), width, height, left, top);
        }
    }

    /** The offset of the first chunk with one of {@code tags}. */
    private static long find(FileBytes file, long from, long end, String... tags) {
        for (long at = from; at + CHUNK_HEADER <= end; ) {
            long size = file.u32le(at + 4);
            for (String tag : tags) {
                if (file.tag(at).equals(tag)) {
                    file.require(at + CHUNK_HEADER, size);
                    return at;
                }
            }
            at += CHUNK_HEADER + size + (size & 1);
        }
        throw ImageUnreadable.truncated(FORMAT);
    }

    private static byte[] buildStillFile(FileBytes file, long chunk) {
        int size = Math.toIntExact(file.u32le(chunk + 4));
        int padded = size + (size & 1);
        ByteArrayOutputStream still = new ByteArrayOutputStream(FIRST_CHUNK + CHUNK_HEADER + padded);
        still.writeBytes("RIFF".getBytes(StandardCharsets.ISO_8859_1));
        still.writeBytes(ByteBuffer.allocate(4)
                .order(ByteOrder.LITTLE_ENDIAN)
                .putInt(4 + CHUNK_HEADER + padded)
                .array());
        still.writeBytes("WEBP".getBytes(StandardCharsets.ISO_8859_1));
        still.write(file.bytes(), (int) chunk, CHUNK_HEADER + size);
        if (padded != size) {
            still.write(0);
        }
        return still.toByteArray();
    }

    private static int u24(FileBytes file, long at) {
        return file.u16le(at) | file.u8(at + 2) << 16;
    }
}
