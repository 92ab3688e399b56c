package dev.flsys.platform.connection;

import io.netty.channel.Channel;
import io.netty.channel.ChannelDuplexHandler;
import io.netty.channel.ChannelHandlerContext;
import io.netty.channel.ChannelOutboundBuffer;
import io.netty.channel.ChannelPromise;
import io.netty.util.AttributeKey;
import java.time.Duration;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.function.Consumer;
import java.util.function.Function;
import java.util.function.LongSupplier;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;

/**
 * Closes its connection if the client is too slow. It closes if no request arrives, if the header of a request is not
 * complete in time, or if the client reads no byte of an answer. While a request waits for its answer, there is no
 * limit here. A WebSocket and a long poll are requests that wait.
 *
 * <p>It checks the times at fixed intervals, because a timer for each request would cost more. So a limit may be
 * exceeded by one interval. Except {@link #onAnswerEnded()}, it is called on the event loop of the connection.
 */
final class ConnectionClock extends ChannelDuplexHandler {

    /**
     * Reports a request of a channel to {@link #onRequestBegan}, and returns an action that reports the end of its
     * answer. It has types of the JDK only: in development a channel outlives the classes of the application that
     * accepted it.
     */
    static final AttributeKey<Function<Boolean, Runnable>> REQUESTS =
            AttributeKey.valueOf(ConnectionClock.class, "requests");

    /** Runs a task when the client has taken the previous answers, as {@link #runWhenWritable} does. */
    static final AttributeKey<Consumer<Runnable>> TURNS = AttributeKey.valueOf(ConnectionClock.class, "turns");

    private static final int CHECKS = 4;
    private static final long NONE = Long.MIN_VALUE;

    private final ConnectionSettings settings;
    private final LongSupplier nanoTime;
    private final AtomicInteger requests = new AtomicInteger();
    /** The time of the end of the last answer. */
    private volatile long idleSince;
    /** The time of the first byte of an incomplete header, or {@link #NONE}. */
    private long headerSince;

    /** Whether frames arrive that are not requests. */
    private boolean frames;

    /** The next request, while the client does not take the previous answers. */
    private @Nullable Runnable held;

    private long messages;
    private long messagesTaken;
    private long bytesTaken;
    /** The time at which the client took bytes that waited for it, by the checks; {@link #NONE} if none wait. */
    private long takenAt = NONE;

    ConnectionClock(ConnectionSettings settings, LongSupplier nanoTime) {
        this.settings = settings;
        this.nanoTime = nanoTime;
        this.idleSince = nanoTime.getAsLong();
        this.headerSince = idleSince;
    }

    @Override
    public void channelActive(ChannelHandlerContext context) {
        context.channel().attr(REQUESTS).set(http2 -> {
            onRequestBegan(http2);
            return this::onAnswerEnded;
        });
        context.channel().attr(TURNS).set(next -> runWhenWritable(context.channel(), next));
        scheduleCheck(context);
        context.fireChannelActive();
    }

    @Override
    public void channelRead(ChannelHandlerContext context, Object bytes) {
        if (headerSince == NONE && !frames && requests.get() == 0) {
            headerSince = nanoTime.getAsLong();
        }
        context.fireChannelRead(bytes);
    }

    @Override
    public void write(ChannelHandlerContext context, Object message, ChannelPromise promise) {
        messages++;
        var unused = context.write(message, promise);
    }

    /**
     * Records that the header of a request is complete.
     *
     * @param http2 whether the connection has frames; bytes between two requests are not a header then
     */
    void onRequestBegan(boolean http2) {
        requests.incrementAndGet();
        frames = http2;
        headerSince = NONE;
    }

    /** Records the end of an answer. May be called on any thread. */
    void onAnswerEnded() {
        idleSince = nanoTime.getAsLong();
        requests.decrementAndGet();
    }

    /**
     * Runs {@code next} now, or when few bytes wait for the client. Only one request of HTTP/1 is answered at a time,
     * so at most one waits for its answer.
     */
    private void runWhenWritable(Channel channel, Runnable next) {
        if (channel.isWritable()) {
            next.run();
        } else {
            held = next;
        }
    }

    @Override
    public void channelWritabilityChanged(ChannelHandlerContext context) {
        Runnable next = held;
        if (next != null && context.channel().isWritable()) {
            held = null;
            context.executor().execute(next);
        }
        context.fireChannelWritabilityChanged();
    }

    private void scheduleCheck(ChannelHandlerContext context) {
        long shortest = Stream.of(settings.header(), settings.keepAlive(), settings.answer())
                .mapToLong(Duration::toNanos)
                .min()
                .orElseThrow();
        var unused = context.executor()
                .schedule(
                        () -> {
                            if (context.channel().isOpen() && !check(context.channel())) {
                                scheduleCheck(context);
                            }
                        },
                        shortest / CHECKS,
                        TimeUnit.NANOSECONDS);
    }

    /** Closes the channel if a time is over. */
    private boolean check(Channel channel) {
        long now = nanoTime.getAsLong();
        ChannelOutboundBuffer answer = channel.unsafe().outboundBuffer();
        boolean late;
        if (answer != null && answer.totalPendingWriteBytes() > 0) {
            late = isStalled(answer, now);
            // The end of an answer, which a slow client still reads.
            idleSince = now;
        } else {
            takenAt = NONE;
            late = requests.get() == 0
                    && (headerSince == NONE
                            ? now - idleSince > settings.keepAlive().toNanos()
                            : now - headerSince > settings.header().toNanos());
        }
        if (late) {
            var unused = channel.close();
        }
        return late;
    }

    /** Whether the client has taken none of the waiting bytes for too long. New bytes do not count. */
    private boolean isStalled(ChannelOutboundBuffer answer, long now) {
        long taken = messages - answer.size();
        if (takenAt == NONE || taken != messagesTaken || answer.currentProgress() != bytesTaken) {
            takenAt = now;
            messagesTaken = taken;
            bytesTaken = answer.currentProgress();
        }
        return now - takenAt > settings.answer().toNanos();
    }
}
