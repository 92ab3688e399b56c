package dev.flsys.simulation;

import com.fasterxml.jackson.annotation.JsonInclude;
import com.fasterxml.jackson.annotation.JsonProperty;
import dev.flsys.simulation.checkpoint.Checkpoint;
import dev.flsys.simulation.checkpoint.CheckpointHeader;
import io.quarkus.runtime.annotations.RegisterForReflection;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import org.eclipse.microprofile.openapi.annotations.media.Schema;
import org.jspecify.annotations.Nullable;

/** The checkpoints of a simulation as clients see them. */
final class CheckpointAnswers {

    private CheckpointAnswers() {}

    /**
     * The checkpoints of a simulation.
     *
     * @param checkpoints the latest round first
     */
    @RegisterForReflection
    @Schema(name = "Checkpoints")
    public record All(List<One> checkpoints) {

        /** Reads the headers of the files. An incomplete file is left out. */
        static All of(List<Checkpoint> checkpoints, Map<Path, String> ids) {
            List<One> all = new ArrayList<>();
            boolean best = false;
            for (Checkpoint each : checkpoints) {
                CheckpointHeader header = CheckpointHeader.read(each.arrays());
                if (header.whole()) {
                    // Each of these checkpoints was the best one when it was written, so the latest one is the best.
                    boolean now = header.best() && !best;
                    best = best || now;
                    all.add(new One(
                            each.round(), each.file(), each.bytes(), now, ids.get(each.arrays()), header.metrics()));
                }
            }
            return new All(all);
        }
    }

    /**
     * A checkpoint.
     *
     * @param round the round after which it was written
     * @param file the name of its file
     * @param bytes size of its files
     * @param best whether its round is the best one of the rounds with a checkpoint
     * @param modelId the id by which it predicts; absent for about a second after it was written
     * @param metrics metrics of the round
     */
    @RegisterForReflection
    @JsonInclude(JsonInclude.Include.NON_NULL)
    @Schema(name = "Checkpoint")
    public record One(
            int round,
            String file,
            long bytes,
            boolean best,
            @JsonProperty("model_id") @Nullable String modelId,
            Map<String, Double> metrics) {}
}
