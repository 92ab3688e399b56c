package dev.flsys.inference;

import com.fasterxml.jackson.core.JsonFactory;
import com.fasterxml.jackson.core.JsonGenerator;
import com.fasterxml.jackson.core.StreamWriteFeature;
import com.fasterxml.jackson.core.util.ByteArrayBuilder;
import jakarta.ws.rs.Produces;
import jakarta.ws.rs.core.MediaType;
import jakarta.ws.rs.core.MultivaluedMap;
import jakarta.ws.rs.ext.Provider;
import java.io.IOException;
import java.io.OutputStream;
import java.lang.annotation.Annotation;
import java.lang.reflect.Type;
import org.jboss.resteasy.reactive.server.spi.ResteasyReactiveResourceInfo;
import org.jboss.resteasy.reactive.server.spi.ServerMessageBodyWriter;
import org.jboss.resteasy.reactive.server.spi.ServerRequestContext;

/**
 * Writes {@link TensorAnswer}s directly into bytes. The general writer uses reflection and a stream, which costs as
 * much as the prediction of a small model.
 */
@Provider
@Produces(MediaType.APPLICATION_JSON)
public class TensorAnswerWriter implements ServerMessageBodyWriter<TensorAnswer> {

    private static final JsonFactory JSON = JsonFactory.builder()
            .enable(StreamWriteFeature.USE_FAST_DOUBLE_WRITER)
            .build();

    @Override
    public boolean isWriteable(
            Class<?> type, Type genericType, ResteasyReactiveResourceInfo target, MediaType mediaType) {
        return type == TensorAnswer.class;
    }

    @Override
    public boolean isWriteable(Class<?> type, Type genericType, Annotation[] annotations, MediaType mediaType) {
        return type == TensorAnswer.class;
    }

    @Override
    public void writeResponse(TensorAnswer answer, Type genericType, ServerRequestContext context) throws IOException {
        context.serverResponse().end(toBytes(answer));
    }

    @Override
    public void writeTo(
            TensorAnswer answer,
            Class<?> type,
            Type genericType,
            Annotation[] annotations,
            MediaType mediaType,
            MultivaluedMap<String, Object> headers,
            OutputStream body)
            throws IOException {
        body.write(toBytes(answer));
    }

    /** {@code {"output":[[...],...],"model_path":"..."}} in UTF-8. */
    static byte[] toBytes(TensorAnswer answer) throws IOException {
        try (ByteArrayBuilder bytes = new ByteArrayBuilder();
                JsonGenerator json = JSON.createGenerator(bytes)) {
            json.writeStartObject();
            json.writeArrayFieldStart("output");
            for (double[] row : answer.output()) {
                json.writeArray(row, 0, row.length);
            }
            json.writeEndArray();
            json.writeStringField("model_path", answer.modelPath());
            json.writeEndObject();
            json.flush();
            return bytes.toByteArray();
        }
    }
}
