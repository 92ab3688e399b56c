package dev.flsys.platform.connection;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.netty.channel.ChannelHandlerContext;
import io.netty.channel.ChannelInboundHandlerAdapter;
import io.netty.channel.embedded.EmbeddedChannel;
import io.netty.handler.codec.http2.Http2Error;
import io.netty.handler.codec.http2.Http2Exception;
import java.io.IOException;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Test;

class StreamFailuresTest {

    private final List<Throwable> reported = new ArrayList<>();
    private final EmbeddedChannel channel =
            new EmbeddedChannel(new StreamFailures(), new ChannelInboundHandlerAdapter() {
                @Override
                public void exceptionCaught(ChannelHandlerContext context, Throwable cause) {
                    reported.add(cause);
                }
            });

    @Test
    void the_failure_of_a_stream_does_not_reach_the_handlers_of_the_connection() {
        channel.pipeline().fireExceptionCaught(Http2Exception.streamError(3, Http2Error.STREAM_CLOSED, "closed"));
        assertEquals(List.of(), reported);
        assertTrue(channel.isOpen());
    }

    @Test
    void failures_of_the_connection_do() {
        List<Throwable> failures =
                List.of(Http2Exception.connectionError(Http2Error.PROTOCOL_ERROR, "frame"), new IOException("reset"));
        failures.forEach(channel.pipeline()::fireExceptionCaught);
        assertEquals(failures, reported);
    }
}
