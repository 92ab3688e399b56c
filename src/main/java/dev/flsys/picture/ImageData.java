package dev.flsys.picture;

import java.util.Arrays;
import java.util.Base64;
import java.util.Locale;

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

    private ImageData() {}

    /**
     * Decodes the bytes of the picture, without checking that they are a picture.
     *
     * <p>Characters outside the Base64 alphabet and all text after the padding are ignored, like Python's
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

    private static boolean isDigit(char c) {
        return (c >= 'A' && c <= 'Z') || (c >= 'a' && c <= 'z') || (c >= '0' && c <= '9') || c == '+' || c == '/';
    }
}
