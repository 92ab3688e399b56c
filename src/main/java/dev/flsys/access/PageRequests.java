package dev.flsys.access;

import io.vertx.core.http.HttpHeaders;
import io.vertx.core.http.HttpMethod;
import io.vertx.core.http.HttpServerRequest;
import java.util.Locale;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;

/** Requests of a browser for the page of the console, which holds no data of the project. */
public final class PageRequests {

    /** Paths as they were sent, as in {@link ApiTokenGate}. */
    private static final Pattern CONSOLE = Pattern.compile("/console(/(static/[A-Za-z0-9._-]+)?)?");

    private PageRequests() {}

    /** Whether the request is for {@code /} as a page. Browsers accept HTML; other clients do not ask for it. */
    public static boolean isPage(HttpServerRequest request) {
        return isRead(request) && request.path().equals("/") && acceptsHtml(request.getHeader(HttpHeaders.ACCEPT));
    }

    /** Whether it is for the page, the scripts or the styles of the console. */
    static boolean isConsole(HttpServerRequest request) {
        return isPage(request)
                || (isRead(request) && CONSOLE.matcher(request.path()).matches());
    }

    /** Whether it is a GET or HEAD request. */
    static boolean isRead(HttpServerRequest request) {
        return request.method().equals(HttpMethod.GET) || request.method().equals(HttpMethod.HEAD);
    }

    private static boolean acceptsHtml(@Nullable String accept) {
        return accept != null && accept.toLowerCase(Locale.ROOT).contains("text/html");
    }
}
