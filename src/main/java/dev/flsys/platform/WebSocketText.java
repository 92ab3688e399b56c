package dev.flsys.platform;

import io.netty.buffer.ByteBuf;
import io.netty.channel.ChannelHandlerContext;
import io.netty.channel.ChannelPipeline;
import io.netty.handler.codec.http.websocketx.ContinuationWebSocketFrame;
import io.netty.handler.codec.http.websocketx.TextWebSocketFrame;
import io.netty.handler.codec.http.websocketx.Utf8FrameValidator;
import io.netty.handler.codec.http.websocketx.WebSocketFrame;
import io.quarkus.vertx.http.runtime.filters.Filters;
import io.vertx.core.http.HttpHeaders;
import io.vertx.core.http.HttpVersion;
import io.vertx.core.net.impl.ConnectionBase;
import io.vertx.ext.web.RoutingContext;
import jakarta.enterprise.event.Observes;
import jakarta.inject.Singleton;

/**
 * Enforces two rules of RFC 6455 for text messages of WebSockets that Vert.x does not follow. A message that is not
 * UTF-8 fails the connection with code 1007 (section 8.1); Vert.x replaces the invalid bytes. A message whose first
 * fragment is empty is complete (section 5.4); Vert.x loses its other fragments.
 *
 * <p>Vert.x has no public API for the frames of a connection, so this class adds a handler to its Netty channel.
 */
@Singleton
final class WebSocketText {

    /** The order: after all filters that may reject an upgrade. */
    private static final int PRIORITY = 140;

    private static final String NAME = "flsys-websocket-text";

    void register(@Observes Filters filters) {
        filters.register(WebSocketText::watch, PRIORITY);
    }

    private static void watch(RoutingContext exchange) {
        if (exchange.request().version() == HttpVersion.HTTP_1_1
                && "websocket".equalsIgnoreCase(exchange.request().getHeader(HttpHeaders.UPGRADE))
                && exchange.request().connection() instanceof ConnectionBase connection) {
            ChannelPipeline pipeline = connection.channel().pipeline();
            if (pipeline.get(NAME) == null) {
                // The decoder of frames will be added before this handler. Until then this handler sees no frames.
                pipeline.addBefore(connection.channelHandlerContext().name(), NAME, new Frames());
            }
        }
        exchange.next();
    }

    /** Reads the frames of one connection. For its event loop only. */
    static final class Frames extends Utf8FrameValidator {

        /** Whether all fragments of the text message so far were empty. */
        private boolean begun;

        Frames() {
            super(false);
        }

        @Override
        public void channelRead(ChannelHandlerContext context, Object message) throws Exception {
            Object frame = message;
            if (message instanceof TextWebSocketFrame text && isEmptyPart(text)) {
                begun = true;
                text.release();
                return;
            }
            if (begun && message instanceof ContinuationWebSocketFrame part) {
                if (isEmptyPart(part)) {
                    part.release();
                    return;
                }
                begun = false;
                ByteBuf content = part.content();
                frame = new TextWebSocketFrame(part.isFinalFragment(), part.rsv(), content);
            }
            super.channelRead(context, frame);
        }

        private static boolean isEmptyPart(WebSocketFrame frame) {
            return !frame.isFinalFragment() && !frame.content().isReadable();
        }
    }
}
