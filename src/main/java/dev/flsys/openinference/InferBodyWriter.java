package dev.flsys.openinference;

import dev.flsys.received.TensorHead;
import io.vertx.core.buffer.Buffer;
import jakarta.ws.rs.Produces;
import jakarta.ws.rs.core.HttpHeaders;
import jakarta.ws.rs.core.MediaType;
import jakarta.ws.rs.core.MultivaluedMap;
import jakarta.ws.rs.ext.Provider;
import java.io.IOException;
import java.io.OutputStream;
import java.lang.annotation.Annotation;
import java.lang.reflect.Type;
import org.jboss.resteasy.reactive.server.spi.ResteasyReactiveResourceInfo;
import org.jboss.resteasy.reactive.server.spi.ServerHttpResponse;
import org.jboss.resteasy.reactive.server.spi.ServerMessageBodyWriter;
import org.jboss.resteasy.reactive.server.spi.ServerRequestContext;
import org.jboss.resteasy.reactive.server.vertx.serializers.ServerVertxBufferMessageBodyWriter;

/**
 * Sends the bodies of inferences with their headers. A {@code Response} would cost more than the prediction of a small
 * model, because its writer and its media type are found again for each answer. Thread-safe.
 */
@Provider
@Produces(MediaType.APPLICATION_JSON)
public class InferBodyWriter implements ServerMessageBodyWriter<InferBody> {

    private static final ServerVertxBufferMessageBodyWriter BUFFERS = new ServerVertxBufferMessageBodyWriter();

    @Override
    public boolean isWriteable(
            Class<?> type, Type genericType, ResteasyReactiveResourceInfo target, MediaType mediaType) {
        return type == InferBody.class;
    }

    @Override
    public boolean isWriteable(Class<?> type, Type genericType, Annotation[] annotations, MediaType mediaType) {
        return type == InferBody.class;
    }

    @Override
    public void writeResponse(InferBody body, Type genericType, ServerRequestContext context) {
        ServerHttpResponse response = context.serverResponse();
        // By default, RESTEasy Reactive writes the type of the resource with a charset over the type that is set here.
        response.setPreCommitListener(null);
        if (body.binary()) {
            response.setResponseHeader(HttpHeaders.CONTENT_TYPE, MediaType.APPLICATION_OCTET_STREAM);
            response.setResponseHeader(TensorHead.HEADER, Integer.toString(body.json()));
        } else {
            response.setResponseHeader(HttpHeaders.CONTENT_TYPE, MediaType.APPLICATION_JSON);
        }
        BUFFERS.writeResponse(Buffer.buffer(body.bytes()), Buffer.class, context);
    }

    @Override
    public void writeTo(
            InferBody body,
            Class<?> type,
            Type genericType,
            Annotation[] annotations,
            MediaType mediaType,
            MultivaluedMap<String, Object> headers,
            OutputStream stream)
            throws IOException {
        throw new IllegalStateException("Bodies of inferences are sent without a stream.");
    }
}
