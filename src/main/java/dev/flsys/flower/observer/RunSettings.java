package dev.flsys.flower.observer;

import com.fasterxml.jackson.annotation.JsonInclude;
import com.fasterxml.jackson.annotation.JsonProperty;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import io.quarkus.runtime.annotations.RegisterForReflection;
import java.util.List;
import org.eclipse.microprofile.openapi.annotations.media.Schema;
import org.jspecify.annotations.Nullable;

/**
 * The settings of a run that its script does not get: the member {@value #MEMBER} of the parameters of a start.
 *
 * @param stop the rules that end the run; null for none
 * @param whatIf the faults that the observer simulates; null for none
 */
@RegisterForReflection
@JsonInclude(JsonInclude.Include.NON_NULL)
public record RunSettings(
        @Nullable Stop stop,
        @JsonProperty("what_if") @Nullable WhatIf whatIf) {

    /** The reserved member of the parameters. */
    public static final String MEMBER = "flsys";

    /**
     * The rules that end a run early.
     *
     * @param rules at most 16
     */
    @RegisterForReflection
    @Schema(name = "StopRules")
    public record Stop(List<StopRule> rules) {

        public Stop {
            rules = new Steering(false, rules).rules();
        }
    }

    /**
     * The parameters of a start in their two parts.
     *
     * @param parameters the parameters of the script
     * @param settings the settings of the run; null if there are none
     */
    public record Start(JsonNode parameters, @Nullable RunSettings settings) {

        /**
         * Separates the parameters of a client.
         *
         * @throws RunSettingsInvalid if the member {@value RunSettings#MEMBER} is wrong
         */
        public static Start of(JsonNode data) {
            JsonNode own = data.get(MEMBER);
            if (own == null || !(data instanceof ObjectNode all)) {
                return new Start(data, null);
            }
            ObjectNode rest = all.deepCopy();
            rest.remove(MEMBER);
            return new Start(rest, own.isNull() ? null : read(own));
        }
    }

    /** The rules that end the run. */
    public Steering steering() {
        return stop == null ? Steering.NONE : new Steering(false, stop.rules());
    }

    /** Whether it has no rules and no faults. */
    @Schema(hidden = true)
    boolean isEmpty() {
        return whatIf == null && (stop == null || stop.rules().isEmpty());
    }

    private static @Nullable RunSettings read(JsonNode own) {
        Members members = Members.of(own, "'" + MEMBER + "'", List.of("stop", "what_if"));
        JsonNode stop = members.get("stop");
        JsonNode whatIf = members.get("what_if");
        RunSettings read =
                new RunSettings(stop == null ? null : stop(stop), whatIf == null ? null : WhatIf.read(whatIf));
        return read.isEmpty() ? null : read;
    }

    private static Stop stop(JsonNode stop) {
        JsonNode rules = Members.of(stop, "'stop'", List.of("rules")).get("rules");
        return new Stop(rules == null ? List.of() : Steering.parseRules(rules));
    }
}
