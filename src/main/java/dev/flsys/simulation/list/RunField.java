package dev.flsys.simulation.list;

import com.fasterxml.jackson.databind.JsonNode;
import java.math.BigDecimal;
import java.util.Map;
import java.util.Objects;
import org.jspecify.annotations.Nullable;

/**
 * A column of the list. Its name means a parameter, else a metric, else a field that each simulation has. These fields
 * are {@code id}, {@code name}, {@code state}, {@code requested}, {@code started}, {@code ended} and {@code duration}
 * in seconds. A text that is a number counts as that number. {@code params.X} is always a parameter, and
 * {@code metrics.X} always a metric. {@code -} and {@code _} are equal in names of parameters.
 *
 * @param name the name of the column
 * @param of the value of a metric: {@code last}, {@code min} or {@code max}
 */
public record RunField(String name, String of) {

    private static final String PARAMETER = "params.";
    private static final String METRIC = "metrics.";

    /** The value of the column: a number, a text or a boolean; null if the simulation has none. */
    public @Nullable Object value(RunSummary run) {
        if (name.startsWith(PARAMETER)) {
            return parameter(run, name.substring(PARAMETER.length()));
        }
        if (name.startsWith(METRIC)) {
            return metric(run, name.substring(METRIC.length()));
        }
        Object parameter = parameter(run, name);
        if (parameter != null) {
            return parameter;
        }
        Object metric = metric(run, name);
        return metric != null ? metric : column(run);
    }

    private static @Nullable Object parameter(RunSummary run, String name) {
        JsonNode found = run.parameters().get(name);
        if (found == null) {
            String same = name.replace('-', '_');
            found = run.parameters().entrySet().stream()
                    .filter(each -> each.getKey().replace('-', '_').equals(same))
                    .map(Map.Entry::getValue)
                    .findFirst()
                    .orElse(null);
        }
        if (found == null) {
            return null;
        }
        if (found.isBoolean()) {
            return found.booleanValue();
        }
        BigDecimal number = RunFilter.number(found.asText());
        return number != null ? number : found.asText();
    }

    private @Nullable Object metric(RunSummary run, String key) {
        RunSummary.Metric metric = run.metrics().get(key);
        if (metric == null) {
            return null;
        }
        double value = of.equals("min") ? metric.min() : of.equals("max") ? metric.max() : metric.last();
        return Double.isFinite(value) ? BigDecimal.valueOf(value) : null;
    }

    private @Nullable Object column(RunSummary run) {
        switch (name) {
            case "id":
                return run.id();
            case "name":
                return run.labels().name();
            case "state":
                return run.state();
            case "requested":
                return run.requested().toString();
            case "started":
                return run.started() == null ? null : Objects.toString(run.started());
            case "ended":
                return run.ended() == null ? null : Objects.toString(run.ended());
            case "duration":
                Double seconds = run.seconds();
                return seconds == null ? null : BigDecimal.valueOf(seconds);
            default:
                return null;
        }
    }
}
