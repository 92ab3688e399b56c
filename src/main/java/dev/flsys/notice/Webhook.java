package dev.flsys.notice;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.ObjectMapper;
import java.io.IOException;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.nio.charset.StandardCharsets;
import java.security.GeneralSecurityException;
import java.time.Duration;
import java.util.HexFormat;
import java.util.Optional;
import java.util.UUID;
import java.util.concurrent.Executors;
import java.util.concurrent.RejectedExecutionException;
import java.util.concurrent.ScheduledExecutorService;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;
import javax.crypto.Mac;
import javax.crypto.spec.SecretKeySpec;
import org.jboss.logging.Logger;

/**
 * Sends notices by POST, one after the other on its own thread. A notice that fails is sent again after 1, 4, 16, 64
 * and 256 units of time. It is not sent again if the receiver refuses it as wrong (4xx except 408 and 429). At most
 * 1,000 notices wait. Thread-safe.
 */
final class Webhook implements AutoCloseable {

    private static final Logger LOG = Logger.getLogger(Webhook.class);
    private static final String ALGORITHM = "HmacSHA256";
    private static final Duration LIMIT = Duration.ofSeconds(10);
    private static final int MAX_WAITING = 1_000;
    private static final int ATTEMPTS = 6;

    private final URI address;
    private final Optional<String> secret;
    private final ObjectMapper json;
    private final Duration unit;
    private final AtomicInteger waiting = new AtomicInteger();
    private final HttpClient client = HttpClient.newBuilder()
            .connectTimeout(LIMIT)
            .followRedirects(HttpClient.Redirect.NEVER)
            .build();
    private final ScheduledExecutorService sender = Executors.newSingleThreadScheduledExecutor(task -> {
        Thread thread = new Thread(task, "flsys-notices");
        thread.setDaemon(true);
        return thread;
    });

    /** @param unit the time before the first repetition */
    Webhook(URI address, Optional<String> secret, ObjectMapper json, Duration unit) {
        this.address = address;
        this.secret = secret;
        this.json = json;
        this.unit = unit;
    }

    /** A notice that is being sent; repetitions have the same id. */
    private record Delivery(String id, String event, byte[] body, int attempt) {

        Delivery next() {
            return new Delivery(id, event, body, attempt + 1);
        }
    }

    /** Sends a notice in the background. */
    void send(Notice notice) {
        if (waiting.incrementAndGet() > MAX_WAITING) {
            waiting.decrementAndGet();
            LOG.warnf("The notice of simulation %s is dropped: %d wait already", notice.simulationId(), MAX_WAITING);
            return;
        }
        try {
            schedule(
                    new Delivery(UUID.randomUUID().toString(), notice.event(), json.writeValueAsBytes(notice), 1),
                    Duration.ZERO);
        } catch (JsonProcessingException impossible) {
            throw new IllegalStateException(impossible);
        }
    }

    private void schedule(Delivery delivery, Duration delay) {
        try {
            var unused = sender.schedule(() -> tryDeliver(delivery), delay.toMillis(), TimeUnit.MILLISECONDS);
        } catch (RejectedExecutionException closed) {
            LOG.debug("The service ends before a notice was sent", closed);
        }
    }

    /** Catches all exceptions, so that the thread remains. */
    private void tryDeliver(Delivery delivery) {
        String failure;
        boolean again = true;
        try {
            int status = client.send(request(delivery), HttpResponse.BodyHandlers.discarding())
                    .statusCode();
            if (status / 100 == 2) {
                waiting.decrementAndGet();
                return;
            }
            failure = "status " + status;
            again = status / 100 != 4 || status == 408 || status == 429;
        } catch (IOException | RuntimeException unreachable) {
            failure = String.valueOf(unreachable.getMessage() == null ? unreachable : unreachable.getMessage());
        } catch (InterruptedException serviceStops) {
            Thread.currentThread().interrupt();
            return;
        }
        if (again && delivery.attempt() < ATTEMPTS) {
            LOG.debugf("A notice is sent again: %s", failure);
            schedule(delivery.next(), unit.multipliedBy(1L << (2 * (delivery.attempt() - 1))));
        } else {
            waiting.decrementAndGet();
            // The address is not logged, because its path may be a secret.
            LOG.warnf("A notice could not be sent to %s in NOTIFY_WEBHOOK: %s", address.getHost(), failure);
        }
    }

    private HttpRequest request(Delivery delivery) {
        HttpRequest.Builder request = HttpRequest.newBuilder(address)
                .timeout(LIMIT)
                .header("Content-Type", "application/json")
                .header("User-Agent", "FLSys")
                .header("X-FLSys-Event", delivery.event())
                .header("X-FLSys-Delivery", delivery.id())
                .POST(HttpRequest.BodyPublishers.ofByteArray(delivery.body()));
        secret.ifPresent(key -> request.header("X-FLSys-Signature", "sha256=" + sign(key, delivery.body())));
        return request.build();
    }

    /** HMAC-SHA256 (RFC 2104) of {@code body} in hexadecimal. */
    static String sign(String key, byte[] body) {
        try {
            Mac mac = Mac.getInstance(ALGORITHM);
            mac.init(new SecretKeySpec(key.getBytes(StandardCharsets.UTF_8), ALGORITHM));
            return HexFormat.of().formatHex(mac.doFinal(body));
        } catch (GeneralSecurityException impossible) {
            throw new IllegalStateException(impossible);
        }
    }

    @Override
    public void close() {
        sender.shutdownNow();
    }
}
