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
 * Rejects JSONP polling from pages of foreign origins. Any page may read the answer to a script element. Browsers send
 * no Origin header with such a request. So the room {@code access}, which checks that header, does not detect it.
 */
@Singleton
final class HandshakeGate {

    private static final int FORBIDDEN = 403;
    /** The origin at the beginning of a page's address. */
    private static final Pattern ORIGIN = Pattern.compile("^[A-Za-z][A-Za-z0-9+.-]*://[^/?#]*");

    /** The value that browsers send in place of an origin that they hide (RFC 6454, 7.1). */
    private static final String OPAQUE = "null";

    private final Origins origins;

    HandshakeGate(Origins origins) {
        this.origins = origins;
    }

    void pass(HttpServerRequest request, Consumer<HttpServerRequest> onwards) {
        if (request.getParam("j") == null || origins.allows(origin(request), request)) {
            onwards.accept(request);
        } else {
            new PollingExchange(request.response()).refuse(FORBIDDEN, Refusal.FORBIDDEN);
        }
    }

    /** The origin of the page that sends a JSONP request, from other headers; null if no foreign page sends it. */
    private static @Nullable String origin(HttpServerRequest request) {
        String origin = request.getHeader("Origin");
        if (origin != null) {
            return origin;
        }
        String referer = request.getHeader("Referer");
        if (referer != null) {
            Matcher page = ORIGIN.matcher(referer);
            return page.find() ? page.group() : OPAQUE;
        }
        String site = request.getHeader("Sec-Fetch-Site");
        return site == null || site.equals("same-origin") || site.equals("none") ? null : OPAQUE;
    }
}
