package dev.flsys.flower.observer;

import com.fasterxml.jackson.annotation.JsonProperty;
import com.fasterxml.jackson.databind.JsonNode;
import io.quarkus.runtime.annotations.RegisterForReflection;
import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * The rules and the request that end a run before its last round.
 *
 * @param stopAfterRound whether it ends after the present round
 * @param rules the rules that are checked after each round, at most {@value #MAX_RULES}
 */
@RegisterForReflection
public record Steering(@JsonProperty("stop_after_round") boolean stopAfterRound, List<StopRule> rules) {

    public static final Steering NONE = new Steering(false, List.of());

    static final int MAX_RULES = 16;

    public Steering {
        rules = rules == null ? List.of() : List.copyOf(rules);
        if (rules.size() > MAX_RULES) {
            throw new RunSettingsInvalid("There are more than " + MAX_RULES + " rules.");
        }
    }

    /** The change of a steering. A part that is null stays unchanged. */
    public record Change(
            @Nullable Boolean stopAfterRound, @Nullable List<StopRule> rules) {

        private static final List<String> MEMBERS = List.of("stop_after_round", "rules");

        /**
         * Reads the change that a client sent.
         *
         * @throws RunSettingsInvalid if it is wrong, or changes nothing
         */
        public static Change read(@Nullable JsonNode body) {
            if (body == null || !body.isObject() || body.isEmpty()) {
                throw new RunSettingsInvalid("A steering is an object such as {\"stop_after_round\":true} or"
                        + " {\"rules\":[{\"metric\":\"accuracy\",\"at_least\":0.9}]}.");
            }
            Members members = Members.of(body, "A steering", MEMBERS);
            if (MEMBERS.stream().anyMatch(name -> body.path(name).isNull())) {
                throw new RunSettingsInvalid("A member of a steering is null. Leave it out to keep its value.");
            }
            return new Change(members.truth("stop_after_round"), rules(members));
        }

        private static @Nullable List<StopRule> rules(Members members) {
            JsonNode rules = members.get("rules");
            return rules == null ? null : Steering.parseRules(rules);
        }
    }

    /** This steering with a change. */
    public Steering with(Change change) {
        return new Steering(
                change.stopAfterRound() == null ? stopAfterRound : change.stopAfterRound(),
                change.rules() == null ? rules : change.rules());
    }

    static List<StopRule> parseRules(JsonNode rules) {
        if (!rules.isArray()) {
            throw new RunSettingsInvalid("'rules' is a list of rules.");
        }
        if (rules.size() > MAX_RULES) {
            throw new RunSettingsInvalid("There are more than " + MAX_RULES + " rules.");
        }
        List<StopRule> read = new ArrayList<>();
        rules.forEach(rule -> read.add(StopRule.read(rule)));
        return read;
    }
}
