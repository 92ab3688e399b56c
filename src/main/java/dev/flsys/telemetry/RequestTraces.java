package dev.flsys.telemetry;

import io.opentelemetry.api.common.AttributeKey;
import io.opentelemetry.api.common.Attributes;
import io.opentelemetry.api.trace.Span;
import io.opentelemetry.api.trace.SpanBuilder;
import io.opentelemetry.api.trace.SpanKind;
import io.opentelemetry.api.trace.StatusCode;
import io.opentelemetry.api.trace.propagation.W3CTraceContextPropagator;
import io.opentelemetry.context.Context;
import io.opentelemetry.context.propagation.TextMapGetter;
import io.quarkus.vertx.http.runtime.filters.Filters;
import io.vertx.core.Vertx;
import io.vertx.core.http.HttpMethod;
import io.vertx.core.http.HttpServerRequest;
import io.vertx.ext.web.RoutingContext;
import jakarta.enterprise.event.Observes;
import jakarta.inject.Singleton;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/**
 * Makes a span of each HTTP request, below the span of the caller that W3C's headers name. Its name has the template of
 * the path. Queries and headers, which may hold secrets, are not in it. Not registered while traces are off.
 */
@Singleton
final class RequestTraces {

    /** The order: after the id of the request is known, and before all filters that may refuse the request. */
    private static final int PRIORITY = 515;

    /** The template of the resource that answers, in the data of the request. */
    private static final String TEMPLATE = "UrlPathTemplate";

    private static final int SERVER_ERROR = 500;
    private static final AttributeKey<String> METHOD = AttributeKey.stringKey("http.request.method");
    private static final AttributeKey<String> ROUTE = AttributeKey.stringKey("http.route");
    private static final AttributeKey<Long> STATUS = AttributeKey.longKey("http.response.status_code");
    private static final Set<HttpMethod> METHODS = Set.of(
            HttpMethod.GET,
            HttpMethod.HEAD,
            HttpMethod.POST,
            HttpMethod.PUT,
            HttpMethod.PATCH,
            HttpMethod.DELETE,
            HttpMethod.OPTIONS);

    private static final TextMapGetter<HttpServerRequest> HEADERS = new TextMapGetter<>() {
        @Override
        public Iterable<String> keys(HttpServerRequest request) {
            return request.headers().names();
        }

        @Override
        public @Nullable String get(@Nullable HttpServerRequest request, String name) {
            return request == null ? null : request.getHeader(name);
        }
    };

    private final TelemetrySettings settings;

    RequestTraces(TelemetrySettings settings) {
        this.settings = settings;
    }

    void register(@Observes Filters filters) {
        if (settings.endpoint().isPresent()) {
            filters.register(RequestTraces::trace, PRIORITY);
        }
    }

    private static void trace(RoutingContext exchange) {
        HttpServerRequest request = exchange.request();
        Context caller = W3CTraceContextPropagator.getInstance().extract(Context.root(), request, HEADERS);
        String method = METHODS.contains(request.method()) ? request.method().name() : "HTTP";
        SpanBuilder builder = Traces.builder(method, caller, Attributes.of(METHOD, method));
        if (builder != null) {
            Span span = builder.setSpanKind(SpanKind.SERVER).startSpan();
            Traces.handle(caller.with(span));
            io.vertx.core.Context data = Vertx.currentContext();
            exchange.addEndHandler(end -> end(
                    span, method, data.getLocal(TEMPLATE), exchange.response().getStatusCode()));
        }
        exchange.next();
    }

    private static void end(Span span, String method, @Nullable String route, int status) {
        span.setAttribute(STATUS, (long) status);
        if (route != null) {
            span.updateName(method + " " + route).setAttribute(ROUTE, route);
        }
        if (status >= SERVER_ERROR) {
            span.setStatus(StatusCode.ERROR);
        }
        span.end();
    }
}
