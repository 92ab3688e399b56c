package dev.flsys.platform.connection;

import dev.flsys.platform.shutdown.Listeners;
import io.netty.channel.Channel;
import io.netty.channel.ChannelHandler.Sharable;
import io.netty.channel.ChannelHandlerContext;
import io.netty.channel.ChannelInboundHandlerAdapter;
import io.netty.channel.ChannelPipeline;
import io.quarkus.vertx.http.HttpServerStart;
import io.quarkus.vertx.http.HttpsServerStart;
import io.quarkus.vertx.http.runtime.filters.Filters;
import io.vertx.core.Context;
import io.vertx.core.Vertx;
import io.vertx.core.http.HttpVersion;
import io.vertx.core.net.impl.ConnectionBase;
import io.vertx.ext.web.RoutingContext;
import jakarta.enterprise.event.Observes;
import jakarta.enterprise.event.ObservesAsync;
import jakarta.inject.Inject;
import jakarta.inject.Singleton;
import java.util.Optional;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.function.Consumer;
import java.util.function.Function;
import org.eclipse.microprofile.config.inject.ConfigProperty;

/**
 * Limits the open connections and gives each one a {@link ConnectionClock}. Quarkus counts a connection when its first
 * bytes arrive, and Vert.x has no time limit for a header. So this class counts connections when they are accepted.
 * Vert.x also keeps any number of pipelined requests, and answers them even if the client does not read the answers.
 * This class bounds both. Thread-safe.
 */
@Singleton
final class ConnectionGuard {

    /** The priority: before {@code Drain}, the first of the other handlers. */
    private static final int PRIORITY = 510;

    private final Gate gate;
    private final Listeners listeners;

    @Inject
    ConnectionGuard(
            ConnectionSettings settings,
            Vertx vertx,
            @ConfigProperty(name = "quarkus.http.limits.max-connections") Optional<Integer> limit) {
        this.gate = new Gate(settings, limit.filter(max -> max > 0).orElse(Integer.MAX_VALUE));
        this.listeners = new Listeners(vertx);
    }

    void register(@Observes Filters filters) {
        filters.register(ConnectionGuard::pass, PRIORITY);
    }

    void listening(@ObservesAsync HttpServerStart start) throws InterruptedException {
        listening();
    }

    void listening(@ObservesAsync HttpsServerStart start) throws InterruptedException {
        listening();
    }

    private synchronized void listening() throws InterruptedException {
        for (Channel each : listeners.found()) {
            if (each.pipeline().get(Gate.class) == null) {
                each.pipeline().addFirst(gate);
            }
        }
    }

    private static void pass(RoutingContext exchange) {
        if (exchange.request().connection() instanceof ConnectionBase connection) {
            Channel channel = connection.channel();
            boolean http2 = exchange.request().version() == HttpVersion.HTTP_2;
            Function<Boolean, Runnable> requests =
                    channel.attr(ConnectionClock.REQUESTS).get();
            if (requests != null) {
                Runnable ended = requests.apply(http2);
                exchange.addEndHandler(end -> ended.run());
            }
            Consumer<Runnable> turns = channel.attr(ConnectionClock.TURNS).get();
            if (turns != null && !http2) {
                limitPipelining(channel.pipeline());
                if (!channel.isWritable()) {
                    waitForTurn(exchange, turns);
                    return;
                }
            }
        }
        exchange.next();
    }

    private static void limitPipelining(ChannelPipeline pipeline) {
        if (pipeline.get(PipelinedRequests.NAME) == null && pipeline.get(PipelinedRequests.BEFORE) != null) {
            pipeline.addBefore(PipelinedRequests.BEFORE, PipelinedRequests.NAME, new PipelinedRequests(1));
        }
    }

    /**
     * Answers a pipelined request once the client has taken the previous answers. Otherwise all answers would be in
     * memory.
     */
    private static void waitForTurn(RoutingContext exchange, Consumer<Runnable> turns) {
        Context context = exchange.vertx().getOrCreateContext();
        exchange.request().pause();
        turns.accept(() -> context.runOnContext(turn -> {
            exchange.request().resume();
            exchange.next();
        }));
    }

    /** Handles the connections that a listening socket accepts, before Vert.x does. */
    @Sharable
    static final class Gate extends ChannelInboundHandlerAdapter {

        private static final StreamFailures STREAM_FAILURES = new StreamFailures();

        private final ConnectionSettings settings;
        private final int limit;
        private final AtomicInteger open = new AtomicInteger();

        Gate(ConnectionSettings settings, int limit) {
            this.settings = settings;
            this.limit = limit;
        }

        @Override
        public void channelRead(ChannelHandlerContext context, Object accepted) {
            if (accepted instanceof Channel connection) {
                if (open.incrementAndGet() > limit) {
                    open.decrementAndGet();
                    connection.unsafe().closeForcibly();
                    return;
                }
                connection.closeFuture().addListener(closed -> open.decrementAndGet());
                connection
                        .pipeline()
                        .addFirst(
                                new ConnectionClock(settings, System::nanoTime),
                                new UpgradesToHttp2(),
                                STREAM_FAILURES);
            }
            context.fireChannelRead(accepted);
        }
    }
}
