package dev.flsys.live;

import io.vertx.core.http.HttpHeaders;
import io.vertx.ext.web.Router;
import jakarta.enterprise.event.Observes;
import jakarta.inject.Singleton;
import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.util.Objects;
import org.eclipse.microprofile.config.inject.ConfigProperty;

/** Serves the description of the live protocol at {@value #PATH}: AsyncAPI 3 as YAML. Thread-safe. */
@Singleton
final class LiveDescription {

    static final String PATH = "/q/asyncapi";

    private static final String RESOURCE = "asyncapi.yaml";

    private final String text;

    LiveDescription(@ConfigProperty(name = "quarkus.application.version") String version) {
        this.text = read().replace("${version}", version);
    }

    void register(@Observes Router router) {
        router.get(PATH).handler(exchange -> exchange.response()
                .putHeader(HttpHeaders.CONTENT_TYPE, "application/yaml;charset=UTF-8")
                .end(text));
    }

    private static String read() {
        try (InputStream resource = Objects.requireNonNull(LiveDescription.class.getResourceAsStream(RESOURCE))) {
            return new String(resource.readAllBytes(), StandardCharsets.UTF_8);
        } catch (IOException broken) {
            throw new UncheckedIOException("The description of the live protocol cannot be read", broken);
        }
    }
}
