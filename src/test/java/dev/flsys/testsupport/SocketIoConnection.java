package dev.flsys.testsupport;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import io.socket.client.Ack;
import io.socket.client.IO;
import io.socket.client.Manager;
import io.socket.client.Socket;
import io.socket.engineio.client.Transport;
import io.socket.engineio.parser.Packet;
import java.io.IOException;
import java.net.URI;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Set;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ConcurrentHashMap;
import java.util.function.Consumer;
import java.util.function.Predicate;
import okhttp3.OkHttpClient;
import org.awaitility.Awaitility;
import org.json.JSONTokener;

/**
 * A connection of the Java client of Socket.IO. It keeps all received events in order, and does not connect again by
 * itself.
 */
public final class SocketIoConnection implements AutoCloseable {

    private static final Duration LIMIT = Duration.ofSeconds(20);
    private static final Duration READ_LIMIT = Duration.ofMinutes(1);
    private static final ObjectMapper JSON = new ObjectMapper();

    /** The transports that a client may use. It ends with the last one. */
    public enum Transports {
        POLLING,
        WEBSOCKET,
        POLLING_THEN_WEBSOCKET;

        List<String> names() {
            return switch (this) {
                case POLLING -> List.of("polling");
                case WEBSOCKET -> List.of("websocket");
                case POLLING_THEN_WEBSOCKET -> List.of("polling", "websocket");
            };
        }
    }

    /** An event with its first argument. */
    public record Event(String name, JsonNode data) {}

    private final List<String> transports;
    private final List<Event> events = new ArrayList<>();
    private final List<String> undescribed = new ArrayList<>();
    /** The transports that carried messages. */
    private final Set<String> carriers = ConcurrentHashMap.newKeySet();

    private final OkHttpClient network;
    private final Socket socket;
    private volatile boolean networkLost;
    private volatile boolean disconnected;
    private volatile Predicate<Event> moment = event -> false;
    private volatile Consumer<SocketIoConnection> action = client -> {};

    public SocketIoConnection(Transports transports, IO.Options options, int port) {
        this.transports = transports.names();
        // The client's default is shared by all connections. This one can fail for this connection alone.
        network = new OkHttpClient.Builder()
                .readTimeout(READ_LIMIT)
                .addInterceptor(call -> {
                    if (networkLost) {
                        throw new IOException("The network is lost.");
                    }
                    return call.proceed(call.request());
                })
                .build();
        options.callFactory = network;
        options.webSocketFactory = network;
        options.transports = this.transports.toArray(String[]::new);
        options.reconnection = false;
        options.forceNew = true;
        socket = IO.socket(URI.create("http://127.0.0.1:" + port), options);
        socket.io().on(Manager.EVENT_TRANSPORT, created -> ((Transport) created[0])
                .on(Transport.EVENT_PACKET, packet -> carried((Transport) created[0], (Packet<?>) packet[0])));
        socket.onAnyIncoming(event -> keep(String.valueOf(event[0]), event.length > 1 ? event[1] : null));
        socket.on(Socket.EVENT_CONNECT_ERROR, error -> keep(Socket.EVENT_CONNECT_ERROR, error[0]));
        socket.on(Socket.EVENT_DISCONNECT, reason -> disconnected = true);
        socket.connect();
    }

    private void carried(Transport transport, Packet<?> packet) {
        if (packet.type.equals(Packet.MESSAGE)) {
            carriers.add(transport.name);
        }
    }

    private void keep(String name, Object data) {
        Event event = new Event(name, json(data));
        synchronized (events) {
            if (!name.equals(Socket.EVENT_CONNECT_ERROR)) {
                undescribed.addAll(DescribedEvents.faultsOfEvent(name, event.data()));
            }
            events.add(event);
        }
        if (moment.test(event)) {
            action.accept(this);
        }
    }

    private static JsonNode json(Object value) {
        try {
            return value instanceof Exception failure
                    ? JSON.createObjectNode().put("exception", failure.toString())
                    : JSON.readTree(String.valueOf(value));
        } catch (JsonProcessingException invalid) {
            throw new AssertionError("The service sent invalid JSON: " + value, invalid);
        }
    }

    /** Runs {@code run} when such an event arrives, before the next one. */
    public void when(Predicate<Event> event, Consumer<SocketIoConnection> run) {
        action = run;
        moment = event;
    }

    public void leave() {
        socket.disconnect();
    }

    /** Lets every request and connection fail from now on, without closing them. */
    public void loseNetwork() {
        networkLost = true;
        network.dispatcher().cancelAll();
    }

    public void emit(String event, String data) {
        socket.emit(event, value(data));
    }

    /** Sends an event and returns its acknowledgement. */
    public JsonNode ask(String event, String data) {
        CompletableFuture<Object[]> answer = new CompletableFuture<>();
        socket.emit(event, new Object[] {value(data)}, (Ack) answer::complete);
        assertThat(answer).as("acknowledgement of %s", event).succeedsWithin(LIMIT);
        assertThat(answer.join()).hasSize(1);
        JsonNode acknowledged = json(answer.join()[0]);
        assertThat(DescribedEvents.faultsOfAnswer(event, acknowledged))
                .as("not as in asyncapi.yaml")
                .isEmpty();
        return acknowledged;
    }

    private static Object value(String json) {
        return new JSONTokener(json).nextValue();
    }

    /** Starts a simulation and returns its id. */
    public String start(String parameters) {
        JsonNode answer = ask("start_simulation", parameters);
        assertThat(answer.path("error").asText()).isEmpty();
        assertThat(answer.path("status").asText()).isEqualTo("queued");
        return answer.path("simulation_id").textValue();
    }

    /** All events. Fails if one of them is not as the description of the protocol says. */
    public List<Event> events() {
        synchronized (events) {
            assertThat(undescribed).as("not as in asyncapi.yaml").isEmpty();
            return List.copyOf(events);
        }
    }

    /** The events of a simulation. */
    public List<Event> of(String simulation) {
        return events().stream()
                .filter(event -> event.data().path("simulation_id").asText().equals(simulation)
                        && event.data().has("seq"))
                .toList();
    }

    public JsonNode await(String name, Duration limit) {
        return await(event -> event.name().equals(name), limit);
    }

    public JsonNode await(Predicate<Event> wanted, Duration limit) {
        Awaitility.await().atMost(limit).pollInterval(Duration.ofMillis(20)).until(() -> events().stream()
                .anyMatch(wanted));
        return events().stream().filter(wanted).findFirst().orElseThrow().data();
    }

    public void awaitDisconnect(Duration limit) {
        Awaitility.await().atMost(limit).until(() -> disconnected);
    }

    /** Waits until messages use the last of the allowed transports, and checks that none used another one. */
    public void awaitTransport(Duration limit) {
        String last = transports.get(transports.size() - 1);
        Awaitility.await().atMost(limit).until(() -> {
            ask("unheard_of", "{}");
            return carriers.contains(last);
        });
        assertThat(transports).containsAll(carriers);
    }

    @Override
    public void close() {
        socket.disconnect();
        network.dispatcher().executorService().shutdown();
        network.connectionPool().evictAll();
    }
}
