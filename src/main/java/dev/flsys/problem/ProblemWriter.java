package dev.flsys.problem;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.ObjectMapper;
import io.netty.handler.codec.http.HttpResponseStatus;
import io.vertx.core.http.HttpHeaders;
import io.vertx.core.http.HttpServerResponse;
import jakarta.inject.Singleton;

/** Writes problem bodies for filters and routes that run before any resource. Safe for use by several threads. */
@Singleton
public final class ProblemWriter {

    private final ObjectMapper json;

    ProblemWriter(ObjectMapper json) {
        this.json = json;
    }

    /** Ends {@code response} with a problem body. Its title is the reason phrase of the status. */
    public void end(HttpServerResponse response, int status, String detail) {
        ProblemBody body =
                ProblemBody.of(status, HttpResponseStatus.valueOf(status).reasonPhrase(), detail);
        response.setStatusCode(status)
                .putHeader(HttpHeaders.CONTENT_TYPE, ProblemBody.MEDIA_TYPE)
                .end(text(body));
    }

    private String text(ProblemBody body) {
        try {
            return json.writeValueAsString(body);
        } catch (JsonProcessingException impossible) {
            throw new IllegalStateException("A record of strings can always be written", impossible);
        }
    }
}
