package dev.flsys.platform.connection;

import io.netty.channel.ChannelHandler.Sharable;
import io.netty.channel.ChannelHandlerContext;
import io.netty.channel.ChannelInboundHandlerAdapter;
import io.netty.handler.codec.http2.Http2Exception.StreamException;

/**
 * Drops the failures of single HTTP/2 streams, because Vert.x closes the connection for each failure that is reported
 * to it. Netty reports one if a client resets a stream while the end of its answer waits to be written. The other
 * streams of the connection continue (RFC 9113, section 5.4.2). Safe for use by several channels.
 */
@Sharable
final class StreamFailures extends ChannelInboundHandlerAdapter {

    @Override
    public void exceptionCaught(ChannelHandlerContext context, Throwable cause) {
        if (!(cause instanceof StreamException)) {
            context.fireExceptionCaught(cause);
        }
    }
}
