package dev.flsys.faults;

import static dev.flsys.faults.RawWebSocket.BINARY;
import static dev.flsys.faults.RawWebSocket.CLOSE;
import static dev.flsys.faults.RawWebSocket.CONTINUATION;
import static dev.flsys.faults.RawWebSocket.PING;
import static dev.flsys.faults.RawWebSocket.PONG;
import static dev.flsys.faults.RawWebSocket.TEXT;
import static dev.flsys.faults.RawWebSocket.frame;
import static org.assertj.core.api.Assertions.assertThat;

import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.HexFormat;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.extension.ExtendWith;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

/**
 * RFC 6455 on both WebSockets of the service, in the order of the cases of the Autobahn test suite: 1 framing, 2 pings,
 * 3 reserved bits, 4 opcodes, 5 fragments, 6 UTF-8, 7 closing, 9 sizes, 10 many fragments. No compression is
 * negotiated, so 12 and 13 do not apply. The cases are our own: the endpoints are no echo servers, so each case asks a
 * question whose answer shows that the message arrived. The file is long because it is mostly a table of cases.
 */
@ExtendWith(SharedService.Starter.class)
class WebSocketConformanceFaultsIT {

    /** Must not be taken up: a frame of 1 MiB could expand to 1 GiB. */
    private static final String COMPRESSION =
            "Sec-WebSocket-Extensions: permessage-deflate, x-webkit-deflate-frame\r\n";

    /** Bytes that are no text in UTF-8, in hexadecimal digits. */
    private static final String INVALID_UTF_8 = """
            cebae1bdb9cf83cebcceb5eda080656469746564 80 bf 80bf80bf80 c020 df20 e08020 f0808020 c0 df
            e080 efbf f08080 f7bfbf f8808080 fbbfbfbf fc80808080 fdbfbfbfbf c0af e080af f08080af c1bf
            e09fbf f08fbfbf c080 e08080 f0808080 f4908080 f5808080 eda080 edadbf edae80 edb080 edbfbf
            eda080edb080 fe ff fefeffff cebac3
            """;

    private static final byte[] NOTHING = {};
    private static final int PROTOCOL_ERROR = 1002;
    private static final int INVALID_TEXT = 1007;
    private static final int TOO_LARGE = 1009;

    /** The endpoints. A question is a message in which any text may be, and which gets an answer. */
    enum Endpoint {
        WS("/ws", "{\"event\":\"ping\",\"id\":7,\"data\":\"", "\"}", "\"ack\""),
        SOCKET_IO("/socket.io/?EIO=4&transport=websocket", "427[\"ping\",\"", "\"]", "437[");

        private final String path;
        private final String before;
        private final String after;
        private final String answer;

        Endpoint(String path, String before, String after, String answer) {
            this.path = path;
            this.before = before;
            this.after = after;
            this.answer = answer;
        }

        byte[] question(byte[] text) {
            ByteArrayOutputStream question = new ByteArrayOutputStream();
            question.writeBytes(bytes(before));
            question.writeBytes(text);
            question.writeBytes(bytes(after));
            return question.toByteArray();
        }

        /** A question of {@code length} bytes. */
        byte[] question(int length) {
            return question(bytes("*".repeat(length - before.length() - after.length())));
        }

        RawWebSocket open(int port) throws IOException {
            RawWebSocket socket = new RawWebSocket(port, path, COMPRESSION);
            if (this == SOCKET_IO) {
                assertThat(socket.message()).startsWith("0{");
                socket.send(text(bytes("40")));
                assertThat(socket.message()).startsWith("40{");
            }
            assertThat(socket.message()).contains("connected");
            return socket;
        }

        void assertAnswer(RawWebSocket socket) throws IOException {
            assertThat(socket.message()).contains(answer);
        }
    }

    /** A case: sends frames on an open connection and checks what comes back. */
    @FunctionalInterface
    private interface Check {
        void run(Endpoint endpoint, RawWebSocket socket) throws IOException;
    }

    private final Map<String, Check> cases = new LinkedHashMap<>();

    private static byte[] bytes(String text) {
        return text.getBytes(StandardCharsets.UTF_8);
    }

    private static byte[] text(byte[] payload) {
        return frame(true, 0, TEXT, payload);
    }

    private static byte[] ping(byte[] payload) {
        return frame(true, 0, PING, payload);
    }

    private static void assertPong(RawWebSocket socket, byte[] payload) throws IOException {
        RawWebSocket.Frame pong = socket.next();
        assertThat(pong.opcode()).isEqualTo(PONG);
        assertThat(pong.payload()).isEqualTo(payload);
    }

    /** The server fails the connection: it sends CLOSE with one of these codes, or none, and ends the connection. */
    private static void assertFailed(RawWebSocket socket, int... codes) throws IOException {
        RawWebSocket.Frame last = socket.next();
        if (last.opcode() == CLOSE) {
            assertThat(codes).contains(last.code());
            last = socket.next();
        }
        assertThat(last.opcode()).as("not closed but: %s", last.text()).isEqualTo(-1);
    }

    /** The client closes: the server repeats the code and ends the connection. */
    private static void assertClosed(RawWebSocket socket, int code) throws IOException {
        RawWebSocket.Frame last = socket.next();
        assertThat(last.opcode()).as(last.text()).isEqualTo(CLOSE);
        assertThat(last.code()).isEqualTo(code);
        assertThat(socket.next().opcode()).isEqualTo(-1);
    }

    private void usable(String name, Check check) {
        cases.put(name, (endpoint, socket) -> {
            check.run(endpoint, socket);
            socket.send(RawWebSocket.close(1000, NOTHING));
            assertClosed(socket, 1000);
        });
    }

    private void fails(String name, int code, byte[]... frames) {
        cases.put(name, (endpoint, socket) -> {
            socket.send(frames);
            assertFailed(socket, code);
        });
    }

    private void framing() {
        for (int length : new int[] {60, 125, 126, 127, 128, 65_500}) {
            usable("1 text of " + length, (endpoint, socket) -> {
                socket.send(text(endpoint.question(length)));
                endpoint.assertAnswer(socket);
            });
        }
        usable("1 text in chops of one byte", (endpoint, socket) -> {
            socket.sendChopped(text(endpoint.question(300)));
            endpoint.assertAnswer(socket);
        });
        fails("1 length of 2^63", PROTOCOL_ERROR, frame(0x81, true, Long.MIN_VALUE, NOTHING));
        fails("1 length of 2^40", TOO_LARGE, frame(0x81, true, 1L << 40, NOTHING));
        fails("1 frame without a mask", PROTOCOL_ERROR, frame(0x81, false, 2, bytes("{}")));
    }

    private void pings() {
        for (byte[] payload : List.of(NOTHING, bytes("Hello"), new byte[] {0, -1, -2, 10}, new byte[125])) {
            usable("2 ping of " + Arrays.hashCode(payload), (endpoint, socket) -> {
                socket.send(ping(payload));
                assertPong(socket, payload);
            });
        }
        fails("2 ping of 126", PROTOCOL_ERROR, ping(new byte[126]));
        usable("2 ping in chops of one byte", (endpoint, socket) -> {
            socket.sendChopped(ping(new byte[125]));
            assertPong(socket, new byte[125]);
        });
        usable("2 pong that nobody asked for", (endpoint, socket) -> {
            socket.send(frame(true, 0, PONG, NOTHING), frame(true, 0, PONG, bytes("x")), ping(bytes("y")));
            assertPong(socket, bytes("y"));
        });
        usable("2 ten pings", (endpoint, socket) -> {
            for (int i = 0; i < 10; i++) {
                socket.send(ping(bytes("p" + i)));
            }
            for (int i = 0; i < 10; i++) {
                assertPong(socket, bytes("p" + i));
            }
        });
    }

    private void reservedBitsAndOpcodes() {
        for (int bits = 1; bits < 8; bits++) {
            fails("3 text with reserved bits " + bits, PROTOCOL_ERROR, frame(true, bits, TEXT, bytes("{}")));
            fails("3 ping with reserved bits " + bits, PROTOCOL_ERROR, frame(true, bits, PING, NOTHING));
            fails("3 close with reserved bits " + bits, PROTOCOL_ERROR, frame(true, bits, CLOSE, NOTHING));
        }
        for (int opcode : new int[] {3, 4, 5, 6, 7, 11, 12, 13, 14, 15}) {
            fails("4 opcode " + opcode, PROTOCOL_ERROR, frame(true, 0, opcode, NOTHING));
            fails("4 opcode " + opcode + " with payload", PROTOCOL_ERROR, frame(true, 0, opcode, bytes("x")));
            cases.put("4 opcode " + opcode + " after a message", (endpoint, socket) -> {
                socket.send(text(endpoint.question(60)), frame(true, 0, opcode, NOTHING), ping(NOTHING));
                RawWebSocket.Frame first = socket.next();
                if (first.opcode() == TEXT) {
                    assertFailed(socket, PROTOCOL_ERROR);
                } else {
                    assertThat(first.opcode()).isIn(-1, CLOSE);
                }
            });
        }
    }

    private void fragments() {
        fails("5 ping in fragments", PROTOCOL_ERROR, frame(false, 0, PING, bytes("a")));
        fails("5 pong in fragments", PROTOCOL_ERROR, frame(false, 0, PONG, bytes("a")));
        fails("5 continuation of nothing", PROTOCOL_ERROR, frame(true, 0, CONTINUATION, bytes("a")));
        fails("5 first continuation of nothing", PROTOCOL_ERROR, frame(false, 0, CONTINUATION, bytes("a")));
        byte[] begun = frame(false, 0, TEXT, bytes("{"));
        fails("5 text within fragments", PROTOCOL_ERROR, begun, text(bytes("{}")));
        fails("5 binary within fragments", PROTOCOL_ERROR, begun, frame(true, 0, BINARY, bytes("{}")));
        usable("5 two fragments", (endpoint, socket) -> {
            sendParts(socket, endpoint.question(100), 40);
            endpoint.assertAnswer(socket);
        });
        usable("5 pings between fragments", (endpoint, socket) -> {
            byte[] question = endpoint.question(100);
            socket.send(frame(false, 0, TEXT, Arrays.copyOf(question, 30)), ping(bytes("1")));
            assertPong(socket, bytes("1"));
            socket.send(
                    frame(false, 0, CONTINUATION, Arrays.copyOfRange(question, 30, 50)),
                    ping(bytes("2")),
                    frame(true, 0, PONG, NOTHING));
            assertPong(socket, bytes("2"));
            socket.send(frame(true, 0, CONTINUATION, Arrays.copyOfRange(question, 50, 100)));
            endpoint.assertAnswer(socket);
        });
        usable("5 empty fragments", (endpoint, socket) -> {
            socket.send(
                    frame(false, 0, TEXT, NOTHING),
                    frame(false, 0, CONTINUATION, endpoint.question(80)),
                    frame(false, 0, CONTINUATION, NOTHING),
                    frame(true, 0, CONTINUATION, NOTHING));
            endpoint.assertAnswer(socket);
        });
        usable("10 a thousand fragments", (endpoint, socket) -> {
            sendParts(socket, endpoint.question(13_000), 13);
            endpoint.assertAnswer(socket);
        });
    }

    private static void sendParts(RawWebSocket socket, byte[] message, int size) throws IOException {
        for (int from = 0; from < message.length; from += size) {
            int to = Math.min(message.length, from + size);
            socket.send(frame(
                    to == message.length, 0, from == 0 ? TEXT : CONTINUATION, Arrays.copyOfRange(message, from, to)));
        }
    }

    private void text() {
        for (String valid : List.of(
                "Hello-µ@ßöäüàá-UTF-8!!",
                "κόσμε",
                "𐀀",
                "\u0080",
                "\u07ff",
                "\u0800",
                "\ud7ff",
                "\ue000",
                "\ufffd",
                "\ufffe",
                "\uffff",
                "\ud83f\udfff",
                "\udbff\udfff",
                "猫狗鸟🐦")) {
            byte[] message = bytes(valid);
            String name = HexFormat.of().formatHex(message);
            usable("6 valid " + name, (endpoint, socket) -> {
                socket.send(text(endpoint.question(message)));
                endpoint.assertAnswer(socket);
            });
            usable("6 valid in fragments of one byte " + name, (endpoint, socket) -> {
                sendParts(socket, endpoint.question(message), 1);
                endpoint.assertAnswer(socket);
            });
        }
        for (String invalid : INVALID_UTF_8.split("\\s+")) {
            byte[] payload = HexFormat.of().parseHex(invalid);
            cases.put("6 invalid " + invalid, (endpoint, socket) -> {
                socket.send(text(endpoint.question(payload)));
                assertFailed(socket, INVALID_TEXT);
            });
            cases.put("6 invalid in fragments " + invalid, (endpoint, socket) -> {
                sendParts(socket, endpoint.question(payload), 5);
                assertFailed(socket, INVALID_TEXT);
            });
        }
        byte[] cut = {'{', (byte) 0xe2, (byte) 0x82};
        fails("6 message that ends within a character", INVALID_TEXT, text(cut));
    }

    private void closing() {
        for (int code : new int[] {1000, 1001, 1002, 1003, 1007, 1008, 1009, 1010, 1011, 3000, 3999, 4000, 4999}) {
            closes("7 close with " + code, code, RawWebSocket.close(code, NOTHING));
        }
        for (int code : new int[] {0, 999, 1004, 1005, 1006, 1015, 1016, 1100, 2000, 2999}) {
            fails("7 close with the invalid code " + code, PROTOCOL_ERROR, RawWebSocket.close(code, NOTHING));
        }
        for (int code : new int[] {5000, 65_535}) {
            cases.put("7 close with the unknown code " + code, (endpoint, socket) -> {
                socket.send(RawWebSocket.close(code, NOTHING));
                // RFC 6455 leaves it open what a server does with these codes. Netty accepts them.
                assertFailed(socket, PROTOCOL_ERROR, code);
            });
        }
        cases.put("7 close without a code", (endpoint, socket) -> {
            socket.send(frame(true, 0, CLOSE, NOTHING));
            RawWebSocket.Frame last = socket.next();
            assertThat(last.opcode()).isEqualTo(CLOSE);
            assertThat(last.code()).isIn(1000, 1005);
            assertThat(socket.next().opcode()).isEqualTo(-1);
        });
        closes("7 close with a reason", 1000, RawWebSocket.close(1000, bytes("猫 end")));
        closes("7 close with a reason of 123 bytes", 1000, RawWebSocket.close(1000, bytes("*".repeat(123))));
        fails("7 close with a reason of 124 bytes", PROTOCOL_ERROR, RawWebSocket.close(1000, bytes("*".repeat(124))));
        fails("7 close with one byte", PROTOCOL_ERROR, frame(true, 0, CLOSE, new byte[] {3}));
        cases.put("7 close with a reason that is not UTF-8", (endpoint, socket) -> {
            socket.send(RawWebSocket.close(1000, HexFormat.of().parseHex("cebaeda080")));
            assertFailed(socket, INVALID_TEXT, PROTOCOL_ERROR);
        });
        fails("7 close in fragments", PROTOCOL_ERROR, frame(false, 0, CLOSE, NOTHING));
        cases.put("7 message after close", (endpoint, socket) -> {
            socket.send(RawWebSocket.close(1000, NOTHING), text(endpoint.question(60)), ping(NOTHING));
            assertClosed(socket, 1000);
        });
        closes("7 close twice", 1000, RawWebSocket.close(1000, NOTHING), RawWebSocket.close(1001, NOTHING));
        closes("7 close within fragments", 1000, frame(false, 0, TEXT, bytes("{")), RawWebSocket.close(1000, NOTHING));
    }

    private void closes(String name, int code, byte[]... frames) {
        cases.put(name, (endpoint, socket) -> {
            socket.send(frames);
            assertClosed(socket, code);
        });
    }

    private void sizes() {
        cases.put("9 message over the limit", (endpoint, socket) -> {
            byte[] message = new byte[1_048_577];
            Arrays.fill(message, (byte) 'a');
            sendUntilClosed(socket, text(message));
            assertFailed(socket, TOO_LARGE);
        });
        cases.put("9 fragments over the limit", (endpoint, socket) -> {
            byte[] part = new byte[200_000];
            Arrays.fill(part, (byte) 'a');
            for (int i = 0; i < 6; i++) {
                sendUntilClosed(socket, frame(false, 0, i == 0 ? TEXT : CONTINUATION, part));
            }
            assertFailed(socket, TOO_LARGE);
        });
    }

    private static void sendUntilClosed(RawWebSocket socket, byte[] frame) {
        try {
            socket.send(frame);
        } catch (IOException closedBefore) {
            // The server need not read the rest.
        }
    }

    @ParameterizedTest
    @EnumSource
    void the_endpoint_follows_the_protocol(Endpoint endpoint, SharedService service) throws Exception {
        framing();
        pings();
        reservedBitsAndOpcodes();
        fragments();
        text();
        closing();
        sizes();
        int errors = service.errors().size();
        List<String> failures = new ArrayList<>();
        for (Map.Entry<String, Check> each : cases.entrySet()) {
            try (RawWebSocket socket = endpoint.open(service.port())) {
                each.getValue().run(endpoint, socket);
            } catch (AssertionError | IOException | RuntimeException failed) {
                failures.add(each.getKey() + ": " + String.valueOf(failed).replaceAll("\\s+", " "));
            }
        }
        FaultReport.row(
                15,
                "WebSocket conformance on " + endpoint.path.replaceAll("\\?.*", ""),
                "all cases pass",
                (cases.size() - failures.size()) + " of " + cases.size() + " cases");
        assertThat(failures).as(String.join("\n", failures)).isEmpty();
        assertThat(service.errors()).hasSize(errors);
        service.assertServes();
    }
}
