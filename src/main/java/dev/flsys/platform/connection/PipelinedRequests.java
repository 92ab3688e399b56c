package dev.flsys.platform.connection;

import io.netty.channel.ChannelDuplexHandler;
import io.netty.channel.ChannelHandlerContext;
import io.netty.channel.ChannelPromise;
import io.netty.handler.codec.http.HttpRequest;
import io.netty.handler.codec.http.HttpResponse;
import io.netty.handler.codec.http.HttpStatusClass;
import io.netty.handler.codec.http.LastHttpContent;

/**
 * Reads no more from its connection while many of its requests wait for their answers. Vert.x answers pipelined
 * requests one after the other, and keeps all those that have arrived. For HTTP/1; on the event loop of the connection.
 */
final class PipelinedRequests extends ChannelDuplexHandler {

    /** The name of Vert.x's handler. This handler is added before it. */
    static final String BEFORE = "handler";

    static final String NAME = "flsys-pipelined-requests";

    /**
     * The number of waiting requests above which nothing more is read. The requests of one read from the socket may
     * exceed it.
     */
    static final int MAX = 16;

    private int waiting;
    private boolean readWanted;

    /** @param waiting the requests that have arrived before */
    PipelinedRequests(int waiting) {
        this.waiting = waiting;
    }

    @Override
    public void channelRead(ChannelHandlerContext context, Object message) {
        if (message instanceof HttpRequest) {
            waiting++;
        }
        context.fireChannelRead(message);
    }

    @Override
    public void read(ChannelHandlerContext context) {
        if (waiting > MAX) {
            readWanted = true;
        } else {
            context.read();
        }
    }

    @Override
    public void write(ChannelHandlerContext context, Object message, ChannelPromise promise) {
        var unused = context.write(message, promise);
        if (message instanceof LastHttpContent && !isInterim(message)) {
            waiting--;
            if (readWanted && waiting <= MAX) {
                readWanted = false;
                context.read();
            }
        }
    }

    /** Whether the answer itself is still to come. */
    private static boolean isInterim(Object message) {
        return message instanceof HttpResponse answer && answer.status().codeClass() == HttpStatusClass.INFORMATIONAL;
    }
}
