package dev.flsys.socketio;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.DeserializationFeature;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectReader;
import com.fasterxml.jackson.databind.json.JsonMapper;
import com.fasterxml.jackson.databind.node.MissingNode;
import io.netty.handler.codec.http.QueryStringDecoder;
import io.vertx.core.MultiMap;
import org.jspecify.annotations.Nullable;

/**
 * A packet of Socket.IO in its text form, which is the same in both revisions:
 * {@code <type>[<attachments>-][<namespace>,][<id>][JSON]}.
 *
 * @param type the type
 * @param attachments the number of following messages of bytes, which replace placeholders of the payload
 * @param namespace the namespace, without a query
 * @param query the query of the namespace, without the question mark; empty if there is none
 * @param id the number that an acknowledgement repeats; null if the sender wants none
 * @param payload the JSON payload; missing if there is none
 */
record SocketPacket(
        Type type,
        int attachments,
        String namespace,
        String query,
        @Nullable Long id,
        JsonNode payload) {

    static final String MAIN = "/";
    private static final int MAX_ATTACHMENTS = 100;
    /** JavaScript cannot represent every integer with more digits. */
    private static final int MAX_DIGITS = 15;

    private static final ObjectReader JSON = JsonMapper.builder()
            .enable(DeserializationFeature.FAIL_ON_TRAILING_TOKENS)
            .build()
            .reader();

    /** The types, in the order of their digits. */
    enum Type {
        CONNECT,
        DISCONNECT,
        EVENT,
        ACK,
        CONNECT_ERROR,
        BINARY_EVENT,
        BINARY_ACK;

        boolean hasAttachments() {
            return this == BINARY_EVENT || this == BINARY_ACK;
        }
    }

    /**
     * Reads a packet of a client.
     *
     * @throws PacketInvalid if the text is not a packet, or not one that a client sends
     */
    static SocketPacket parse(String text) {
        Scanner scanner = new Scanner(text);
        Type type = scanner.type();
        int attachments = type.hasAttachments() ? scanner.attachments() : 0;
        String address = scanner.address();
        int query = address.indexOf('?');
        SocketPacket packet = new SocketPacket(
                type,
                attachments,
                query < 0 ? address : address.substring(0, query),
                query < 0 ? "" : address.substring(query + 1),
                scanner.id(),
                scanner.json());
        if (!packet.isWellFormed()) {
            throw new PacketInvalid("The payload does not fit the packet's type.");
        }
        return packet;
    }

    /** The text before the payload in a packet of the server. */
    static String head(Type type, int attachments, String namespace, @Nullable Long id) {
        StringBuilder head = new StringBuilder().append(type.ordinal());
        if (type.hasAttachments()) {
            head.append(attachments).append('-');
        }
        if (!namespace.equals(MAIN)) {
            head.append(namespace).append(',');
        }
        return id == null ? head.toString() : head.append(id).toString();
    }

    /**
     * The parameters of the namespace's query.
     *
     * @throws PacketInvalid if they are malformed
     */
    MultiMap parameters() {
        MultiMap parameters = MultiMap.caseInsensitiveMultiMap();
        try {
            new QueryStringDecoder(query, false).parameters().forEach(parameters::add);
        } catch (IllegalArgumentException malformed) {
            throw new PacketInvalid("The query of a namespace is malformed.");
        }
        return parameters;
    }

    private boolean isWellFormed() {
        return switch (type) {
            case CONNECT -> payload.isMissingNode() || payload.isObject();
            case DISCONNECT -> payload.isMissingNode();
            case EVENT, BINARY_EVENT ->
                payload.isArray()
                        && !payload.isEmpty()
                        && (payload.get(0).isTextual() || payload.get(0).isNumber());
            case ACK, BINARY_ACK -> payload.isArray() && id != null;
            case CONNECT_ERROR -> false;
        };
    }

    /** Reads a text from its beginning. */
    private static final class Scanner {

        private final String text;
        private int position;

        Scanner(String text) {
            this.text = text;
        }

        Type type() {
            int type = text.isEmpty() ? -1 : text.charAt(0) - '0';
            if (type < 0 || type >= Type.values().length) {
                throw new PacketInvalid("A packet must begin with its type.");
            }
            position = 1;
            return Type.values()[type];
        }

        int attachments() {
            String digits = digits();
            if (digits.isEmpty() || position == text.length() || text.charAt(position) != '-') {
                throw new PacketInvalid("The number of attachments is missing.");
            }
            position++;
            long attachments = Long.parseLong(digits);
            if (attachments > MAX_ATTACHMENTS) {
                throw new PacketInvalid("The packet has too many attachments.");
            }
            return (int) attachments;
        }

        /** The namespace and its query. */
        String address() {
            if (position == text.length() || text.charAt(position) != '/') {
                return MAIN;
            }
            int end = text.indexOf(',', position);
            String address = text.substring(position, end < 0 ? text.length() : end);
            position = end < 0 ? text.length() : end + 1;
            return address;
        }

        @Nullable Long id() {
            String digits = digits();
            return digits.isEmpty() ? null : Long.valueOf(digits);
        }

        private String digits() {
            int end = position;
            while (end < text.length() && text.charAt(end) >= '0' && text.charAt(end) <= '9') {
                end++;
            }
            if (end - position > MAX_DIGITS) {
                throw new PacketInvalid("A number is too long.");
            }
            String digits = text.substring(position, end);
            position = end;
            return digits;
        }

        JsonNode json() {
            if (position == text.length()) {
                return MissingNode.getInstance();
            }
            try {
                return JSON.readTree(text.substring(position));
            } catch (JsonProcessingException notJson) {
                throw new PacketInvalid("The payload is not JSON.");
            }
        }
    }
}
