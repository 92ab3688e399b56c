package dev.flsys.simulation.record;

import com.fasterxml.jackson.annotation.JsonIgnoreProperties;
import com.fasterxml.jackson.annotation.JsonInclude;
import com.fasterxml.jackson.annotation.JsonProperty;
import io.quarkus.runtime.annotations.RegisterForReflection;
import java.util.List;
import org.eclipse.microprofile.openapi.annotations.media.Schema;
import org.jspecify.annotations.Nullable;

/**
 * The processor time, memory and disk writes of all processes of a simulation together, measured about once a second.
 * Shorter peaks are missed.
 *
 * @param cpuSeconds processor time in seconds
 * @param memoryBytes memory at the last measurement; null if it does not run
 * @param processes number of processes at the last measurement; null if it does not run
 * @param peakMemoryBytes the most memory of all measurements
 * @param writtenBytes bytes written to disks
 * @param peakGpuBytes the most memory of NVIDIA GPUs; null if it used none, or it is unknown
 * @param rounds the same per round
 */
@RegisterForReflection
@JsonInclude(JsonInclude.Include.NON_NULL)
@JsonIgnoreProperties(ignoreUnknown = true)
public record Resources(
        @JsonProperty("cpu_seconds") double cpuSeconds,
        @JsonProperty("memory_bytes") @Nullable Long memoryBytes,
        @Nullable Integer processes,
        @JsonProperty("peak_memory_bytes") long peakMemoryBytes,
        @JsonProperty("written_bytes") long writtenBytes,
        @JsonProperty("peak_gpu_bytes") @Nullable Long peakGpuBytes,
        List<OfRound> rounds) {

    /**
     * The same sums from the end of the round before to the end of this one.
     *
     * @param round its number
     * @param cpuSeconds processor time in seconds
     * @param peakMemoryBytes the most memory of the measurements in it
     * @param writtenBytes bytes written to disks
     */
    @RegisterForReflection
    @JsonIgnoreProperties(ignoreUnknown = true)
    @Schema(name = "ResourcesOfRound")
    public record OfRound(
            int round,
            @JsonProperty("cpu_seconds") double cpuSeconds,
            @JsonProperty("peak_memory_bytes") long peakMemoryBytes,
            @JsonProperty("written_bytes") long writtenBytes) {}
}
