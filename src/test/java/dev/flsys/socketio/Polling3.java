package dev.flsys.socketio;

import static io.restassured.RestAssured.given;
import static io.restassured.RestAssured.when;

import io.restassured.response.Response;
import java.nio.charset.StandardCharsets;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Deque;
import java.util.HexFormat;
import java.util.List;
import java.util.stream.Collectors;

/** A client of Engine.IO 3 that polls, request by request. It reads texts only. */
final class Polling3 {

    private static final String PATH = "/socket.io/?EIO=3&transport=polling";

    private final String path;
    private final Deque<String> received = new ArrayDeque<>();

    private Polling3(String path) {
        this.path = path;
    }

    /**
     * Opens a session and reads its first packet.
     *
     * @param query more of the query, beginning with {@code &}; empty for none
     */
    static Polling3 open(String query) {
        List<String> packets = packets(
                when().get(PATH + query).then().statusCode(200).extract().asByteArray());
        String session = packets.get(0).replaceFirst(".*\"sid\":\"([^\"]+)\".*", "$1");
        Polling3 opened = new Polling3(PATH + "&sid=" + session);
        opened.received.addAll(packets);
        return opened;
    }

    /** The path and the query of the requests. */
    String path() {
        return path;
    }

    String session() {
        return path.replaceFirst(".*&sid=", "");
    }

    /** Returns the next packet, and polls if none is left. */
    String next() {
        while (received.isEmpty()) {
            received.addAll(packets(poll().then().statusCode(200).extract().asByteArray()));
        }
        return received.remove();
    }

    /** Returns the next packet that begins with {@code prefix}, and drops those before it. */
    String next(String prefix) {
        String next = next();
        while (!next.startsWith(prefix)) {
            next = next();
        }
        return next;
    }

    Response poll() {
        return when().get(path);
    }

    /** Sends packets as one payload of text. */
    void send(String... packets) {
        StringBuilder payload = new StringBuilder();
        for (String packet : packets) {
            payload.append(packet.length()).append(':').append(packet);
        }
        post(payload.toString()).then().statusCode(200);
    }

    /** Sends packets of text as one payload of bytes. */
    void sendAsBytes(String... packets) {
        StringBuilder payload = new StringBuilder();
        for (String packet : packets) {
            payload.append(asBytes(packet));
        }
        postBytes(payload.toString()).then().statusCode(200);
    }

    /** A packet of text in a payload of bytes, in hexadecimal digits. */
    static String asBytes(String packet) {
        byte[] bytes = packet.getBytes(StandardCharsets.UTF_8);
        String length = String.valueOf(bytes.length)
                .chars()
                .mapToObj(digit -> "0" + (char) digit)
                .collect(Collectors.joining());
        return "00" + length + "ff" + HexFormat.of().formatHex(bytes);
    }

    Response post(String payload) {
        return given().contentType("text/plain;charset=UTF-8")
                .body(payload.getBytes(StandardCharsets.UTF_8))
                .post(path);
    }

    /** Sends a payload of bytes, in hexadecimal digits. */
    Response postBytes(String hex) {
        return given().contentType("application/octet-stream")
                .body(HexFormat.of().parseHex(hex))
                .post(path);
    }

    /** The packets of a payload of text. */
    static List<String> packets(byte[] payload) {
        String text = new String(payload, StandardCharsets.UTF_8);
        List<String> packets = new ArrayList<>();
        while (!text.isEmpty()) {
            int colon = text.indexOf(':');
            int end = colon + 1 + Integer.parseInt(text.substring(0, colon));
            packets.add(text.substring(colon + 1, end));
            text = text.substring(end);
        }
        return packets;
    }
}
