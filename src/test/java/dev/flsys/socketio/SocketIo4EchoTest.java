package dev.flsys.socketio;

import static io.restassured.RestAssured.given;
import static io.restassured.RestAssured.when;
import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import io.quarkus.test.common.http.TestHTTPResource;
import io.quarkus.test.junit.QuarkusTest;
import io.quarkus.test.junit.TestProfile;
import java.net.URI;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/**
 * The cases of the public suites of Engine.IO 4 and Socket.IO 5, which {@link ConformanceTest} runs where their folders
 * are given. Heartbeats are in {@link HeartbeatTest}.
 */
@QuarkusTest
@TestProfile(SocketIo2EchoTest.Echoes.class)
class SocketIo4EchoTest {

    private static final String ENGINE = "/engine.io/?EIO=4&transport=polling";

    @TestHTTPResource
    URI service;

    @ParameterizedTest
    @ValueSource(
            strings = {"transport=polling", "EIO=abc&transport=polling", "EIO=4", "EIO=4&transport=abc", "EIO=4&sid=a"})
    void a_malformed_handshake_is_refused(String query) {
        when().get("/engine.io/?" + query).then().statusCode(400);
    }

    @Test
    void a_handshake_by_post_is_refused() {
        when().post(ENGINE).then().statusCode(400);
    }

    @Test
    void a_polling_session_echoes_texts_and_bytes_until_it_is_closed() {
        String session = open();
        assertThat(post(session, "4hello\u001e4😀\u001ebAQIDBA==")).isEqualTo("ok");
        assertThat(poll(session)).isEqualTo("4hello\u001e4😀\u001ebAQIDBA==");
        assertThat(post(session, "1")).isEqualTo("ok");
        // A poll that arrives just after the close is answered.
        await().until(() -> when().get(ENGINE + "&sid=" + session).statusCode() == 400);
    }

    @Test
    void a_web_socket_takes_over_from_polling() throws Exception {
        String session = open();
        Frames socket = new Frames(service, "engine.io", 4, "&sid=" + session, "");
        socket.send("2probe");
        assertThat(socket.next()).isEqualTo("3probe");
        socket.send("5");
        socket.send("4hello");
        assertThat(socket.next()).isEqualTo("4hello");
        when().get(ENGINE + "&sid=" + session).then().statusCode(400);
        Frames second = new Frames(service, "engine.io", 4, "&sid=" + session, "");
        second.awaitClose();
        socket.send("1");
        socket.awaitClose();
    }

    @Test
    void a_web_socket_echoes_texts_and_bytes() throws Exception {
        Frames socket = new Frames(service, "engine.io", 4, "", "");
        assertThat(socket.next()).startsWith("0{").contains("\"upgrades\":[]");
        socket.send("4hello");
        assertThat(socket.next()).isEqualTo("4hello");
        socket.sendBytes("01020304");
        assertThat(socket.next()).isEqualTo("0x01020304");
        socket.send("abc");
        socket.awaitClose();
    }

    @Test
    void a_client_connects_to_namespaces_with_a_payload() throws Exception {
        Frames socket = connected("40{\"token\":\"123\"}");
        assertThat(socket.next()).isEqualTo("42[\"auth\",{\"token\":\"123\"}]");
        socket.send("40/custom,{\"token\":\"abc\"}");
        assertThat(socket.next()).startsWith("40/custom,{\"sid\":\"");
        assertThat(socket.next()).isEqualTo("42/custom,[\"auth\",{\"token\":\"abc\"}]");
        socket.send("40/random");
        assertThat(socket.next()).isEqualTo("44/random,{\"message\":\"Invalid namespace\"}");
        socket.send("41");
        socket.send("42/custom,[\"message\",1,\"2\",{\"3\":[true]}]");
        assertThat(socket.next()).isEqualTo("42/custom,[\"message-back\",1,\"2\",{\"3\":[true]}]");
        socket.close();
    }

    @Test
    void events_with_bytes_are_echoed_and_acknowledged() throws Exception {
        Frames socket = connected("40");
        assertThat(socket.next()).isEqualTo("42[\"auth\",{}]");
        String attachments = "{\"_placeholder\":true,\"num\":0},{\"_placeholder\":true,\"num\":1}]";
        for (String head : List.of("452-[\"message\",", "452-789[\"message-with-ack\",")) {
            socket.send(head + attachments);
            socket.sendBytes("010203");
            socket.sendBytes("040506");
            String back = head.contains("ack") ? "462-789[" : "452-[\"message-back\",";
            assertThat(socket.next()).isEqualTo(back + attachments);
            assertThat(socket.next()).isEqualTo("0x010203");
            assertThat(socket.next()).isEqualTo("0x040506");
        }
        socket.send("42456[\"message-with-ack\",1,false]");
        assertThat(socket.next()).isEqualTo("43456[1,false]");
        socket.close();
    }

    private Frames connected(String connect) throws InterruptedException {
        Frames socket = new Frames(service, 4, "", "");
        assertThat(socket.next()).startsWith("0{");
        socket.send(connect);
        assertThat(socket.next()).startsWith("40{\"sid\":\"");
        return socket;
    }

    private static String open() {
        String opened = when().get(ENGINE).then().statusCode(200).extract().asString();
        assertThat(opened).startsWith("0{").contains("\"upgrades\":[\"websocket\"]", "\"pingInterval\":");
        return opened.replaceFirst(".*\"sid\":\"([^\"]+)\".*", "$1");
    }

    private static String poll(String session) {
        return when().get(ENGINE + "&sid=" + session).asString();
    }

    private static String post(String session, String body) {
        return given().contentType("text/plain; charset=UTF-8")
                .body(body)
                .post(ENGINE + "&sid=" + session)
                .asString();
    }
}
