package dev.flsys.bench.live;

import java.nio.charset.StandardCharsets;
import java.util.function.Consumer;

/**
 * Finds the events of a message, one object or an array of objects, without parsing it. It searches for marks that
 * contain quotes. JSON strings escape quotes, so no text can contain a mark.
 */
final class EventScan {

    private static final byte[] EVENT = ascii("{\"event\":\"");
    private static final byte[] SEQ = ascii("\"seq\":");
    /** The known names, which are not created again for each event. */
    private static final String[] NAMES = {
        Event.LOG,
        "simulation_started",
        "simulation_status",
        "simulation_round",
        "simulation_complete",
        "simulation_error"
    };

    private static final byte[][] NAME_BYTES = new byte[NAMES.length][];

    static {
        for (int i = 0; i < NAMES.length; i++) {
            NAME_BYTES[i] = ascii(NAMES[i] + '"');
        }
    }

    private EventScan() {}

    /** Passes the events in the first {@code length} bytes of {@code message} to {@code consumer}, in order. */
    static void scan(byte[] message, int length, Consumer<Event> consumer) {
        int start = find(message, EVENT, 0, length);
        while (start >= 0) {
            int following = find(message, EVENT, start + EVENT.length, length);
            int end = following >= 0 ? following - 1 : message[length - 1] == ']' ? length - 1 : length;
            int name = start + EVENT.length;
            int seq = find(message, SEQ, name, end);
            long number = seq < 0 ? 0 : number(message, seq + SEQ.length, end);
            consumer.accept(new Event(message, start, end, name(message, name, end), number));
            start = following;
        }
    }

    private static String name(byte[] message, int start, int end) {
        for (int i = 0; i < NAMES.length; i++) {
            if (matches(message, NAME_BYTES[i], start, end)) {
                return NAMES[i];
            }
        }
        int close = start;
        while (close < end && message[close] != '"') {
            close++;
        }
        return new String(message, start, close - start, StandardCharsets.US_ASCII);
    }

    /** The number whose first digit is at {@code from}; 0 if there is none. */
    static long number(byte[] message, int from, int end) {
        long number = 0;
        for (int at = from; at < end && message[at] >= '0' && message[at] <= '9'; at++) {
            number = number * 10 + message[at] - '0';
        }
        return number;
    }

    /** The first offset of {@code part} within {@code from..end}; -1 if there is none. */
    static int find(byte[] message, byte[] part, int from, int end) {
        for (int at = from; at <= end - part.length; at++) {
            if (message[at] == part[0] && matches(message, part, at, end)) {
                return at;
            }
        }
        return -1;
    }

    private static boolean matches(byte[] message, byte[] part, int at, int end) {
        if (at + part.length > end) {
            return false;
        }
        for (int i = 0; i < part.length; i++) {
            if (message[at + i] != part[i]) {
                return false;
            }
        }
        return true;
    }

    static byte[] ascii(String text) {
        return text.getBytes(StandardCharsets.US_ASCII);
    }
}
