package dev.flsys.platform.metrics;

import io.micrometer.core.instrument.Tags;
import io.quarkus.micrometer.runtime.HttpServerMetricsTagsContributor;
import io.vertx.core.http.HttpHeaders;
import io.vertx.core.http.HttpMethod;
import io.vertx.core.http.HttpServerRequest;
import jakarta.inject.Singleton;
import java.util.Map;
import java.util.Set;

/**
 * Bounds the labels of {@code http_server_requests_seconds}. Quarkus takes the method and, of a request that reaches no
 * resource, the path from the client. So a client could add any number of metrics, for example with requests that a
 * filter refuses.
 */
@Singleton
final class HttpLabels implements HttpServerMetricsTagsContributor {

    /** The template of the resource that answered, in the data of the request. */
    private static final String TEMPLATE = "UrlPathTemplate";

    private static final String OTHER = "OTHER";
    private static final int NOT_FOUND = 404;
    private static final int FIRST_REDIRECT = 300;
    private static final int FIRST_ERROR = 400;

    private static final Set<HttpMethod> METHODS = Set.of(
            HttpMethod.GET,
            HttpMethod.HEAD,
            HttpMethod.POST,
            HttpMethod.PUT,
            HttpMethod.PATCH,
            HttpMethod.DELETE,
            HttpMethod.OPTIONS,
            HttpMethod.TRACE,
            HttpMethod.CONNECT);

    /** The paths that are no REST resources, with their labels. */
    private static final Map<String, String> PATHS = Map.of(
            "/", "root",
            "/console", "/console",
            "/console/", "/console",
            "/q/asyncapi", "/q/asyncapi",
            "/socket.io", "/socket.io",
            "/socket.io/", "/socket.io",
            "/ws", "/ws",
            "/ws/", "/ws");

    /** Paths of the methods of gRPC. */
    private static final String INFERENCE = "/inference.GRPCInferenceService/";

    private static final String STANDARD_SERVICES = "/grpc.";

    @Override
    public Tags contribute(Context context) {
        HttpServerRequest request = context.request();
        Tags method = METHODS.contains(request.method()) ? Tags.empty() : Tags.of("method", OTHER);
        return context.requestContextLocalData(TEMPLATE) != null
                ? method
                : method.and("uri", label(request, context.response().statusCode()));
    }

    /** The label of a request that reached no resource. Quarkus uses the same words for redirects and status 404. */
    private static String label(HttpServerRequest request, int status) {
        if (status == NOT_FOUND) {
            return "NOT_FOUND";
        }
        if (status >= FIRST_REDIRECT && status < FIRST_ERROR) {
            return "REDIRECTION";
        }
        if (request.path().startsWith(INFERENCE) || request.path().startsWith(STANDARD_SERVICES)) {
            return "grpc";
        }
        return isPreflight(request) ? "/cors-preflight" : PATHS.getOrDefault(request.path(), OTHER);
    }

    private static boolean isPreflight(HttpServerRequest request) {
        return HttpMethod.OPTIONS.equals(request.method())
                && request.getHeader(HttpHeaders.ORIGIN) != null
                && request.getHeader(HttpHeaders.ACCESS_CONTROL_REQUEST_METHOD) != null;
    }
}
