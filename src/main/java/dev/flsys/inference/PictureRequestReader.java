package dev.flsys.inference;

import com.fasterxml.jackson.databind.ObjectMapper;
import dev.flsys.received.ReceivedStream;
import io.quarkus.resteasy.reactive.jackson.runtime.serialisers.ServerJacksonMessageBodyReader;
import jakarta.enterprise.inject.Instance;
import jakarta.inject.Inject;
import jakarta.ws.rs.Consumes;
import jakarta.ws.rs.core.MediaType;
import jakarta.ws.rs.core.MultivaluedMap;
import jakarta.ws.rs.ext.Provider;
import java.io.IOException;
import java.io.InputStream;
import java.lang.annotation.Annotation;
import java.lang.reflect.Type;
import java.util.Optional;
import org.jboss.resteasy.reactive.server.spi.ResteasyReactiveResourceInfo;
import org.jboss.resteasy.reactive.server.spi.ServerMessageBodyReader;
import org.jboss.resteasy.reactive.server.spi.ServerRequestContext;
import org.jspecify.annotations.Nullable;

/**
 * Reads pictures to be classified: the usual form of the body as {@link DecodedRequest}, every other body by Jackson.
 * Thread-safe.
 */
@Provider
@Consumes(MediaType.APPLICATION_JSON)
public class PictureRequestReader implements ServerMessageBodyReader<PictureRequest> {

    private final ServerJacksonMessageBodyReader jackson;

    @Inject
    PictureRequestReader(Instance<ObjectMapper> json) {
        this.jackson = new ServerJacksonMessageBodyReader(json);
    }

    @Override
    public boolean isReadable(
            Class<?> type, Type genericType, ResteasyReactiveResourceInfo target, MediaType mediaType) {
        return type == PictureRequest.class;
    }

    @Override
    public boolean isReadable(Class<?> type, Type genericType, Annotation[] annotations, MediaType mediaType) {
        return type == PictureRequest.class;
    }

    @Override
    public @Nullable PictureRequest readFrom(
            Class<PictureRequest> type, Type genericType, MediaType mediaType, ServerRequestContext context)
            throws IOException {
        return read(mediaType, null, context.getInputStream());
    }

    @Override
    public @Nullable PictureRequest readFrom(
            Class<PictureRequest> type,
            Type genericType,
            Annotation[] annotations,
            MediaType mediaType,
            MultivaluedMap<String, String> headers,
            InputStream body)
            throws IOException {
        return read(mediaType, headers, body);
    }

    private @Nullable PictureRequest read(
            MediaType mediaType, @Nullable MultivaluedMap<String, String> headers, InputStream body)
            throws IOException {
        Optional<DecodedRequest> usual =
                body instanceof ReceivedStream received ? DecodedRequest.read(received.bytes()) : Optional.empty();
        if (usual.isPresent()) {
            return usual.get();
        }
        @SuppressWarnings({"unchecked", "rawtypes"}) // It is declared for Object, and reads the given type.
        Class<Object> type = (Class) PredictRequest.class;
        return (PredictRequest)
                jackson.readFrom(type, PredictRequest.class, new Annotation[0], mediaType, headers, body);
    }
}
