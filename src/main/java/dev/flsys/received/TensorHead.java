package dev.flsys.received;

import io.vertx.core.MultiMap;
import io.vertx.core.http.HttpHeaders;
import java.util.OptionalInt;

/** The header with the length of the JSON before binary tensors (Triton's binary tensor extension). */
public final class TensorHead {

    /** The name of the header. */
    public static final String HEADER = "Inference-Header-Content-Length";

    private static final int MAX_DIGITS = 8;

    private TensorHead() {}

    /** The length of the JSON; empty if the body may be JSON as a whole, or is compressed. */
    public static OptionalInt length(MultiMap headers) {
        String text = headers.get(HEADER);
        if (text == null
                || text.isEmpty()
                || text.length() > MAX_DIGITS
                || headers.contains(HttpHeaders.CONTENT_ENCODING)) {
            return OptionalInt.empty();
        }
        int length = 0;
        for (int i = 0; i < text.length(); i++) {
            int digit = text.charAt(i) - '0';
            if (digit < 0 || digit > 9) {
                return OptionalInt.empty();
            }
            length = length * 10 + digit;
        }
        return OptionalInt.of(length);
    }
}
