package dev.flsys.socketio;

import io.netty.handler.codec.http.QueryStringDecoder;
import io.vertx.core.buffer.Buffer;
import io.vertx.core.json.Json;
import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.Optional;
import java.util.regex.Pattern;

/**
 * Polling by script elements and forms, for browsers without cross-origin requests (Engine.IO 3). An answer is a script
 * that calls {@code ___eio[index]} with the payload. A POST is a form whose field {@code d} is the payload.
 *
 * @param index decimal digits
 */
record Jsonp(String index) {

    private static final Pattern INDEX = Pattern.compile("[0-9]{1,9}");
    /** Forms change line breaks, so clients send {@code \n} for one, and {@code \\n} for a backslash with an n. */
    private static final Pattern ESCAPED = Pattern.compile("(\\\\)?\\\\n");

    private static final int MAX_FIELDS = 16;

    /** The form of answers for the query parameter {@code j}; empty if the parameter is not an index. */
    static Optional<Jsonp> of(String parameter) {
        return INDEX.matcher(parameter).matches() ? Optional.of(new Jsonp(parameter)) : Optional.empty();
    }

    /** The answer to a GET. */
    String script(String payload) {
        // U+2028 and U+2029 end a line in a script, but not in JSON.
        String literal = Json.encode(payload).replace("\u2028", "\\u2028").replace("\u2029", "\\u2029");
        return "___eio[" + index + "](" + literal + ");";
    }

    /**
     * The payload of a POST.
     *
     * @throws PacketInvalid if the body is not such a form
     */
    static Buffer payload(Buffer form) {
        List<String> fields;
        try {
            fields = new QueryStringDecoder(
                            form.toString(StandardCharsets.UTF_8), StandardCharsets.UTF_8, false, MAX_FIELDS, true)
                    .parameters()
                    .getOrDefault("d", List.of());
        } catch (IllegalArgumentException malformed) {
            throw new PacketInvalid("The body is not a form.");
        }
        if (fields.isEmpty()) {
            throw new PacketInvalid("The form has no field 'd'.");
        }
        return Buffer.buffer(
                ESCAPED.matcher(fields.get(0)).replaceAll(escaped -> escaped.group(1) == null ? "\n" : "\\\\n"));
    }
}
