package dev.flsys.platform.shutdown;

import io.netty.channel.Channel;
import io.netty.channel.ChannelFuture;
import io.netty.channel.ServerChannel;
import io.netty.channel.SingleThreadEventLoop;
import io.netty.util.concurrent.EventExecutor;
import io.netty.util.concurrent.Future;
import io.vertx.core.Vertx;
import io.vertx.core.impl.VertxInternal;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.TimeUnit;
import org.jboss.logging.Logger;

/**
 * The sockets that accept connections. Vert.x closes them together with all their connections. They must be closed
 * earlier, so that no request is lost: new clients are rejected and can use another service.
 *
 * <p>Vert.x has no public API to close a listening socket and keep its connections. {@link VertxInternal} gives access
 * to its event loops.
 */
public record Listeners(Vertx vertx) {

    private static final Logger LOG = Logger.getLogger(Listeners.class);

    private static final long SECONDS = 2;
    private static final long SELECTED_MILLIS = 5;

    /**
     * Closes the sockets and keeps their connections. Connections that the kernel accepts between the last accept and
     * the close are reset, and this cannot be prevented. So the sockets are found first, and each one is then closed in
     * one step.
     */
    void close() throws InterruptedException {
        List<Channel> found = found();
        if (found.isEmpty()) {
            LOG.warn("Found no listening socket: connections are accepted until the end");
        }
        List<ChannelFuture> closing = new ArrayList<>();
        for (Channel each : found) {
            closing.add(each.close());
        }
        for (ChannelFuture each : closing) {
            each.await(SECONDS, TimeUnit.SECONDS);
        }
        // NIO closes the socket at the next select of its thread.
        for (SingleThreadEventLoop loop : acceptors()) {
            loop.schedule(() -> {}, SELECTED_MILLIS, TimeUnit.MILLISECONDS).await(SECONDS, TimeUnit.SECONDS);
        }
    }

    /** The sockets that accept connections now. */
    public List<Channel> found() throws InterruptedException {
        List<Channel> all = new ArrayList<>();
        for (SingleThreadEventLoop loop : acceptors()) {
            Future<List<Channel>> found = loop.submit(() -> of(loop));
            if (found.await(SECONDS, TimeUnit.SECONDS) && found.isSuccess()) {
                all.addAll(found.getNow());
            }
        }
        return all;
    }

    private List<SingleThreadEventLoop> acceptors() {
        List<SingleThreadEventLoop> all = new ArrayList<>();
        if (vertx instanceof VertxInternal internal) {
            for (EventExecutor acceptor : internal.getAcceptorEventLoopGroup()) {
                if (acceptor instanceof SingleThreadEventLoop loop) {
                    all.add(loop);
                }
            }
        }
        return all;
    }

    /** Must be called on the thread of {@code loop}. */
    private static List<Channel> of(SingleThreadEventLoop loop) {
        List<Channel> found = new ArrayList<>();
        loop.registeredChannelsIterator().forEachRemaining(channel -> {
            if (channel instanceof ServerChannel) {
                found.add(channel);
            }
        });
        return found;
    }
}
