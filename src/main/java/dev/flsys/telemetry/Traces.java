package dev.flsys.telemetry;

import io.opentelemetry.api.common.Attributes;
import io.opentelemetry.api.trace.Span;
import io.opentelemetry.api.trace.SpanBuilder;
import io.opentelemetry.api.trace.SpanContext;
import io.opentelemetry.api.trace.StatusCode;
import io.opentelemetry.api.trace.Tracer;
import io.opentelemetry.context.Context;
import io.vertx.core.Vertx;
import java.util.Map;
import java.util.concurrent.TimeUnit;
import org.jspecify.annotations.Nullable;

/**
 * The traces of this process. There is one tracer for a process, as in OpenTelemetry itself, so plain classes need none
 * in their constructors. Thread-safe.
 */
public final class Traces {

    /** The key of the trace in the data of a request. */
    private static final Object KEY = new Object();

    private static volatile @Nullable Tracer tracer;

    private Traces() {}

    /** Makes spans with {@code next} from now on; null turns traces off. */
    static void use(@Nullable Tracer next) {
        tracer = next;
    }

    /** Whether traces are on. */
    public static boolean isOn() {
        return tracer != null;
    }

    /** The trace of the request that this thread handles; null if there is none, or traces are off. */
    public static @Nullable Context current() {
        if (tracer == null) {
            return null;
        }
        io.vertx.core.Context request = Vertx.currentContext();
        return request == null ? null : request.getLocal(KEY);
    }

    /** Sets the trace of the request that this thread handles. */
    static void handle(Context trace) {
        Vertx.currentContext().putLocal(KEY, trace);
    }

    /** Begins a span; null if traces are off. */
    public static @Nullable Span begin(String name, @Nullable Context parent, Attributes attributes) {
        SpanBuilder builder = builder(name, parent, attributes);
        return builder == null ? null : builder.startSpan();
    }

    /**
     * Reports spans that have ended. Does nothing if traces are off.
     *
     * @param startNanos its begin by {@link System#nanoTime()}
     * @param nanos its length
     */
    public static void report(
            String name,
            @Nullable Context parent,
            Attributes attributes,
            long startNanos,
            long nanos,
            boolean success) {
        SpanBuilder builder = builder(name, parent, attributes);
        if (builder != null) {
            long start = TimeUnit.MILLISECONDS.toNanos(System.currentTimeMillis()) - (System.nanoTime() - startNanos);
            Span span = builder.setStartTimestamp(start, TimeUnit.NANOSECONDS).startSpan();
            if (!success) {
                span.setStatus(StatusCode.ERROR);
            }
            span.end(start + nanos, TimeUnit.NANOSECONDS);
        }
    }

    static @Nullable SpanBuilder builder(String name, @Nullable Context parent, Attributes attributes) {
        Tracer present = tracer;
        if (present == null) {
            return null;
        }
        SpanBuilder builder = present.spanBuilder(name).setAllAttributes(attributes);
        return parent == null ? builder.setNoParent() : builder.setParent(parent);
    }

    /**
     * The variables that continue the trace of {@code span} in a child process: {@code TRACEPARENT} as W3C Trace
     * Context writes it (https://www.w3.org/TR/trace-context/#traceparent-header).
     */
    public static Map<String, String> environment(@Nullable Span span) {
        SpanContext context = span == null ? SpanContext.getInvalid() : span.getSpanContext();
        return context.isValid()
                ? Map.of(
                        "TRACEPARENT",
                        "00-" + context.getTraceId() + "-" + context.getSpanId() + "-"
                                + context.getTraceFlags().asHex())
                : Map.of();
    }
}
