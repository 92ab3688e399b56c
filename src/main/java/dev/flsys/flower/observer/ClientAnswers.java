package dev.flsys.flower.observer;

import com.fasterxml.jackson.annotation.JsonInclude;
import com.fasterxml.jackson.annotation.JsonProperty;
import io.quarkus.runtime.annotations.RegisterForReflection;
import java.util.List;
import java.util.Map;
import org.eclipse.microprofile.openapi.annotations.media.Schema;
import org.jspecify.annotations.Nullable;

/** The clients of a run as JSON. Numbers that JSON does not have are texts, such as "NaN". */
public final class ClientAnswers {

    private ClientAnswers() {}

    /**
     * The clients of a run.
     *
     * @param observed whether a training was observed
     * @param note the reason why the run, or a part of it, was not observed; null if nothing is missing
     * @param nodes over all rounds
     * @param rounds in the order in which they ended
     * @param truncated whether rows are left out
     */
    @RegisterForReflection
    @JsonInclude(JsonInclude.Include.NON_NULL)
    @Schema(name = "SimulationClients")
    public record All(
            boolean observed, @Nullable String note, List<Node> nodes, List<Group> rounds, boolean truncated) {}

    /**
     * A node over all rounds.
     *
     * @param rounds number of rounds in which it took part
     * @param failures number of its calls that ended with an error
     * @param meanSeconds mean time of a training call
     * @param flags the flags that it has often, see {@code ClientFlags}
     */
    @RegisterForReflection
    @JsonInclude(JsonInclude.Include.NON_NULL)
    @Schema(name = "ClientNode")
    public record Node(
            String node,
            @Nullable Object partition,
            int rounds,
            int failures,
            @JsonProperty("mean_seconds") @Nullable Double meanSeconds,
            @JsonProperty("mean_update_norm") @Nullable Double meanUpdateNorm,
            @JsonProperty("mean_cosine") @Nullable Double meanCosine,
            List<String> flags) {}

    /** The clients of one phase of a round. */
    @RegisterForReflection
    @Schema(name = "ClientsOfPhase")
    public record Group(int training, int round, String phase, List<Client> clients) {

        static Group of(ClientGroup group, List<ClientRow> rows) {
            return new Group(
                    group.training,
                    group.round,
                    group.phase,
                    rows.stream().map(Client::of).toList());
        }
    }

    /** The partition; as a number if it is one. */
    static @Nullable Object partition(@Nullable String partition) {
        return partition != null && partition.matches("\\d{1,9}") ? (Object) Integer.valueOf(partition) : partition;
    }

    /**
     * The contribution of one client to one phase of a round.
     *
     * @param partition a number, or a text
     * @param sampled whether the norm and the cosine are computed from a part of the arrays
     */
    @RegisterForReflection
    @JsonInclude(JsonInclude.Include.NON_NULL)
    @Schema(name = "ClientOfRound")
    public record Client(
            @Nullable String node,
            @Nullable Object partition,
            @Nullable Long examples,
            Map<String, Double> metrics,
            @Nullable Double seconds,
            @JsonProperty("cpu_seconds") @Nullable Double cpuSeconds,
            @JsonProperty("peak_memory_bytes") @Nullable Long peakMemoryBytes,
            @JsonProperty("bytes_down") @Nullable Long bytesDown,
            @JsonProperty("bytes_up") @Nullable Long bytesUp,
            @JsonProperty("update_norm") @Nullable Double updateNorm,
            @Nullable Double cosine,
            @JsonInclude(JsonInclude.Include.NON_DEFAULT) boolean sampled,
            @Nullable String error,
            List<String> flags) {

        static Client of(ClientRow row) {
            return new Client(
                    row.node,
                    ClientAnswers.partition(row.partition),
                    ClientRow.known(row.examples),
                    row.metrics(),
                    ClientRow.known(row.seconds),
                    ClientRow.known(row.cpuSeconds),
                    ClientRow.known(row.peakMemoryBytes),
                    ClientRow.known(row.bytesDown),
                    ClientRow.known(row.bytesUp),
                    row.updateNorm,
                    row.cosine,
                    row.sampled,
                    row.error,
                    ClientFlags.namesOf(row.flags));
        }
    }
}
