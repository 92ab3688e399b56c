package dev.flsys.platform.connection;

import io.netty.channel.Channel;
import io.netty.channel.ChannelHandlerContext;
import io.netty.channel.ChannelInboundHandlerAdapter;
import io.netty.channel.ChannelOutboundBuffer;
import io.netty.util.AttributeKey;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.function.Function;
import java.util.function.LongSupplier;

/**
 * Closes its connection if no request arrives, or if the header of a request is not complete in time. While a request
 * waits for its answer, or an answer is being read, there is no limit here. A WebSocket and a long poll are requests
 * that wait.
 *
 * <p>It checks the times at fixed intervals, because a timer for each request would cost more. So a limit may be
 * exceeded by one interval. Except {@link #ended()}, it is called on the event loop of the connection.
 */
final class ConnectionClock extends ChannelInboundHandlerAdapter {

    /**
     * Notes a request of a channel, as {@link #began} does, and returns what notes the end of its answer. It has types
     * of the JDK only: in development a channel outlives the classes of the application that accepted it.
     */
    static final AttributeKey<Function<Boolean, Runnable>> REQUESTS =
            AttributeKey.valueOf(ConnectionClock.class, "requests");

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

    ConnectionClock(ConnectionSettings settings, LongSupplier nanoTime) {
        this.settings = settings;
        this.nanoTime = nanoTime;
        this.idleSince = nanoTime.getAsLong();
        this.headerSince = idleSince;
    }

    @Override
    public void channelActive(ChannelHandlerContext context) {
        context.channel().attr(REQUESTS).set(http2 -> {
            began(http2);
            return this::ended;
        });
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

    /**
     * Notes that the header of a request is complete.
     *
     * @param http2 whether the connection has frames; bytes between two requests are not a header then
     */
    void began(boolean http2) {
        requests.incrementAndGet();
        frames = http2;
        headerSince = NONE;
    }

    /** Notes the end of an answer. May be called on any thread. */
    void ended() {
        idleSince = nanoTime.getAsLong();
        requests.decrementAndGet();
    }

    private void scheduleCheck(ChannelHandlerContext context) {
        long shortest =
                Math.min(settings.header().toNanos(), settings.keepAlive().toNanos());
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
        if (answer != null && answer.totalPendingWriteBytes() > 0) {
            // The end of an answer, which a slow client still reads.
            idleSince = now;
            return false;
        }
        boolean late = requests.get() == 0
                && (headerSince == NONE
                        ? now - idleSince > settings.keepAlive().toNanos()
                        : now - headerSince > settings.header().toNanos());
        if (late) {
            var unused = channel.close();
        }
        return late;
    }
}
