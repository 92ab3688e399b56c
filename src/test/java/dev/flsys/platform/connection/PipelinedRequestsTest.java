package dev.flsys.platform.connection;

import static org.assertj.core.api.Assertions.assertThat;

import io.netty.buffer.Unpooled;
import io.netty.channel.ChannelHandlerContext;
import io.netty.channel.ChannelOutboundHandlerAdapter;
import io.netty.channel.embedded.EmbeddedChannel;
import io.netty.handler.codec.http.DefaultFullHttpRequest;
import io.netty.handler.codec.http.DefaultFullHttpResponse;
import io.netty.handler.codec.http.DefaultHttpContent;
import io.netty.handler.codec.http.DefaultHttpResponse;
import io.netty.handler.codec.http.HttpMethod;
import io.netty.handler.codec.http.HttpResponseStatus;
import io.netty.handler.codec.http.HttpVersion;
import io.netty.handler.codec.http.LastHttpContent;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

class PipelinedRequestsTest {

    private int reads;
    private final EmbeddedChannel channel = new EmbeddedChannel(
            new ChannelOutboundHandlerAdapter() {
                @Override
                public void read(ChannelHandlerContext context) {
                    reads++;
                }
            },
            new PipelinedRequests(1));

    PipelinedRequestsTest() {
        channel.config().setAutoRead(false);
        reads = 0;
    }

    @AfterEach
    void close() {
        channel.finishAndReleaseAll();
    }

    private void requests(int number) {
        for (int i = 0; i < number; i++) {
            channel.writeInbound(new DefaultFullHttpRequest(HttpVersion.HTTP_1_1, HttpMethod.GET, "/"));
        }
    }

    private void answer(HttpResponseStatus status) {
        channel.writeOutbound(new DefaultFullHttpResponse(HttpVersion.HTTP_1_1, status));
    }

    private int readsAfterOneMore() {
        channel.read();
        return reads;
    }

    @Test
    void nothing_is_read_while_many_requests_wait_and_all_of_them_pass() {
        requests(PipelinedRequests.MAX - 1);
        assertThat(readsAfterOneMore()).isEqualTo(1);
        requests(100);
        assertThat(readsAfterOneMore()).isEqualTo(1);
        assertThat(channel.inboundMessages()).hasSize(PipelinedRequests.MAX + 99);
        for (int i = 0; i < 99; i++) {
            answer(HttpResponseStatus.OK);
        }
        assertThat(reads).isEqualTo(1);
        answer(HttpResponseStatus.NOT_FOUND);
        assertThat(reads).as("the read that was held").isEqualTo(2);
        assertThat(readsAfterOneMore()).isEqualTo(3);
    }

    @Test
    void an_answer_in_parts_is_one_answer_and_an_interim_one_is_none() {
        requests(PipelinedRequests.MAX);
        assertThat(readsAfterOneMore()).isZero();
        answer(HttpResponseStatus.CONTINUE);
        channel.writeOutbound(new DefaultHttpResponse(HttpVersion.HTTP_1_1, HttpResponseStatus.OK));
        channel.writeOutbound(new DefaultHttpContent(Unpooled.buffer().writeByte(1)));
        assertThat(reads).isZero();
        channel.writeOutbound(LastHttpContent.EMPTY_LAST_CONTENT);
        assertThat(reads).isEqualTo(1);
    }

    @Test
    void without_a_wish_to_read_the_end_of_an_answer_reads_nothing() {
        requests(PipelinedRequests.MAX);
        answer(HttpResponseStatus.OK);
        assertThat(reads).isZero();
    }
}
