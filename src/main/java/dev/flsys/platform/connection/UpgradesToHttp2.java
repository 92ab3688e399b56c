package dev.flsys.platform.connection;

import io.netty.buffer.ByteBuf;
import io.netty.channel.ChannelHandlerContext;
import io.netty.channel.ChannelInboundHandlerAdapter;
import io.netty.handler.codec.http.HttpHeaderNames;
import io.netty.handler.codec.http.HttpHeaders;
import io.netty.handler.codec.http.HttpRequest;

/**
 * Declines the upgrade of a connection to HTTP/2 ({@code Upgrade: h2c}) if its first request has a body. The answer is
 * then one of HTTP/1.1, as for any upgrade that a server does not support. Vert.x answers 101 before the body has
 * arrived: curl then sends nothing more, and Java's client fails if the request has {@code Expect: 100-continue}. Other
 * upgrades, and HTTP/2 without an upgrade, are not affected. On the event loop of the connection.
 */
final class UpgradesToHttp2 extends ChannelInboundHandlerAdapter {

    /** The name of Vert.x's handler of upgrades. It is added when the first bytes are not those of HTTP/2. */
    static final String BEFORE = "h2c";

    private static final String NAME = "flsys-upgrades-to-http2";
    private static final String SETTINGS = "HTTP2-Settings";
    private static final String NOTHING = "0";

    /** Bytes after which a connection certainly speaks HTTP/2. */
    private static final int PREFACE = 24;

    private int passed;
    private boolean decided;

    /** Passes the first bytes on one by one, until Vert.x has added its handler, which is before any request. */
    @Override
    public void channelRead(ChannelHandlerContext context, Object message) {
        if (message instanceof ByteBuf bytes) {
            while (!decided && bytes.readableBytes() > 1) {
                pass(context, bytes.readRetainedSlice(1));
            }
        }
        pass(context, message);
        if (decided && !context.isRemoved()) {
            context.pipeline().remove(this);
        }
    }

    private void pass(ChannelHandlerContext context, Object message) {
        context.fireChannelRead(message);
        if (decided) {
            return;
        }
        passed++;
        boolean upgradable = context.pipeline().get(BEFORE) != null;
        if (upgradable) {
            context.pipeline().addBefore(BEFORE, NAME, new FirstRequest());
        }
        decided = upgradable || passed == PREFACE;
    }

    private static final class FirstRequest extends ChannelInboundHandlerAdapter {

        @Override
        public void channelRead(ChannelHandlerContext context, Object message) {
            if (message instanceof HttpRequest request) {
                context.pipeline().remove(this);
                HttpHeaders headers = request.headers();
                if (headers.contains(HttpHeaderNames.UPGRADE, BEFORE, true) && hasBody(headers)) {
                    headers.remove(HttpHeaderNames.UPGRADE).remove(SETTINGS);
                }
            }
            context.fireChannelRead(message);
        }

        private static boolean hasBody(HttpHeaders headers) {
            return headers.contains(HttpHeaderNames.TRANSFER_ENCODING)
                    || !NOTHING.equals(headers.get(HttpHeaderNames.CONTENT_LENGTH, NOTHING));
        }
    }
}
