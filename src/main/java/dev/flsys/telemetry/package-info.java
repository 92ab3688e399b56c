/**
 * Traces by OpenTelemetry, off unless OTEL_EXPORTER_OTLP_ENDPOINT is set. A room that works for a request gets the
 * request's trace from {@link dev.flsys.telemetry.Traces#current()}, and adds spans to it. Nothing of the SDK is loaded
 * while traces are off. {@link dev.flsys.telemetry.LogField} adds fields to the log records of a thread.
 */
@NullMarked
package dev.flsys.telemetry;

import org.jspecify.annotations.NullMarked;
