package dev.flsys.inference;

import dev.flsys.picture.ImageData;
import io.netty.buffer.ByteBuf;
import java.nio.charset.StandardCharsets;
import java.util.Optional;

/**
 * The usual body of {@code POST /api/predict/}, whose picture is decoded from the bytes that arrived. A JSON parser
 * would make a string of the picture first, which takes as much time as decoding it.
 *
 * @param model not blank
 * @param file the bytes of the picture's file, at least one
 */
record DecodedRequest(String model, byte[] file) implements PictureRequest {

    private static final String MODEL = "model_id";
    private static final String PICTURE = "image_data";

    /** Quotation marks from the end of the picture, if it is the first member, to the end of the body. */
    private static final int QUOTES_AFTER_PICTURE = 5;

    /** The most bytes from the end of the picture to the end of the body. */
    private static final int MAX_END = 1024;

    /**
     * Reads an object that consists of {@code model_id} and {@code image_data}, in any order. The strings must contain
     * only printable ASCII characters without escapes. The picture must have the form of {@link ImageData#parsePlain}.
     * White space between the tokens is accepted.
     *
     * <p>The end of the picture is found from the end of the body, so its text is read only by the decoder of Base64.
     * The decoder rejects quotation marks, so no other end is possible.
     *
     * @param body not changed
     * @return empty if the body has another form: it may be valid JSON, or not
     */
    static Optional<DecodedRequest> read(ByteBuf body) {
        return new Scan(body).request();
    }

    /** Reads the bytes around the picture. A method that returns false has found another form. */
    private static final class Scan {

        private final ByteBuf body;
        private final int end;
        private int at;
        private String model = "";
        private int pictureStart;
        private int pictureEnd;

        Scan(ByteBuf body) {
            this.body = body;
            this.at = body.readerIndex();
            this.end = body.writerIndex();
        }

        Optional<DecodedRequest> request() {
            boolean plain = token('{')
                    && (isNext(MODEL)
                            ? model() && token(',') && picture(1)
                            : picture(QUOTES_AFTER_PICTURE) && token(',') && model())
                    && token('}')
                    && atEnd();
            if (!plain || model.isBlank()) {
                return Optional.empty();
            }
            return ImageData.parsePlain(body.nioBuffer(pictureStart, pictureEnd - pictureStart))
                    .map(file -> new DecodedRequest(model, file));
        }

        private boolean model() {
            if (!name(MODEL) || !token('"')) {
                return false;
            }
            int start = at;
            while (at < end && isPlain(body.getByte(at))) {
                at++;
            }
            model = body.toString(start, at - start, StandardCharsets.US_ASCII);
            return literal('"');
        }

        /** @param quotes number of quotation marks from its end to the end of the body */
        private boolean picture(int quotes) {
            if (!name(PICTURE) || !token('"')) {
                return false;
            }
            pictureStart = at;
            int left = quotes;
            for (int i = end - 1; i >= at && i >= end - MAX_END; i--) {
                if (body.getByte(i) == '"' && --left == 0) {
                    pictureEnd = i;
                    at = i + 1;
                    return true;
                }
            }
            return false;
        }

        private boolean name(String name) {
            if (!isNext(name)) {
                return false;
            }
            at += name.length() + 2;
            return token(':');
        }

        /** Whether the next token is this string. White space before it is skipped. */
        private boolean isNext(String name) {
            skipSpace();
            int last = at + name.length() + 1;
            if (last >= end || body.getByte(at) != '"' || body.getByte(last) != '"') {
                return false;
            }
            for (int i = 0; i < name.length(); i++) {
                if (body.getByte(at + 1 + i) != name.charAt(i)) {
                    return false;
                }
            }
            return true;
        }

        private boolean token(char c) {
            skipSpace();
            return literal(c);
        }

        private boolean literal(char c) {
            boolean found = at < end && body.getByte(at) == c;
            at++;
            return found;
        }

        private boolean atEnd() {
            skipSpace();
            return at == end;
        }

        private void skipSpace() {
            while (at < end && isSpace(body.getByte(at))) {
                at++;
            }
        }

        private static boolean isSpace(byte c) {
            return c == ' ' || c == '\n' || c == '\r' || c == '\t';
        }

        private static boolean isPlain(byte c) {
            return c >= ' ' && c < 0x7f && c != '"' && c != '\\';
        }
    }
}
