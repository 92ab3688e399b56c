package dev.flsys.flower.observer;

import com.fasterxml.jackson.annotation.JsonInclude;
import com.fasterxml.jackson.databind.JsonNode;
import io.quarkus.runtime.annotations.RegisterForReflection;
import java.util.List;
import java.util.Objects;
import java.util.stream.Stream;
import org.eclipse.microprofile.openapi.annotations.media.Schema;
import org.jspecify.annotations.Nullable;

/**
 * Faults that the observer simulates in a run. The affected clients are chosen by the seed.
 *
 * @param seed null for 0
 * @param drop clients that get no message, chosen again in each round
 * @param delay clients that are slow, the same in all rounds
 * @param nan clients that send arrays of NaN, the same in all rounds
 * @param flip clients that send arrays with the other sign, the same in all rounds
 */
@RegisterForReflection
@JsonInclude(JsonInclude.Include.NON_NULL)
public record WhatIf(
        @Nullable Long seed,
        @Nullable Part drop,
        @Nullable Delay delay,
        @Nullable Part nan,
        @Nullable Part flip) {

    private static final double MAX_DELAY = 3_600;
    /** Larger numbers are not exact in every language. */
    private static final long MAX_SEED = 1L << 53;

    /**
     * A part of the clients.
     *
     * @param share the share of the clients, from 0 to 1
     */
    @RegisterForReflection
    @Schema(name = "ShareOfClients")
    public record Part(double share) {

        public Part {
            requireShare(share);
        }
    }

    /**
     * A delay of a part of the clients.
     *
     * @param share the share of the clients, from 0 to 1
     * @param seconds that each of them waits in a round, at most an hour
     */
    @RegisterForReflection
    @Schema(name = "DelayedClients")
    public record Delay(double share, double seconds) {

        public Delay {
            requireShare(share);
            if (!(seconds >= 0 && seconds <= MAX_DELAY)) {
                throw new RunSettingsInvalid("'seconds' of a delay is a number from 0 to 3600.");
            }
        }
    }

    public WhatIf {
        if (Stream.of(drop, delay, nan, flip).allMatch(Objects::isNull)) {
            throw new RunSettingsInvalid("'what_if' has at least one of drop, delay, nan and flip.");
        }
        if (seed != null && Math.abs(seed) > MAX_SEED) {
            throw new RunSettingsInvalid("'seed' of 'what_if' is a whole number of at most 53 bits.");
        }
    }

    /** @throws RunSettingsInvalid if it is wrong */
    static WhatIf read(JsonNode body) {
        Members members = Members.of(body, "'what_if'", List.of("seed", "drop", "delay", "nan", "flip"));
        return new WhatIf(
                members.whole("seed"),
                part(members, "drop"),
                delay(members.get("delay")),
                part(members, "nan"),
                part(members, "flip"));
    }

    private static @Nullable Part part(Members members, String name) {
        JsonNode part = members.get(name);
        return part == null
                ? null
                : new Part(requireNumber(Members.of(part, "'" + name + "' of 'what_if'", List.of("share")), "share"));
    }

    private static @Nullable Delay delay(@Nullable JsonNode delay) {
        if (delay == null) {
            return null;
        }
        Members members = Members.of(delay, "'delay' of 'what_if'", List.of("share", "seconds"));
        return new Delay(requireNumber(members, "share"), requireNumber(members, "seconds"));
    }

    private static double requireNumber(Members members, String name) {
        Double value = members.number(name);
        if (value == null) {
            throw new RunSettingsInvalid(members.subject() + ": '" + name + "' is missing.");
        }
        return value;
    }

    private static void requireShare(double share) {
        if (!(share >= 0 && share <= 1)) {
            throw new RunSettingsInvalid("'share' of the clients is a number from 0 to 1.");
        }
    }
}
