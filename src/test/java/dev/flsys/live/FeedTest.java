package dev.flsys.live;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.awaitility.Awaitility.await;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import dev.flsys.simulation.WrittenLog;
import dev.flsys.simulation.log.LogReader;
import dev.flsys.testsupport.Unchecked;
import io.smallrye.mutiny.Uni;
import java.io.IOException;
import java.nio.channels.FileChannel;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.ScheduledExecutorService;
import java.util.concurrent.ScheduledFuture;
import java.util.concurrent.ScheduledThreadPoolExecutor;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.concurrent.atomic.AtomicLong;
import java.util.stream.LongStream;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class FeedTest {

    private static final Duration SOON = Duration.ofSeconds(60);
    private static final ObjectMapper JSON = new ObjectMapper();

    @TempDir
    Path folder;

    private final ExecutorService executor = Executors.newFixedThreadPool(4);
    private final ScheduledExecutorService timer = Executors.newSingleThreadScheduledExecutor();
    private final AtomicInteger empty = new AtomicInteger();
    /** The numbers of the events of each frame, which many connections share. */
    private final Map<Frame, List<Long>> numbers = new ConcurrentHashMap<>();

    private WrittenLog written;

    @SuppressWarnings("NullAway.Init") // set by begin()
    private Feed feed;

    @BeforeEach
    void open() throws IOException {
        written = new WrittenLog(folder.resolve("log.ndjson"));
    }

    /** Opens the feed. A feed without a follower closes at its next pass, so a test appends its first lines before. */
    private void begin() {
        feed = Unchecked.io(
                () -> new Feed(written.log(), executor, timer, new SendPace(System::nanoTime), empty::incrementAndGet));
    }

    @AfterEach
    void close() {
        written.close();
        timer.shutdownNow();
        executor.shutdownNow();
    }

    /** A connection that takes each frame at once, or when {@link #take} is called. */
    private final class Client implements LiveConnection {

        private final String id;
        private final boolean slow;
        private final List<Frame> frames = new CopyOnWriteArrayList<>();
        private volatile CompletableFuture<Void> taken = new CompletableFuture<>();

        Client(String id, boolean slow) {
            this.id = id;
            this.slow = slow;
        }

        @Override
        public String id() {
            return id;
        }

        @Override
        public LiveProtocol protocol() {
            return LiveProtocol.WEBSOCKET;
        }

        @Override
        public boolean isOpen() {
            return true;
        }

        @Override
        public Uni<Void> send(Frame frame) {
            CompletableFuture<Void> taking = new CompletableFuture<>();
            taken = taking;
            frames.add(frame);
            if (!slow) {
                taking.complete(null);
            }
            return Uni.createFrom().completionStage(taking);
        }

        void take() {
            taken.complete(null);
        }

        void leave() {
            taken.completeExceptionally(new IOException("gone"));
        }

        List<Long> sequence() {
            return frames.stream()
                    .flatMap(frame -> numbers.computeIfAbsent(frame, FeedTest::numbers).stream())
                    .toList();
        }
    }

    private static List<Long> numbers(Frame frame) {
        JsonNode json = Unchecked.io(() -> JSON.readTree(frame.json()));
        List<Long> numbers = new ArrayList<>();
        (json.isArray() ? json : List.of(json))
                .forEach(event -> numbers.add(event.path("data").path("seq").asLong()));
        return numbers;
    }

    private Client quick(String id) {
        return new Client(id, false);
    }

    private Client slow(String id) {
        return new Client(id, true);
    }

    private static List<Long> range(long first, long last) {
        return LongStream.rangeClosed(first, last).boxed().toList();
    }

    private static void awaitSequence(Client client, long first, long last) {
        await().atMost(SOON).until(() -> client.sequence().size() >= last - first + 1);
        assertThat(client.sequence()).isEqualTo(range(first, last));
    }

    private static void awaitSequences(List<Client> clients, long first, long last) {
        await().atMost(SOON).until(() -> clients.stream()
                .allMatch(client -> client.sequence().size() >= last - first + 1));
        assertThat(clients).allMatch(client -> client.sequence().equals(range(first, last)));
    }

    /** Waits until all passes that were planned before have run, with the help of a client that has no events. */
    private void awaitPass() {
        Client witness = quick("witness " + System.nanoTime());
        assertThat(feed.add(witness, false)).isTrue();
        long lines = written.log().behind(0);
        assertThat(lines).isPositive();
        await().atMost(SOON)
                .until(() -> !witness.frames.isEmpty()
                        && witness.frames.get(witness.frames.size() - 1).chunk().next() == lines);
        feed.remove(witness);
    }

    @Test
    void a_follower_gets_each_event_once_in_order_while_events_are_appended() {
        Client client = quick("a");
        written.append(10);
        begin();
        assertThat(feed.add(client, false)).isTrue();
        for (int batch = 0; batch < 200; batch++) {
            written.append(7);
        }
        awaitSequence(client, 1, 1_410);
    }

    @Test
    void a_frame_is_large_only_if_one_connection_follows() {
        written.append(5_000);
        begin();
        Client alone = slow("alone");
        feed.add(alone, false);
        await().atMost(SOON).until(() -> alone.frames.size() == 1);
        Client second = slow("second");
        feed.add(second, false);
        await().atMost(SOON).until(() -> second.frames.size() == 1);

        int large = alone.frames.get(0).chunk().bytes().length;
        assertThat(large).isBetween(LogReader.MAX_BYTES, LogReader.LARGE_BYTES);
        assertThat(second.frames.get(0).chunk().bytes().length).isLessThanOrEqualTo(LogReader.MAX_BYTES);
    }

    @Test
    void a_held_follower_gets_nothing_before_its_release() {
        written.append(3);
        begin();
        Client client = quick("a");
        feed.add(client, true);
        awaitPass();
        assertThat(client.frames).isEmpty();
        feed.release(client);
        awaitSequence(client, 1, 3);
    }

    @Test
    void a_resume_continues_after_the_number_and_needs_no_release() throws IOException {
        written.append(20);
        begin();
        Client held = quick("a");
        Client unknown = quick("b");
        feed.add(held, true);
        assertThat(feed.resume(held, 5)).isTrue();
        assertThat(feed.resume(unknown, 18)).isTrue();
        awaitSequence(held, 6, 20);
        awaitSequence(unknown, 19, 20);
    }

    @Test
    void a_resume_during_a_frame_gets_the_events_again_from_there() throws IOException {
        written.append(4);
        begin();
        Client client = slow("a");
        feed.add(client, false);
        await().atMost(SOON).until(() -> client.frames.size() == 1);
        feed.resume(client, 2);
        awaitPass();
        assertThat(client.frames).hasSize(1);
        client.take();
        await().atMost(SOON).until(() -> client.frames.size() == 2);
        assertThat(client.sequence()).containsExactly(1L, 2L, 3L, 4L, 3L, 4L);
    }

    @Test
    void a_client_that_takes_nothing_has_one_frame_and_delays_nobody() {
        begin();
        Client slow = slow("slow");
        Client quick = quick("quick");
        feed.add(slow, false);
        feed.add(quick, false);
        written.append(1);
        await().atMost(SOON).until(() -> slow.frames.size() == 1 && quick.frames.size() == 1);
        for (int batch = 0; batch < 20; batch++) {
            written.append(5);
        }
        awaitSequence(quick, 1, 101);
        assertThat(slow.sequence()).containsExactly(1L);
        slow.take();
        awaitSequence(slow, 1, 101);
        assertThat(slow.frames).hasSize(2);
    }

    @Test
    void followers_at_one_position_share_a_frame() {
        begin();
        List<Client> clients = List.of(quick("a"), quick("b"), quick("c"));
        clients.forEach(client -> feed.add(client, true));
        Client other = slow("other");
        written.append(2);
        feed.add(other, false);
        awaitPass();
        // One pass sees all three: they are released while the only pass that could run is waiting for the lock.
        Feed locked = feed;
        synchronized (locked) {
            clients.forEach(feed::release);
        }
        awaitSequences(clients, 1, 2);
        assertThat(clients.stream().map(client -> client.frames.get(0)).distinct())
                .hasSize(1);
    }

    @Test
    void a_follower_that_is_added_twice_gets_each_event_once() {
        begin();
        Client client = quick("a");
        feed.add(client, false);
        written.append(2);
        awaitSequence(client, 1, 2);
        feed.add(client, false);
        written.append(2);
        awaitSequence(client, 1, 4);
        awaitPass();
        assertThat(client.sequence()).isEqualTo(range(1, 4));
    }

    @Test
    void a_removed_follower_gets_no_more_frames() {
        begin();
        Client client = quick("a");
        Client other = quick("b");
        feed.add(client, false);
        feed.add(other, false);
        written.append(1);
        awaitSequence(client, 1, 1);
        awaitSequence(other, 1, 1);
        feed.remove(client);
        written.append(1);
        awaitSequence(other, 1, 2);
        assertThat(client.sequence()).containsExactly(1L);
        assertThat(empty).hasValue(0);
    }

    @Test
    void the_feed_closes_when_the_last_follower_is_gone() throws IOException {
        Client client = slow("a");
        written.append(1);
        begin();
        feed.add(client, false);
        await().atMost(SOON).until(() -> client.frames.size() == 1);
        assertThat(empty).hasValue(0);
        client.leave();
        await().atMost(SOON).until(() -> empty.get() == 1);
        assertThat(feed.add(quick("b"), false)).isFalse();
        assertThat(feed.resume(quick("c"), 0)).isFalse();
        feed.remove(client);
        written.append(1);
        assertThat(empty).hasValue(1);
    }

    @Test
    void the_feed_closes_when_all_have_the_end_of_the_log() {
        begin();
        Client quick = quick("a");
        Client slow = slow("b");
        feed.add(quick, false);
        feed.add(slow, false);
        written.append(3);
        written.close();
        awaitSequence(quick, 1, 3);
        await().atMost(SOON).until(() -> !slow.frames.isEmpty());
        assertThat(empty).hasValue(0);
        await().atMost(SOON).until(() -> {
            slow.take();
            return empty.get() == 1;
        });
        assertThat(slow.sequence()).isEqualTo(range(1, 3));
        assertThat(feed.add(quick("c"), false)).isFalse();
    }

    @Test
    void connections_fall_behind_while_a_simulation_prints_fast_and_get_the_rest_later() {
        AtomicLong clock = new AtomicLong();
        HeldTimer held = new HeldTimer();
        SendPace pace = new SendPace(clock::get);
        written.append(1);
        feed = Unchecked.io(() -> new Feed(written.log(), executor, held, pace, empty::incrementAndGet));
        List<Client> clients =
                LongStream.range(0, 200).mapToObj(number -> quick("" + number)).toList();
        clients.forEach(client -> feed.add(client, false));
        awaitSequences(clients, 1, 1);
        clock.addAndGet(Duration.ofSeconds(1).toNanos());
        pace.grew(SendPace.FAST);
        for (int batch = 0; batch < 20; batch++) {
            written.append(500);
        }
        // The first pass sends one frame to each connection, and the next one waits.
        await().atMost(SOON).until(() -> {
            held.runAll();
            return clients.stream().allMatch(client -> client.frames.size() >= 2);
        });
        await().atMost(SOON).until(() -> !held.getQueue().isEmpty());
        long frame = clients.get(0).frames.get(1).chunk().bytes().length;
        assertThat(pace.pause()).isGreaterThanOrEqualTo(199 * frame * 1_000_000_000L / SendPace.BYTES_A_SECOND);
        assertThat(held.lastDelay).isGreaterThanOrEqualTo(pace.pause());
        assertThat(clients).allMatch(client -> client.frames.size() == 2);
        clock.addAndGet(Duration.ofSeconds(1).toNanos());
        await().atMost(SOON).until(() -> {
            held.runAll();
            return clients.stream()
                    .allMatch(client ->
                            client.frames.get(client.frames.size() - 1).chunk().next()
                                    == written.log().behind(0));
        });
        awaitSequences(clients, 1, 10_001);
        held.shutdownNow();
    }

    /** A timer whose tasks wait until the test runs them. */
    private static final class HeldTimer extends ScheduledThreadPoolExecutor {

        private volatile long lastDelay;

        HeldTimer() {
            super(1);
            setRemoveOnCancelPolicy(true);
        }

        @Override
        public ScheduledFuture<?> schedule(Runnable command, long delay, TimeUnit unit) {
            lastDelay = unit.toNanos(delay);
            return super.schedule(command, 1, TimeUnit.DAYS);
        }

        void runAll() {
            for (Runnable task : List.copyOf(getQueue())) {
                if (remove(task)) {
                    task.run();
                }
            }
        }
    }

    @Test
    void a_log_that_cannot_be_read_ends_its_followers() throws IOException {
        Client client = quick("a");
        written.append(200);
        begin();
        feed.add(client, true);
        try (FileChannel file = FileChannel.open(folder.resolve("log.ndjson"), StandardOpenOption.WRITE)) {
            file.truncate(1);
        }
        assertThatThrownBy(() -> feed.resume(quick("b"), 100)).isInstanceOf(IOException.class);
        assertThat(empty).hasValue(0);
        feed.release(client);
        await().atMost(SOON).until(() -> empty.get() == 1);
        assertThat(client.frames).isEmpty();
    }

    @Test
    @Tag("rate")
    void all_followers_together_get_a_limited_number_of_frames_a_second() {
        begin();
        int followers = Feed.MAX_FRAMES_A_SECOND / 10;
        List<Client> clients = new ArrayList<>();
        for (int i = 0; i < followers; i++) {
            Client client = quick("client " + i);
            clients.add(client);
            feed.add(client, true);
        }
        written.append(1);
        long begin = System.nanoTime();
        clients.forEach(feed::release);
        for (int batch = 0; batch < 60; batch++) {
            written.append(1);
            await().pollDelay(Duration.ofMillis(10)).until(() -> true);
        }
        awaitSequences(clients, 1, 61);
        double seconds = (System.nanoTime() - begin) / 1e9;
        // A pass every tenth of a second. Those of the releases are not limited.
        assertThat(clients.get(followers - 1).frames.size()).isLessThan((int) (seconds * 10) + 4);
    }
}
