/**
 * Traces by OpenTelemetry, off unless OTEL_EXPORTER_OTLP_ENDPOINT is set. Rooms that work for a request take its trace
 * with {@link dev.flsys.telemetry.Traces#current()}, and report what took time. Nothing of the SDK is loaded while
 * traces are off. {@link dev.flsys.telemetry.LogField} adds fields to the log records of a thread.
 */
@NullMarked
package dev.flsys.telemetry;

import org.jspecify.annotations.NullMarked;
