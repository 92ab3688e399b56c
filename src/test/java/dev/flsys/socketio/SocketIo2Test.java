package dev.flsys.socketio;

import static io.restassured.RestAssured.given;
import static io.restassured.RestAssured.when;
import static org.assertj.core.api.Assertions.assertThat;
import static org.hamcrest.Matchers.equalTo;
import static org.hamcrest.Matchers.is;
import static org.hamcrest.Matchers.startsWith;

import dev.flsys.testsupport.SmallProject;
import io.quarkus.test.common.http.TestHTTPResource;
import io.quarkus.test.junit.QuarkusTest;
import io.quarkus.test.junit.TestProfile;
import java.net.URI;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** Single requests and frames of Socket.IO 2 (Engine.IO 3). */
@QuarkusTest
@TestProfile(SmallProject.class)
class SocketIo2Test {

    private static final String PAGE = "http://front.example:5173";
    /** {@code -Dupgrades=1000} runs more. */
    private static final int UPGRADES = Integer.getInteger("upgrades", 100);

    @TestHTTPResource
    URI service;

    @Test
    void a_client_is_connected_to_the_main_namespace_when_it_opens_its_session() {
        List<String> packets = Polling3.packets(when().get("/socket.io/?EIO=3&transport=polling")
                .then()
                .statusCode(200)
                .contentType(startsWith("text/plain"))
                .extract()
                .asByteArray());
        assertThat(packets.get(0))
                .startsWith("0{")
                .contains("\"upgrades\":[\"websocket\"]", "\"pingInterval\":25000", "\"pingTimeout\":20000");
        assertThat(packets.get(1)).isEqualTo("40");
        assertThat(packets.get(2)).startsWith("42[\"connected\",{\"session\":").contains("\"resumed\":false");
    }

    @ParameterizedTest
    @ValueSource(strings = {"&EIO=2", "&EIO=5", "&EIO=x", "&EIO=", ""})
    void other_revisions_are_refused(String version) {
        when().get("/socket.io/?transport=polling" + version)
                .then()
                .statusCode(400)
                .body("code", equalTo(5))
                .body("message", equalTo("Unsupported protocol version"));
    }

    @Test
    void a_session_belongs_to_the_revision_that_it_began_with() {
        Polling3 old = Polling3.open("");
        for (String version : List.of("EIO=4&", "EIO=5&")) {
            when().get("/socket.io/?" + version + "transport=polling&sid=" + old.session())
                    .then()
                    .statusCode(400);
        }
        String opened = when().get("/socket.io/?EIO=4&transport=polling").asString();
        String session = opened.replaceFirst(".*\"sid\":\"([^\"]+)\".*", "$1");
        for (String version : List.of("EIO=3&", "")) {
            String path = "/socket.io/?" + version + "transport=polling&sid=" + session;
            when().get(path).then().statusCode(400);
            given().body("2:40").post(path).then().statusCode(400);
        }
        when().get("/socket.io/?EIO=3&transport=polling&sid=" + session).then().body("message", equalTo("Bad request"));
        given().body("40")
                .post("/socket.io/?EIO=4&transport=polling&sid=" + session)
                .then()
                .statusCode(200);
        assertConnected(old);
    }

    @Test
    void the_session_token_is_read_from_the_query() {
        Polling3 first = Polling3.open("");
        String token = assertConnected(first).replaceFirst(".*\"session\":\"([^\"]+)\".*", "$1");
        assertThat(assertConnected(Polling3.open("&session=" + token))).contains("\"resumed\":true", token);
    }

    @Test
    void an_unknown_namespace_is_refused_and_the_session_stays() {
        Polling3 client = connected();
        // Older clients emit and disconnect before their connection is confirmed.
        client.send("40/elsewhere?token=a,", "42/elsewhere,7[\"a\"]", "41/elsewhere,", "40/模拟");
        assertThat(client.next()).isEqualTo("44/elsewhere,\"Invalid namespace\"");
        assertThat(client.next()).isEqualTo("44/模拟,\"Invalid namespace\"");
        client.send("421[\"unheard_of\"]");
        assertThat(client.next("43")).startsWith("431[{").contains("Unknown event.");
        client.send("40");
        assertThat(client.next("40")).isEqualTo("40");
        client.send("41", "422[\"ignored\"]", "40");
        assertThat(client.next("4")).isEqualTo("40");
        assertThat(client.next()).startsWith("42[\"connected\"");
    }

    @Test
    void pings_are_answered_with_their_data() {
        Polling3 client = connected();
        client.send("2", "2probe");
        assertThat(client.next()).isEqualTo("3");
        assertThat(client.next()).isEqualTo("3probe");
    }

    @Test
    void texts_of_any_characters_are_read_and_answers_are_ascii() {
        Polling3 client = connected();
        for (String text : List.of("模拟 👩‍👧", "é", "\u2028")) {
            String event = "421[\"resume_simulation\",{\"simulation_id\":\"" + text + "\"}]";
            client.send(event, "422[\"unheard_of\"]");
            assertThat(client.next("43")).startsWith("431[{").isASCII();
            assertThat(client.next("43")).startsWith("432[{");
            client.sendAsBytes(event, "422[\"unheard_of\"]");
            assertThat(client.next("43")).startsWith("431[{");
            assertThat(client.next("43")).startsWith("432[{");
        }
    }

    @Test
    void bytes_are_read_in_each_form() throws Exception {
        String event = "451-3[\"unheard_of\",{\"_placeholder\":true,\"num\":0}]";
        Polling3 client = connected();
        client.send(event, "b4AQID");
        assertThat(client.next("43")).startsWith("433[{");
        client.postBytes(Polling3.asBytes(event) + "0104ff04010203").then().statusCode(200);
        assertThat(client.next("43")).startsWith("433[{");

        Frames socket = new Frames(service, 3, "", "");
        assertThat(socket.next()).startsWith("0{").contains("\"upgrades\":[]");
        assertThat(socket.next()).isEqualTo("40");
        assertThat(socket.next()).startsWith("42[\"connected\"");
        socket.send(event);
        socket.sendBytes("04010203");
        assertThat(socket.next("43")).startsWith("433[{");
        socket.send(event);
        socket.send("b4AQID");
        assertThat(socket.next("43")).startsWith("433[{");
        socket.send("2");
        assertThat(socket.next("3")).isEqualTo("3");
        socket.close();
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "",
                "abc",
                "2:4",
                "9:40",
                "999999999:4",
                "99999999999999999999:4",
                "1:3",
                "1:0",
                "1:5",
                "1:9",
                "2:42",
                "4:42{}",
                "7:43[1,2]",
                "5:b4AA",
                "3:b2A",
                "6:4\ud83d[]",
                "2:442:4",
                "16:451-[\"a\",1,2,3]2:42",
                "17:40/admin?token=%zz"
            })
    void a_malformed_payload_ends_its_session_and_no_other(String payload) {
        Polling3 other = Polling3.open("");
        Polling3 client = Polling3.open("");
        client.post(payload).then().statusCode(400).body("message", equalTo("Bad request"));
        client.poll().then().statusCode(400).body("message", equalTo("Session ID unknown"));
        assertConnected(other);
    }

    @ParameterizedTest
    @ValueSource(
            strings = {"00", "01ff", "0009", "0101ff02", "000109090909090909090909ff34", "0005ff34", "0101ff04", "02"})
    void a_malformed_payload_of_bytes_ends_its_session(String payload) {
        Polling3 client = Polling3.open("");
        client.postBytes(payload).then().statusCode(400);
        client.poll().then().statusCode(400).body("message", equalTo("Session ID unknown"));
    }

    @Test
    void a_body_over_the_limit_ends_the_session() {
        Polling3 client = Polling3.open("");
        client.post("1000001:4" + "x".repeat(1_000_000)).then().statusCode(413);
        client.poll().then().statusCode(400);
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "abc",
                "3",
                "0",
                "42{}",
                "b4!",
                "0x",
                "0x02",
                "0x34",
                "0x0401",
                "451-[\"a\",{\"_placeholder\":true,\"num\":0}]\u001e42[\"b\"]"
            })
    void a_malformed_frame_closes_the_web_socket(String frames) throws Exception {
        Frames client = new Frames(service, 3, "", "");
        assertThat(client.next()).startsWith("0{");
        for (String frame : frames.split("\u001e", -1)) {
            if (frame.startsWith("0x")) {
                client.sendBytes(frame.substring(2));
            } else {
                client.send(frame);
            }
        }
        client.awaitClose();
    }

    @Test
    void upgrades_lose_no_packet() throws Exception {
        for (int upgrade = 0; upgrade < UPGRADES; upgrade++) {
            Polling3 polling = Polling3.open("");
            polling.send("421[\"a\"]", "422[\"b\"]");
            Frames client = new Frames(service, 3, "&sid=" + polling.session(), "");
            assertThat(client.upgrade()).contains("431[", "432[");
            client.close();
        }
    }

    @Test
    void pages_of_other_origins_are_refused_and_allowed_ones_may_send_credentials() {
        given().header("Origin", "http://evil.example")
                .get("/socket.io/?EIO=3&transport=polling")
                .then()
                .statusCode(403);
        given().header("Origin", PAGE)
                .header("Cookie", "io=a")
                .get("/socket.io/?EIO=3&transport=polling")
                .then()
                .statusCode(200)
                .header("Access-Control-Allow-Origin", is(PAGE))
                .header("Access-Control-Allow-Credentials", is("true"));
        // Browsers send this before a POST of bytes.
        given().header("Origin", PAGE)
                .header("Access-Control-Request-Method", "POST")
                .header("Access-Control-Request-Headers", "content-type")
                .options("/socket.io/?EIO=3&transport=polling&sid=a")
                .then()
                .statusCode(200)
                .header("Access-Control-Allow-Origin", is(PAGE))
                .header("Access-Control-Allow-Credentials", is("true"));
    }

    private static Polling3 connected() {
        Polling3 client = Polling3.open("");
        assertConnected(client);
        return client;
    }

    /** Reads the first packets of a session and returns {@code connected}. */
    private static String assertConnected(Polling3 client) {
        assertThat(client.next()).startsWith("0{");
        assertThat(client.next()).isEqualTo("40");
        String connected = client.next();
        assertThat(connected).startsWith("42[\"connected\"");
        return connected;
    }
}
