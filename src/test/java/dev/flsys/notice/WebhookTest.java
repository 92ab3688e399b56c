package dev.flsys.notice;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import com.sun.net.httpserver.HttpServer;
import dev.flsys.testsupport.ServiceJson;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.URI;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayDeque;
import java.util.List;
import java.util.Optional;
import java.util.Queue;
import java.util.concurrent.CopyOnWriteArrayList;
import org.awaitility.Awaitility;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

class WebhookTest {

    private static final Notice NOTICE =
            new Notice("failed", "模拟", "one", "failed", Instant.EPOCH, null, null, 1, "reason");

    private record Received(String delivery, String signature, byte[] body) {}

    private final List<Received> received = new CopyOnWriteArrayList<>();
    private final Queue<Integer> answers = new ArrayDeque<>();
    private HttpServer server;
    private Webhook webhook;

    @BeforeEach
    void start() throws Exception {
        server = HttpServer.create(new InetSocketAddress(InetAddress.getLoopbackAddress(), 0), 0);
        server.createContext("/hook", exchange -> {
            received.add(new Received(
                    exchange.getRequestHeaders().getFirst("X-FLSys-Delivery"),
                    String.valueOf(exchange.getRequestHeaders().getFirst("X-FLSys-Signature")),
                    exchange.getRequestBody().readAllBytes()));
            Integer status = answers.poll();
            exchange.sendResponseHeaders(status == null ? 200 : status, -1);
            exchange.close();
        });
        server.start();
        webhook = webhook(server.getAddress().getPort());
    }

    private static Webhook webhook(int port) {
        return new Webhook(
                URI.create("http://127.0.0.1:" + port + "/hook"),
                Optional.of("key"),
                ServiceJson.MAPPER,
                Duration.ofMillis(5));
    }

    @AfterEach
    void stop() {
        webhook.close();
        server.stop(0);
    }

    @Test
    void a_notice_is_sent_again_until_it_is_accepted() throws Exception {
        answers.addAll(List.of(500, 429));
        webhook.send(NOTICE);
        Awaitility.await().until(() -> received.size() == 3);
        assertThat(received)
                .extracting(Received::delivery)
                .containsOnly(received.get(0).delivery());
        JsonNode body = ServiceJson.MAPPER.readTree(received.get(2).body());
        assertThat(body.path("event").asText()).isEqualTo("failed");
        assertThat(body.path("text").asText()).isEqualTo("模拟");
        assertThat(body.has("ended")).isFalse();
    }

    @Test
    void a_notice_that_is_refused_as_wrong_or_too_often_is_given_up_and_others_follow() {
        answers.add(400);
        webhook.send(NOTICE);
        Awaitility.await().until(() -> received.size() == 1);
        answers.addAll(List.of(500, 500, 500, 500, 500, 500));
        webhook.send(NOTICE);
        Awaitility.await().until(() -> received.size() == 7);
        webhook.send(NOTICE);
        Awaitility.await().until(() -> received.size() == 8);
        assertThat(received.get(7).delivery()).isNotEqualTo(received.get(6).delivery());
    }

    @Test
    void the_signature_is_that_of_the_body() {
        webhook.send(NOTICE);
        Awaitility.await().until(() -> received.size() == 1);
        assertThat(received.get(0).signature())
                .isEqualTo("sha256=" + Webhook.sign("key", received.get(0).body()));
        // RFC 4231, test case 2
        assertThat(Webhook.sign("Jefe", "what do ya want for nothing?".getBytes(StandardCharsets.UTF_8)))
                .isEqualTo("5bdcc146bf60754e6a042426089575c75a003f089d2739839dec58b964ec3843");
    }

    @Test
    void a_receiver_that_is_not_there_harms_nothing() {
        server.stop(0);
        webhook.send(NOTICE);
        webhook.send(NOTICE);
        assertThat(received).isEmpty();
    }
}
