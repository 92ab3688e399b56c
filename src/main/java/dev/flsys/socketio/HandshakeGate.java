package dev.flsys.socketio;

import dev.flsys.access.Origins;
import dev.flsys.socketio.PollingExchange.Refusal;
import io.vertx.core.http.HttpServerRequest;
import jakarta.inject.Singleton;
import java.util.function.Consumer;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;

/**
 * Lets only pages of allowed origins begin or go on: browsers let every page open a WebSocket to anywhere (RFC 6455,
 * 10.2).
 */
@Singleton
final class HandshakeGate {

    private static final int FORBIDDEN = 403;
    /** The origin at the beginning of a page's address. */
    private static final Pattern ORIGIN = Pattern.compile("[A-Za-z][A-Za-z0-9+.-]*://[^/?#]*");

    /** What browsers name the origin of a page that they do not want to name (RFC 6454, 7.1). */
    private static final String OPAQUE = "null";

    private final Origins origins;

    HandshakeGate(Origins origins) {
        this.origins = origins;
    }

    void pass(HttpServerRequest request, Consumer<HttpServerRequest> onwards) {
        if (origins.allow(origin(request), request)) {
            onwards.accept(request);
        } else {
            new PollingExchange(request.response()).refuse(FORBIDDEN, Refusal.FORBIDDEN);
        }
    }

    /**
     * The origin of the page that sends a request; null if no page does. Browsers send no Origin header for a script
     * element, by which JSONP polls, although any page may read what it answers: there, other headers give the origin.
     */
    private static @Nullable String origin(HttpServerRequest request) {
        String origin = request.getHeader("Origin");
        if (origin != null || request.getParam("j") == null) {
            return origin;
        }
        String referer = request.getHeader("Referer");
        if (referer != null) {
            Matcher page = ORIGIN.matcher(referer);
            return page.lookingAt() ? page.group() : OPAQUE;
        }
        String site = request.getHeader("Sec-Fetch-Site");
        return site == null || site.equals("same-origin") || site.equals("none") ? null : OPAQUE;
    }
}
