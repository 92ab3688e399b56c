package dev.flsys.openinference;

import com.fasterxml.jackson.annotation.JsonInclude;
import com.fasterxml.jackson.databind.PropertyNamingStrategies.SnakeCaseStrategy;
import com.fasterxml.jackson.databind.annotation.JsonNaming;
import io.quarkus.runtime.annotations.RegisterForReflection;
import java.util.List;
import java.util.Map;
import org.eclipse.microprofile.openapi.annotations.media.Schema;
import org.jspecify.annotations.Nullable;

/** The JSON documents of the protocol. */
final class Documents {

    private Documents() {}

    /**
     * The server.
     *
     * @param extensions the names of the extensions that it offers
     */
    @RegisterForReflection
    @Schema(name = "ServerMetadata")
    record Server(String name, String version, List<String> extensions) {}

    /** Whether the server lives and is ready. */
    @RegisterForReflection
    @Schema(name = "ServerHealth")
    record Health(boolean live, boolean ready) {}

    /** Whether a model is ready. */
    @RegisterForReflection
    @Schema(name = "ModelReady")
    record Ready(String name, boolean ready) {}

    /**
     * A model.
     *
     * @param platform the name that Triton uses
     * @param parameters the SHA-256 of its file as {@code content}, if it is known
     */
    @RegisterForReflection
    @JsonInclude(JsonInclude.Include.NON_EMPTY)
    @Schema(name = "ModelMetadata")
    record Metadata(
            String name,
            List<String> versions,
            String platform,
            List<TensorInfo> inputs,
            List<TensorInfo> outputs,
            Map<String, String> parameters) {}

    /** A model as Triton's {@code ModelConfig}. */
    @RegisterForReflection
    @JsonNaming(SnakeCaseStrategy.class)
    @Schema(name = "ModelConfig")
    record Config(
            String name,
            String platform,
            String backend,
            int maxBatchSize,
            List<ConfigTensor> input,
            List<ConfigTensor> output) {}

    /**
     * An input or output of a {@link Config}.
     *
     * @param dims the shape without the rows
     */
    @RegisterForReflection
    @JsonNaming(SnakeCaseStrategy.class)
    record ConfigTensor(String name, String dataType, List<Long> dims) {

        static ConfigTensor of(TensorInfo info) {
            return new ConfigTensor(
                    info.name(),
                    info.type().configName(),
                    info.shape().subList(1, info.shape().size()));
        }
    }

    /**
     * An entry of the repository's index.
     *
     * @param state READY or UNAVAILABLE
     * @param reason the reason why it is not ready; empty if it is ready
     */
    @RegisterForReflection
    @JsonInclude(JsonInclude.Include.NON_NULL)
    @Schema(name = "RepositoryEntry")
    record Entry(String name, String version, String state, String reason) {

        static final String READY = "READY";

        static Entry of(String name, @Nullable String reason) {
            return new Entry(
                    name, InferAnswer.VERSION, reason == null ? READY : "UNAVAILABLE", reason == null ? "" : reason);
        }
    }

    /** The statistics of models. */
    @RegisterForReflection
    @JsonNaming(SnakeCaseStrategy.class)
    @Schema(name = "ModelStatistics")
    record Statistics(List<Model> modelStats) {

        /**
         * The statistics of a model.
         *
         * @param lastInference milliseconds since 1970; 0 if there was none
         * @param inferenceCount rows that were answered
         * @param executionCount requests that were answered
         */
        @RegisterForReflection
        @JsonNaming(SnakeCaseStrategy.class)
        @Schema(name = "StatisticsOfModel")
        record Model(
                String name,
                String version,
                long lastInference,
                long inferenceCount,
                long executionCount,
                Map<String, Total> inferenceStats,
                List<Object> batchStats) {}
    }

    /**
     * A number of events and the time that they took together.
     *
     * @param ns nanoseconds
     */
    @RegisterForReflection
    @Schema(name = "CountAndTime")
    record Total(long count, long ns) {}
}
