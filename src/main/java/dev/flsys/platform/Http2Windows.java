package dev.flsys.platform;

import io.quarkus.vertx.http.HttpServerOptionsCustomizer;
import io.vertx.core.http.HttpServerOptions;
import jakarta.inject.Singleton;

/**
 * Lets HTTP/2 clients send tensors in larger pieces. With the defaults, a client may send 64 KiB before it must wait
 * for the service, in frames of 16 KiB. A window bounds the bytes that a connection keeps for a request that is not
 * read yet.
 */
@Singleton
final class Http2Windows implements HttpServerOptionsCustomizer {

    /** Bytes that a client may send on a stream before the service reads them. */
    private static final int WINDOW = 128 * 1024;

    /**
     * The same for all streams of a connection. Three streams that are not read leave room for the others: Netty lets
     * the client send more only once half of this window was read.
     */
    private static final int CONNECTION_WINDOW = 8 * WINDOW;

    private static final int FRAME = 256 * 1024;

    @Override
    public void customizeHttpServer(HttpServerOptions options) {
        options.setHttp2ConnectionWindowSize(CONNECTION_WINDOW);
        options.getInitialSettings().setInitialWindowSize(WINDOW).setMaxFrameSize(FRAME);
    }

    @Override
    public void customizeHttpsServer(HttpServerOptions options) {
        customizeHttpServer(options);
    }
}
