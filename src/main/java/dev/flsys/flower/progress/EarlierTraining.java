package dev.flsys.flower.progress;

import com.fasterxml.jackson.annotation.JsonInclude;
import com.fasterxml.jackson.annotation.JsonProperty;
import io.quarkus.runtime.annotations.RegisterForReflection;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * A training that ended before the program began its next one, as in a script that compares strategies.
 *
 * @param totalRounds number of rounds that its output announced; null if it announced none
 * @param rounds its rounds
 */
@RegisterForReflection
@JsonInclude(JsonInclude.Include.NON_NULL)
public record EarlierTraining(
        @JsonProperty("total_rounds") @Nullable Integer totalRounds, List<Round> rounds) {

    public EarlierTraining {
        rounds = List.copyOf(rounds);
    }
}
