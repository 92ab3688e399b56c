package dev.flsys.platform.connection;

import static org.assertj.core.api.Assertions.assertThat;

import io.netty.buffer.Unpooled;
import io.netty.channel.ChannelOutboundBuffer;
import io.netty.channel.embedded.EmbeddedChannel;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.concurrent.atomic.AtomicLong;
import java.util.function.Consumer;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

class ConnectionClockTest {

    private static final ConnectionSettings SETTINGS =
            new ConnectionSettings(Duration.ofSeconds(30), Duration.ofSeconds(75), Duration.ofSeconds(60));

    private final AtomicLong nanos = new AtomicLong(-5);
    private EmbeddedChannel channel;

    @BeforeEach
    void open() {
        channel = new EmbeddedChannel(new ConnectionClock(SETTINGS, nanos::get));
        channel.freezeTime();
    }

    @AfterEach
    void close() {
        channel.finishAndReleaseAll();
    }

    private ConnectionClock clock() {
        return channel.pipeline().get(ConnectionClock.class);
    }

    private void pass(int seconds) {
        for (int i = 0; i < seconds; i++) {
            nanos.addAndGet(TimeUnit.SECONDS.toNanos(1));
            channel.advanceTimeBy(1, TimeUnit.SECONDS);
            channel.runPendingTasks();
        }
    }

    private void send(String text) {
        if (!channel.isOpen()) {
            return;
        }
        channel.writeInbound(Unpooled.copiedBuffer(text, StandardCharsets.US_ASCII));
    }

    private void request() {
        send("GET / HTTP/1.1\r\n\r\n");
        clock().onRequestBegan(false);
    }

    @Test
    void a_connection_that_sends_nothing_is_closed() {
        pass(29);
        assertThat(channel.isOpen()).isTrue();
        pass(10);
        assertThat(channel.isOpen()).isFalse();
    }

    @Test
    void bytes_of_a_header_do_not_extend_its_time() {
        for (int i = 0; i < 39; i++) {
            send("a");
            pass(1);
        }
        assertThat(channel.isOpen()).isFalse();
    }

    @Test
    void a_request_that_waits_for_its_answer_has_no_limit() {
        request();
        pass(2_000);
        send("a second header, while the first request waits");
        pass(2_000);
        assertThat(channel.isOpen()).isTrue();
        clock().onAnswerEnded();
        pass(60);
        assertThat(channel.isOpen()).isTrue();
        pass(30);
        assertThat(channel.isOpen()).isFalse();
    }

    @Test
    void the_second_header_of_a_connection_has_the_same_time_as_the_first() {
        request();
        clock().onAnswerEnded();
        pass(60);
        send("GET /");
        pass(29);
        assertThat(channel.isOpen())
                .as("the header began when the connection was idle for 60 s")
                .isTrue();
        pass(10);
        assertThat(channel.isOpen()).isFalse();
    }

    @Test
    void a_connection_with_requests_stays_open() {
        for (int i = 0; i < 20; i++) {
            request();
            clock().onAnswerEnded();
            pass(60);
        }
        assertThat(channel.isOpen()).isTrue();
    }

    @Test
    void frames_between_requests_are_no_header_but_no_request_either() {
        send("preface");
        clock().onRequestBegan(true);
        clock().onAnswerEnded();
        for (int i = 0; i < 60; i++) {
            send("ping");
            pass(1);
        }
        assertThat(channel.isOpen()).isTrue();
        for (int i = 0; i < 35; i++) {
            send("ping");
            pass(1);
        }
        assertThat(channel.isOpen()).isFalse();
    }

    @Test
    void one_of_several_requests_keeps_the_connection_open() {
        clock().onRequestBegan(true);
        clock().onRequestBegan(true);
        clock().onAnswerEnded();
        pass(200);
        assertThat(channel.isOpen()).isTrue();
    }

    /** The socket of the channel takes only what a test removes from its buffer. */
    private ChannelOutboundBuffer fullSocket() {
        EmbeddedChannel slow = new EmbeddedChannel(new ConnectionClock(SETTINGS, nanos::get)) {
            @Override
            protected void doWrite(ChannelOutboundBuffer answer) {
                // The socket takes nothing.
            }
        };
        slow.freezeTime();
        channel.finishAndReleaseAll();
        channel = slow;
        return channel.unsafe().outboundBuffer();
    }

    private void answer(String text) {
        var unused = channel.writeAndFlush(Unpooled.copiedBuffer(text, StandardCharsets.US_ASCII));
    }

    @Test
    void a_slow_client_may_read_the_rest_of_an_answer() {
        ChannelOutboundBuffer pending = fullSocket();
        request();
        answer("answer");
        clock().onAnswerEnded();
        for (int i = 0; i < 5; i++) {
            pass(40);
            assertThat(channel.isOpen()).isTrue();
            pending.progress(1);
        }
        pending.remove();
        pass(70);
        assertThat(channel.isOpen()).as("idle since the answer was read").isTrue();
        pass(30);
        assertThat(channel.isOpen()).isFalse();
    }

    @Test
    void a_client_that_takes_whole_parts_of_an_answer_may_take_its_time() {
        ChannelOutboundBuffer pending = fullSocket();
        request();
        answer("part");
        for (int i = 0; i < 10; i++) {
            pass(40);
            assertThat(channel.isOpen()).as("part %d", i).isTrue();
            // as many bytes wait as before
            pending.remove();
            answer("part");
        }
    }

    @Test
    void an_answer_of_which_nothing_is_taken_closes_its_connection() {
        fullSocket();
        request();
        answer("answer");
        pass(59);
        assertThat(channel.isOpen()).isTrue();
        pass(20);
        assertThat(channel.isOpen()).isFalse();
    }

    @Test
    void parts_that_the_service_adds_do_not_extend_the_time_of_an_answer() {
        fullSocket();
        request();
        for (int i = 0; i < 8; i++) {
            answer("part " + i);
            pass(10);
        }
        assertThat(channel.isOpen()).isFalse();
    }

    @Test
    void the_time_of_an_answer_begins_with_its_bytes() {
        ChannelOutboundBuffer pending = fullSocket();
        request();
        pass(500);
        answer("first");
        pass(50);
        pending.remove();
        pass(500);
        answer("second");
        pass(50);
        assertThat(channel.isOpen()).isTrue();
        pass(30);
        assertThat(channel.isOpen()).isFalse();
    }

    @Test
    void the_next_request_waits_until_the_client_has_taken_the_answers_before() {
        ChannelOutboundBuffer pending = fullSocket();
        AtomicInteger turns = new AtomicInteger();
        Consumer<Runnable> waits = channel.attr(ConnectionClock.TURNS).get();
        waits.accept(turns::incrementAndGet);
        assertThat(turns).hasValue(1);
        answer("a".repeat(100_000));
        assertThat(channel.isWritable()).isFalse();
        waits.accept(turns::incrementAndGet);
        pass(10);
        assertThat(turns).hasValue(1);
        pending.remove();
        channel.runPendingTasks();
        assertThat(turns).hasValue(2);
    }

    @Test
    void a_connection_over_the_limit_is_closed_and_a_closed_one_makes_room() {
        EmbeddedChannel listener = new EmbeddedChannel(new ConnectionGuard.Gate(SETTINGS, 1));
        EmbeddedChannel first = new EmbeddedChannel();
        EmbeddedChannel second = new EmbeddedChannel();
        listener.writeInbound(first, second);
        EmbeddedChannel passed = listener.readInbound();
        assertThat(passed).isSameAs(first);
        assertThat(first.pipeline().get(ConnectionClock.class)).isNotNull();
        EmbeddedChannel none = listener.readInbound();
        assertThat(none).isNull();
        var unused = first.close();
        first.runPendingTasks();
        EmbeddedChannel third = new EmbeddedChannel();
        listener.writeInbound(third);
        passed = listener.readInbound();
        assertThat(passed).isSameAs(third);
        listener.finishAndReleaseAll();
    }
}
