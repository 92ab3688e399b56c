package dev.flsys.picture;

import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.util.Arrays;
import java.util.Base64;
import java.util.Locale;
import java.util.Optional;

/**
 * The {@code image_data} field of a request: a data URL (RFC 2397) of any media type, or Base64 alone as older scripts
 * send it.
 */
public final class ImageData {

    private static final String SCHEME = "data:";
    private static final String ENCODING = ";base64";
    private static final int NONE = -1;

    /** Characters that carry three bytes. */
    private static final int GROUP = 4;

    /** Characters of a percent-encoded byte. */
    private static final int ENCODED = 3;

    private static final int HEXADECIMAL = 16;

    private static final byte[] PLAIN_SCHEME = SCHEME.getBytes(StandardCharsets.ISO_8859_1);
    private static final byte[] PLAIN_ENCODING = (ENCODING + ",").getBytes(StandardCharsets.ISO_8859_1);

    /** The longest header of a plain data URL, in bytes with its comma. */
    private static final int MAX_PLAIN_HEADER = 256;

    private ImageData() {}

    /**
     * Decodes the bytes of the picture, without checking that they are a picture.
     *
     * <p>The URL-safe alphabet of RFC 4648 and percent-encoding (RFC 3986), which data URLs may have, are decoded. All
     * other characters outside the alphabet and all text after the padding are ignored, like Python's
     * {@code base64.b64decode} does by default. Missing padding is an error.
     *
     * @throws ImageUnreadable if it is a data URL without Base64, or not valid Base64
     */
    public static byte[] parse(String imageData) {
        int start = 0;
        while (start < imageData.length() && Character.isWhitespace(imageData.charAt(start))) {
            start++;
        }
        int payload = start;
        if (imageData.regionMatches(true, start, SCHEME, 0, SCHEME.length())) {
            int comma = imageData.indexOf(',', start);
            if (comma == NONE) {
                throw new ImageUnreadable("image_data is a data URL without a comma before its data.");
            }
            String header = imageData.substring(start, comma).stripTrailing().toLowerCase(Locale.ROOT);
            if (!header.endsWith(ENCODING)) {
                throw new ImageUnreadable("image_data is a data URL that is not marked as base64.");
            }
            payload = comma + 1;
        }
        byte[] file = decode(imageData, payload);
        if (file.length == 0) {
            throw new ImageUnreadable("image_data contains no picture.");
        }
        return file;
    }

    /**
     * Decodes the usual form of the field without a copy of its text. The form is padded Base64 with characters of its
     * alphabet only. A header {@code data:...;base64,} without spaces, quotes and backslashes may come before it.
     *
     * @param text the characters of the field as bytes, not changed
     * @return what {@link #parse} returns for this text; empty if the text has another form, which may be correct or
     *     not
     */
    public static Optional<byte[]> parsePlain(ByteBuffer text) {
        int header = plainHeader(text);
        int length = text.remaining() - header;
        if (length == 0 || length % GROUP != 0) {
            return Optional.empty();
        }
        try {
            ByteBuffer file = Base64.getDecoder().decode(text.slice(text.position() + header, length));
            return file.hasRemaining() ? Optional.of(exact(file)) : Optional.empty();
        } catch (IllegalArgumentException otherCharacters) {
            return Optional.empty();
        }
    }

    /** Bytes of the header of a plain data URL with its comma; 0 for any other text. */
    private static int plainHeader(ByteBuffer text) {
        int start = text.position();
        int end = Math.min(text.limit(), start + MAX_PLAIN_HEADER);
        if (!has(text, start, PLAIN_SCHEME)) {
            return 0;
        }
        for (int i = start; i < end; i++) {
            byte c = text.get(i);
            if (c == ',') {
                int encoding = i + 1 - PLAIN_ENCODING.length;
                return encoding >= start && has(text, encoding, PLAIN_ENCODING) ? i + 1 - start : 0;
            }
            if (c <= ' ' || c == '"' || c == '\\' || c == 0x7f) {
                return 0;
            }
        }
        return 0;
    }

    private static boolean has(ByteBuffer text, int at, byte[] expected) {
        return text.limit() - at >= expected.length
                && text.slice(at, expected.length).equals(ByteBuffer.wrap(expected));
    }

    private static byte[] exact(ByteBuffer file) {
        byte[] array = file.array();
        boolean whole = file.arrayOffset() == 0 && array.length == file.remaining();
        return whole ? array : Arrays.copyOfRange(array, file.arrayOffset(), file.arrayOffset() + file.remaining());
    }

    private static byte[] decode(String text, int from) {
        if ((text.length() - from) % GROUP == 0) {
            try {
                // Clean Base64, which browsers and libraries write, is decoded by vector code.
                return Base64.getDecoder().decode(text.substring(from));
            } catch (IllegalArgumentException otherCharacters) {
                return decodeTolerantly(text, from);
            }
        }
        return decodeTolerantly(text, from);
    }

    private static byte[] decodeTolerantly(String text, int from) {
        byte[] digits = new byte[text.length() - from];
        int count = 0;
        int padding = 0;
        for (int i = from; i < text.length(); i++) {
            char c = text.charAt(i);
            if (c == '%' && isEncoded(text, i)) {
                c = (char) Integer.parseInt(text, i + 1, i + ENCODED, HEXADECIMAL);
                i += ENCODED - 1;
            }
            c = c == '-' ? '+' : c == '_' ? '/' : c;
            if (isDigit(c)) {
                // Padding in the middle of a group of four is ignored, too.
                padding = 0;
                digits[count++] = (byte) c;
            } else if (c == '=' && count % 4 >= 2 && ++padding + count % 4 == 4) {
                break;
            }
        }
        if (count % 4 == 1 || (count % 4 > 1 && padding + count % 4 != 4)) {
            throw new ImageUnreadable("image_data is not valid Base64: its padding is missing or it is cut off.");
        }
        byte[] exact = count == digits.length ? digits : Arrays.copyOf(digits, count);
        return Base64.getDecoder().decode(exact);
    }

    /** Whether there are two hexadecimal digits after {@code at}. */
    private static boolean isEncoded(String text, int at) {
        return at + ENCODED <= text.length()
                && Character.digit(text.charAt(at + 1), HEXADECIMAL) >= 0
                && Character.digit(text.charAt(at + 2), HEXADECIMAL) >= 0;
    }

    private static boolean isDigit(char c) {
        return (c >= 'A' && c <= 'Z') || (c >= 'a' && c <= 'z') || (c >= '0' && c <= '9') || c == '+' || c == '/';
    }
}
