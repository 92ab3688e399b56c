package dev.flsys.platform;

import io.quarkus.vertx.http.HttpServerOptionsCustomizer;
import io.vertx.core.http.HttpServerOptions;
import jakarta.inject.Singleton;

/**
 * Turns off the compression of WebSockets, which Vert.x offers by default. The limit of a frame counts its compressed
 * bytes. A frame of 1 MiB may expand to 1 GiB, and Vert.x has no limit for the expanded size.
 */
@Singleton
final class UncompressedSockets implements HttpServerOptionsCustomizer {

    @Override
    public void customizeHttpServer(HttpServerOptions options) {
        options.setPerMessageWebSocketCompressionSupported(false).setPerFrameWebSocketCompressionSupported(false);
    }

    @Override
    public void customizeHttpsServer(HttpServerOptions options) {
        customizeHttpServer(options);
    }
}
