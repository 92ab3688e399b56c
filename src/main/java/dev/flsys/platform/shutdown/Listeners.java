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
 * The sockets on which connections are accepted. Vert.x closes them together with all their connections; to lose
 * nothing, they have to be closed before, so that whoever comes is refused and can ask elsewhere.
 */
final class Listeners {

    private static final Logger LOG = Logger.getLogger(Listeners.class);

    private static final long SECONDS = 2;
    private static final long SELECTED_MILLIS = 5;

    private final Vertx vertx;

    Listeners(Vertx vertx) {
        this.vertx = vertx;
    }

    /**
     * Closes them; the connections that were accepted stay. What the kernel takes between the last accept and the close
     * is reset: there is no way to tell it to take no more. So they are found first, and closed in one step each.
     */
    void close() throws InterruptedException {
        List<Channel> found = found();
        if (found.isEmpty()) {
            LOG.warn("No listening socket is found: connections are accepted until the end");
        }
        List<ChannelFuture> closing = new ArrayList<>();
        for (Channel each : found) {
            closing.add(each.close());
        }
        for (ChannelFuture each : closing) {
            each.await(SECONDS, TimeUnit.SECONDS);
        }
        // NIO closes the socket itself when its thread selects next.
        for (SingleThreadEventLoop loop : acceptors()) {
            loop.schedule(() -> {}, SELECTED_MILLIS, TimeUnit.MILLISECONDS).await(SECONDS, TimeUnit.SECONDS);
        }
    }

    private List<Channel> found() throws InterruptedException {
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

    /** On its own thread only. */
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
