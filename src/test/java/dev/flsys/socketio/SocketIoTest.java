package dev.flsys.socketio;

import static io.restassured.RestAssured.given;
import static io.restassured.RestAssured.when;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.hamcrest.Matchers.equalTo;

import dev.flsys.testsupport.SmallProject;
import io.quarkus.test.common.http.TestHTTPResource;
import io.quarkus.test.junit.QuarkusTest;
import io.quarkus.test.junit.TestProfile;
import io.restassured.response.ValidatableResponse;
import java.net.URI;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** Single requests and frames that a correct client would not send. */
@QuarkusTest
@TestProfile(SmallProject.class)
class SocketIoTest {

    private static final String POLLING = "/socket.io/?EIO=4&transport=polling";

    @TestHTTPResource
    URI service;

    @Test
    void a_malformed_packet_ends_its_session_and_no_other() {
        String other = open();
        for (String body : List.of("abc", "4", "42", "42{}", "43[1]", "49", "42[\"not connected\"]", "b!", "0", "5")) {
            String session = open();
            post(session, body).statusCode(400);
            when().get(POLLING + "&sid=" + session)
                    .then()
                    .statusCode(400)
                    .body("message", equalTo("Session ID unknown"));
        }
        post(other, "40").statusCode(200);
        assertThat(poll(other)).startsWith("40{\"sid\":");
    }

    @Test
    void a_body_over_the_limit_ends_the_session() {
        String session = open();
        post(session, "4" + "x".repeat(1_000_001)).statusCode(413);
        when().get(POLLING + "&sid=" + session).then().statusCode(400);
    }

    @Test
    void unknown_namespaces_are_refused_and_unknown_events_ignored() {
        String session = open();
        post(session, "40/elsewhere,").statusCode(200);
        assertThat(poll(session)).isEqualTo("44/elsewhere,{\"message\":\"Invalid namespace\"}");
        post(session, "40").statusCode(200);
        assertThat(poll(session)).contains("42[\"connected\",{\"session\":");
        post(session, "42[\"my event\",{\"data\":1}]\u001e427[\"my event\"]").statusCode(200);
        assertThat(poll(session)).startsWith("437[{").contains("Unknown event.");
    }

    @Test
    void pages_of_other_origins_neither_poll_nor_connect() {
        given().header("Origin", "http://evil.example").get(POLLING).then().statusCode(403);
        given().header("Origin", "http://front.example:5173")
                .get(POLLING)
                .then()
                .statusCode(200);
        assertThatThrownBy(() -> new Frames(service, 4, "", "http://evil.example"))
                .hasStackTraceContaining("403");
    }

    @ParameterizedTest
    @ValueSource(strings = {"abc", "42{}", "451-[\"a\",{\"_placeholder\":true,\"num\":0}]\u001e42[\"b\"]", "44{}"})
    void a_malformed_frame_closes_the_web_socket(String frames) throws Exception {
        Frames client = connected();
        for (String frame : frames.split("\u001e")) {
            client.send(frame);
        }
        client.awaitClose();
    }

    @Test
    void a_message_over_the_limit_closes_the_web_socket() throws Exception {
        for (int length : new int[] {1_000_001, 1_500_000}) {
            Frames client = connected();
            client.send("42[\"start_simulation\",{\"text\":\"" + "x".repeat(length) + "\"}]");
            client.awaitClose();
        }
    }

    @Test
    void upgrades_lose_no_packet() throws Exception {
        for (int upgrade = 0; upgrade < UPGRADES; upgrade++) {
            String session = open();
            given().body("40\u001e421[\"a\"]\u001e422[\"b\"]").post(POLLING + "&sid=" + session);
            Frames client = new Frames(service, 4, "&sid=" + session, "");
            assertThat(client.upgrade()).contains("40{", "connected", "431[", "432[");
            client.close();
        }
    }

    /** {@code -Dupgrades=1000} runs more. */
    private static final int UPGRADES = Integer.getInteger("upgrades", 100);

    private Frames connected() throws InterruptedException {
        Frames client = new Frames(service, 4, "", "");
        assertThat(client.next()).startsWith("0{");
        client.send("40");
        assertThat(client.next()).startsWith("40{");
        return client;
    }

    private static ValidatableResponse post(String session, String body) {
        return given().body(body).post(POLLING + "&sid=" + session).then();
    }

    private static String open() {
        String opened = when().get(POLLING).then().statusCode(200).extract().asString();
        return opened.replaceFirst(".*\"sid\":\"([^\"]+)\".*", "$1");
    }

    private static String poll(String session) {
        return when().get(POLLING + "&sid=" + session)
                .then()
                .statusCode(200)
                .extract()
                .asString();
    }
}
