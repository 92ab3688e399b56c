package dev.flsys.problem;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.ObjectMapper;
import io.netty.handler.codec.http.HttpResponseStatus;
import io.vertx.core.http.HttpHeaders;
import io.vertx.ext.web.RoutingContext;
import jakarta.inject.Singleton;
import java.util.OptionalInt;

/** Writes problem bodies for filters and routes that run before any resource. Thread-safe. */
@Singleton
public final class ProblemWriter {

    private final ObjectMapper json;

    ProblemWriter(ObjectMapper json) {
        this.json = json;
    }

    /**
     * Ends the response of {@code exchange} with a problem body, whose title is the reason phrase of the status. A gRPC
     * call gets the status of gRPC instead.
     */
    public void end(RoutingContext exchange, int status, String detail) {
        if (GrpcAnswer.isOf(exchange.request())) {
            GrpcAnswer.end(exchange.request(), GrpcCode.of(status), detail, OptionalInt.empty());
            return;
        }
        boolean inference = ErrorBody.isOf(exchange.request().path());
        Object body = inference
                ? new ErrorBody(detail)
                : ProblemBody.of(status, HttpResponseStatus.valueOf(status).reasonPhrase(), detail);
        exchange.response()
                .setStatusCode(status)
                .putHeader(HttpHeaders.CONTENT_TYPE, inference ? ErrorBody.MEDIA_TYPE : ProblemBody.MEDIA_TYPE)
                .end(text(body));
    }

    private String text(Object body) {
        try {
            return json.writeValueAsString(body);
        } catch (JsonProcessingException impossible) {
            throw new IllegalStateException("A record of strings can always be written", impossible);
        }
    }
}
