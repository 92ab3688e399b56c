package dev.flsys.openinference;

import java.io.ByteArrayInputStream;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.InputStream;
import java.util.Locale;
import java.util.zip.GZIPInputStream;
import java.util.zip.Inflater;
import java.util.zip.InflaterInputStream;
import org.jspecify.annotations.Nullable;

/** The Content-Encoding of request bodies (RFC 9110, section 8.4). */
final class BodyDecoding {

    private static final int BLOCK = 64 * 1024;
    private static final int ZLIB_METHOD = 8;

    private BodyDecoding() {}

    /**
     * The decoded body.
     *
     * @param encoding the value of Content-Encoding; null or empty for none
     * @param limit the most bytes of the result
     * @param room gets the bytes that are decoded
     * @throws OpenInferenceProblem if the encoding is not gzip, deflate or identity, or does not match the body. Also
     *     if the result is too large, or there is no room for it
     */
    static byte[] decode(byte[] body, @Nullable String encoding, int limit, DecodedBodies.Room room) {
        String name = encoding == null ? "" : encoding.strip().toLowerCase(Locale.ROOT);
        try {
            return switch (name) {
                case "", "identity" -> within(body, limit);
                case "gzip", "x-gzip" -> read(new GZIPInputStream(new ByteArrayInputStream(body), BLOCK), limit, room);
                case "deflate" -> inflate(body, limit, room);
                default -> throw OpenInferenceProblem.encoding(name);
            };
        } catch (IOException malformed) {
            throw OpenInferenceProblem.bad("The body is not in the encoding " + name + ".");
        }
    }

    /** Whether a body with this Content-Encoding has to be decoded. */
    static boolean isEncoded(@Nullable String encoding) {
        return encoding != null && !encoding.isBlank() && !encoding.strip().equalsIgnoreCase("identity");
    }

    private static byte[] within(byte[] body, int limit) {
        if (body.length > limit) {
            throw OpenInferenceProblem.tooLarge(limit);
        }
        return body;
    }

    /** Clients send the zlib format, as the RFC requires, or deflate data without it. */
    private static byte[] inflate(byte[] body, int limit, DecodedBodies.Room room) throws IOException {
        boolean zlib = body.length >= 2
                && (body[0] & 0x0f) == ZLIB_METHOD
                && (((body[0] & 0xff) << 8) + (body[1] & 0xff)) % 31 == 0;
        Inflater inflater = new Inflater(!zlib);
        try (InputStream inflated = new InflaterInputStream(new ByteArrayInputStream(body), inflater, BLOCK)) {
            return read(inflated, limit, room);
        } finally {
            inflater.end();
        }
    }

    private static byte[] read(InputStream decoded, int limit, DecodedBodies.Room room) throws IOException {
        ByteArrayOutputStream all = new ByteArrayOutputStream(BLOCK);
        byte[] block = new byte[BLOCK];
        for (int count = decoded.read(block); count >= 0; count = decoded.read(block)) {
            if (all.size() + count > limit) {
                throw OpenInferenceProblem.tooLarge(limit);
            }
            if (!room.take(count)) {
                throw OpenInferenceProblem.full();
            }
            all.write(block, 0, count);
        }
        return all.toByteArray();
    }
}
