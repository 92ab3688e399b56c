package dev.flsys.socketio;

import static org.assertj.core.api.Assertions.assertThat;

import io.quarkus.test.common.http.TestHTTPResource;
import io.quarkus.test.junit.QuarkusTest;
import io.quarkus.test.junit.QuarkusTestProfile;
import io.quarkus.test.junit.TestProfile;
import java.net.URI;
import java.util.HexFormat;
import java.util.Map;
import org.junit.jupiter.api.Test;

/** Bytes and further namespaces for clients of Socket.IO 2, which the service itself does not use. */
@QuarkusTest
@TestProfile(SocketIo2EchoTest.Echoes.class)
class SocketIo2EchoTest {

    private static final String EVENT = "451-[\"e\",{\"_placeholder\":true,\"num\":0}]";
    private static final String BACK = "451-[\"e-back\",{\"_placeholder\":true,\"num\":0}]";

    public static class Echoes implements QuarkusTestProfile {
        @Override
        public Map<String, String> getConfigOverrides() {
            return Map.of(
                    "quarkus.arc.exclude-types", "dev.flsys.live.SocketIoEndpoint",
                    "flsys.test.conformance", "true");
        }
    }

    @TestHTTPResource
    URI service;

    @Test
    void bytes_are_sent_in_a_payload_of_bytes() {
        Polling3 client = Polling3.open("");
        client.send(EVENT, "b4AQID");
        assertThat(client.next()).startsWith("0{");
        assertThat(client.next()).isEqualTo("40");
        assertThat(client.next()).isEqualTo("42[\"auth\",{\"EIO\":\"3\",\"transport\":\"polling\"}]");
        byte[] payload = client.poll()
                .then()
                .statusCode(200)
                .contentType("application/octet-stream")
                .extract()
                .asByteArray();
        assertThat(HexFormat.of().formatHex(payload)).isEqualTo(Polling3.asBytes(BACK) + "0104ff04010203");
    }

    @Test
    void bytes_are_sent_as_base64_to_clients_that_ask_for_it() throws Exception {
        Polling3 client = Polling3.open("&b64=1");
        client.send(EVENT, "b4AQID");
        assertThat(client.next("45")).isEqualTo(BACK);
        assertThat(client.next()).isEqualTo("b4AQID");

        Frames socket = new Frames(service, 3, "&b64=1", "");
        socket.send(EVENT);
        socket.send("b4AQID");
        assertThat(socket.next("45")).isEqualTo(BACK);
        assertThat(socket.next()).isEqualTo("b4AQID");
        socket.close();
    }

    @Test
    void bytes_are_sent_in_frames_with_their_type() throws Exception {
        Frames socket = new Frames(service, 3, "", "");
        socket.send(EVENT);
        socket.sendBytes("04010203");
        assertThat(socket.next("45")).isEqualTo(BACK);
        assertThat(socket.next()).isEqualTo("0x04010203");
        socket.send(EVENT.replace("-[", "-9["));
        socket.sendBytes("04010203");
        assertThat(socket.next()).isEqualTo("461-9[{\"_placeholder\":true,\"num\":0}]");
        assertThat(socket.next()).isEqualTo("0x04010203");
        socket.close();
    }

    @Test
    void a_client_joins_and_leaves_another_namespace_with_a_query() throws Exception {
        Frames socket = new Frames(service, 3, "", "");
        assertThat(socket.next()).startsWith("0{");
        assertThat(socket.next()).isEqualTo("40");
        assertThat(socket.next()).startsWith("42[\"auth\"");
        socket.send("40/custom?token=a%20b,");
        assertThat(socket.next()).isEqualTo("40/custom,");
        assertThat(socket.next()).isEqualTo("42/custom,[\"auth\",{\"token\":\"a b\"}]");
        socket.send("42/custom,[\"e\",\"😀\"]");
        assertThat(socket.next()).isEqualTo("42/custom,[\"e-back\",\"\\ud83d\\ude00\"]");
        socket.send("41/custom");
        socket.send("42/custom,[\"ignored\"]");
        socket.send("42[\"e\"]");
        assertThat(socket.next()).isEqualTo("42[\"e-back\"]");
        socket.close();
    }
}
