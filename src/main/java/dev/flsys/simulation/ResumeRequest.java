package dev.flsys.simulation;

import com.fasterxml.jackson.annotation.JsonProperty;
import com.fasterxml.jackson.databind.JsonNode;
import dev.flsys.simulation.log.SimulationProblem;
import io.quarkus.runtime.annotations.RegisterForReflection;
import java.util.Set;
import org.eclipse.microprofile.openapi.annotations.media.Schema;
import org.jspecify.annotations.Nullable;

/**
 * The body of a request that continues a simulation.
 *
 * @param rounds number of rounds to run, 1 to 1 000 000
 * @param fromRound the round of the checkpoint, at least 1; null for the latest one
 */
@RegisterForReflection
@Schema(name = "Resume", additionalProperties = Schema.False.class)
record ResumeRequest(
        @Schema(description = "The number of rounds to run.", required = true, minimum = "1", maximum = "1000000")
        int rounds,

        @JsonProperty("from_round")
        @Schema(
                description = "The round of the checkpoint. Without it, the latest checkpoint is used.",
                nullable = true,
                minimum = "1")
        @Nullable Integer fromRound) {

    private static final int MAX = 1_000_000;
    private static final int MAX_FROM_ROUND = 999_999_999;
    private static final Set<String> MEMBERS = Set.of("rounds", "from_round");

    ResumeRequest {
        if (rounds < 1 || rounds > MAX) {
            throw refused("'rounds' is a whole number from 1 to " + MAX + ".");
        }
        if (fromRound != null && fromRound < 1) {
            throw refused("'from_round' is a whole number of at least 1.");
        }
    }

    /** @throws SimulationProblem if the body is wrong */
    static ResumeRequest read(@Nullable JsonNode body) {
        if (body == null || !body.isObject()) {
            throw refused("The body is an object with the number of rounds: {\"rounds\": 10}.");
        }
        body.fieldNames().forEachRemaining(name -> {
            if (!MEMBERS.contains(name)) {
                throw refused("The body has an unknown member. Its members are: rounds, from_round.");
            }
        });
        Integer from =
                body.path("from_round").isNull() || body.path("from_round").isMissingNode()
                        ? null
                        : whole(body.path("from_round"), MAX_FROM_ROUND);
        return new ResumeRequest(whole(body.path("rounds"), MAX), from);
    }

    /** The number; 0 if it is not a whole number up to {@code max}. */
    private static int whole(JsonNode value, int max) {
        return value.canConvertToExactIntegral() && value.canConvertToInt() && value.intValue() <= max
                ? value.intValue()
                : 0;
    }

    private static SimulationProblem refused(String detail) {
        return SimulationProblem.invalidQuery(detail);
    }
}
