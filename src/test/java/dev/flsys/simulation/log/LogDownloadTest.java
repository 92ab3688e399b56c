package dev.flsys.simulation.log;

import static java.util.Objects.requireNonNull;
import static org.assertj.core.api.Assertions.assertThat;

import dev.flsys.simulation.WrittenLog;
import io.smallrye.mutiny.Multi;
import io.vertx.core.buffer.Buffer;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.Flow;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.TimeUnit;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.awaitility.Awaitility;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.condition.EnabledOnOs;
import org.junit.jupiter.api.condition.OS;
import org.junit.jupiter.api.io.TempDir;

class LogDownloadTest {

    private static final int LINES = 3_000;
    private static final int WAIT_SECONDS = 20;

    @TempDir
    Path folder;

    /** What a client got: an item, the end, or an error. */
    private record Signal(Client client, String kind, String content, String thread) {}

    /** A client that asks for items when the test does. */
    private static final class Client implements Flow.Subscriber<Buffer> {

        private final BlockingQueue<Signal> signals;
        private Flow.@Nullable Subscription subscription;
        private Runnable atFirst = () -> {};

        Client(Multi<Buffer> download, BlockingQueue<Signal> signals) {
            this.signals = signals;
            download.subscribe().withSubscriber(this);
        }

        void cancel() {
            requireNonNull(subscription).cancel();
        }

        void ask(long items) {
            requireNonNull(subscription).request(items);
        }

        @Override
        public void onSubscribe(Flow.Subscription begun) {
            subscription = begun;
        }

        @Override
        public void onNext(Buffer item) {
            atFirst.run();
            atFirst = () -> {};
            signal("item", item.toString(StandardCharsets.UTF_8));
        }

        @Override
        public void onError(Throwable failure) {
            signal("error", String.valueOf(failure.getMessage()));
        }

        @Override
        public void onComplete() {
            signal("end", "");
        }

        private void signal(String kind, String content) {
            signals.add(new Signal(this, kind, content, Thread.currentThread().getName()));
        }
    }

    private final BlockingQueue<Signal> signals = new LinkedBlockingQueue<>();

    private SimulationLog log() throws IOException {
        try (WrittenLog written = new WrittenLog(folder.resolve("log.ndjson"))) {
            written.append(LINES);
            return written.log();
        }
    }

    private Signal next() throws InterruptedException {
        Signal next = signals.poll(WAIT_SECONDS, TimeUnit.SECONDS);
        assertThat(next).as("a signal").isNotNull();
        return next;
    }

    private List<Signal> until(int ends) throws InterruptedException {
        Stream.Builder<Signal> all = Stream.builder();
        for (int left = ends; left > 0; ) {
            Signal next = next();
            all.add(next);
            left -= next.kind().equals("item") ? 0 : 1;
        }
        return all.build().toList();
    }

    @Test
    void a_chunk_is_read_when_it_is_asked_for_and_not_by_the_thread_that_asks() throws Exception {
        Client client = new Client(LogDownload.text(log(), 0), signals);
        client.ask(1);
        Signal first = next();
        assertThat(first.kind()).isEqualTo("item");
        assertThat(first.content()).startsWith("line 1\nline 2\n").hasSizeLessThan(LogReader.MAX_BYTES);
        assertThat(first.thread())
                .as("an event loop asks for chunks, and must not read")
                .isNotEqualTo(Thread.currentThread().getName());
        assertThat(signals.poll(300, TimeUnit.MILLISECONDS))
                .as("a second chunk, which nobody asked for")
                .isNull();
        client.ask(1);
        assertThat(next().kind()).isEqualTo("item");
        client.cancel();
    }

    @Test
    void downloads_take_turns() throws Exception {
        SimulationLog log = log();
        Client first = new Client(LogDownload.text(log, 0), signals);
        Client second = new Client(LogDownload.events(log, 0), signals);
        first.atFirst = () -> second.ask(Long.MAX_VALUE);
        first.ask(Long.MAX_VALUE);
        List<Signal> all = until(2);
        assertThat(all).extracting(Signal::kind).doesNotContain("error");
        assertThat(all.stream().limit(6).map(Signal::client))
                .containsExactly(first, second, first, second, first, second);
        assertThat(all).extracting(Signal::thread).containsOnly(all.get(0).thread());
        String text = content(all, first);
        assertThat(text.lines()).hasSize(LINES);
        assertThat(text).endsWith("line " + LINES + "\n");
        assertThat(all.stream()
                        .filter(signal ->
                                signal.client() == second && signal.kind().equals("item")))
                .allSatisfy(item -> assertThat(item.content()).startsWith("{").endsWith("}"));
    }

    private static String content(List<Signal> all, Client client) {
        return all.stream()
                .filter(signal -> signal.client() == client)
                .map(Signal::content)
                .collect(Collectors.joining());
    }

    @Test
    void only_the_events_after_a_number_are_sent() throws Exception {
        SimulationLog log = log();
        Client client = new Client(LogDownload.events(log, LINES - 1), signals);
        client.ask(5);
        assertThat(next().content()).contains("\"seq\":" + LINES + ",");
        assertThat(next().kind()).isEqualTo("end");
        Client none = new Client(LogDownload.text(log, LINES), signals);
        none.ask(1);
        assertThat(next().kind()).isEqualTo("end");
    }

    @Test
    @EnabledOnOs(OS.LINUX)
    void a_client_that_goes_away_or_has_all_leaves_no_open_file() throws Exception {
        SimulationLog log = log();
        Client gone = new Client(LogDownload.events(log, 0), signals);
        Client complete = new Client(LogDownload.events(log, 0), signals);
        gone.ask(1);
        assertThat(next().kind()).isEqualTo("item");
        assertThat(openFiles()).isEqualTo(1);
        gone.cancel();
        complete.ask(Long.MAX_VALUE);
        until(1);
        Awaitility.await().atMost(Duration.ofSeconds(WAIT_SECONDS)).until(() -> openFiles() == 0);
    }

    private long openFiles() throws IOException {
        Path file = folder.resolve("log.ndjson").toRealPath();
        try (Stream<Path> handles = Files.list(Path.of("/proc/self/fd"))) {
            return handles.filter(handle -> isFor(handle, file)).count();
        }
    }

    private static boolean isFor(Path handle, Path file) {
        try {
            return Files.readSymbolicLink(handle).equals(file);
        } catch (IOException closedMeanwhile) {
            return false;
        }
    }

    @Test
    void a_log_that_cannot_be_read_ends_its_download_with_an_error_and_others_continue() throws Exception {
        SimulationLog log = log();
        Files.delete(folder.resolve("log.ndjson"));
        Files.createDirectory(folder.resolve("log.ndjson"));
        Client client = new Client(LogDownload.text(log, 0), signals);
        client.ask(1);
        Signal failure = next();
        assertThat(failure.kind()).isEqualTo("error");
        assertThat(failure.content()).contains("cannot be read");
        Files.delete(folder.resolve("log.ndjson"));
        Client next = new Client(LogDownload.text(log(), 0), signals);
        next.ask(1);
        assertThat(next().kind()).isEqualTo("item");
        next.cancel();
    }
}
