package dev.flsys.flower.observer;

import com.fasterxml.jackson.annotation.JsonInclude;
import io.quarkus.runtime.annotations.RegisterForReflection;
import org.eclipse.microprofile.openapi.annotations.media.Schema;
import org.jspecify.annotations.Nullable;

/**
 * The summary of the events of a run.
 *
 * @param api {@code message} or {@code legacy}: the API of its first training; null if no training was observed
 * @param strategy the class of the strategy
 * @param flower the version of Flower, if it is not observed
 * @param events number of events
 * @param note the reason why the run, or a part of it, was not observed; null if it was
 */
@RegisterForReflection
@JsonInclude(JsonInclude.Include.NON_NULL)
@Schema(name = "Observation")
public record ObservationSummary(
        @Nullable String api,
        @Nullable String strategy,
        @Nullable String flower,
        long events,
        @Nullable String note) {

    /** A run without observations. */
    public static ObservationSummary nothing(String note) {
        return new ObservationSummary(null, null, null, 0, note);
    }
}
