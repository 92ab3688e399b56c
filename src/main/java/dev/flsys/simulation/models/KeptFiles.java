package dev.flsys.simulation.models;

import com.fasterxml.jackson.annotation.JsonIgnoreProperties;
import com.fasterxml.jackson.annotation.JsonInclude;
import com.fasterxml.jackson.annotation.JsonProperty;
import io.quarkus.runtime.annotations.RegisterForReflection;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * The content of {@code models.json} in {@code models/} and {@code live/} of the folder of a simulation: the models in
 * that folder.
 *
 * @param bytes size of all files
 */
@RegisterForReflection
@JsonIgnoreProperties(ignoreUnknown = true)
record KeptFiles(List<File> models, long bytes) {

    static final KeptFiles NONE = new KeptFiles(List.of(), 0);

    /**
     * A kept model.
     *
     * @param id its id when the simulation ended, or when the copy was made
     * @param path the file that the simulation wrote, relative to the project
     * @param file the kept file, relative to the folder
     * @param sizeBytes its size
     * @param sha256 SHA-256 of its content; null if the simulation has not ended
     */
    @RegisterForReflection
    @JsonIgnoreProperties(ignoreUnknown = true)
    record File(
            String id,
            String path,
            String file,
            @JsonProperty("size_bytes") long sizeBytes,

            @JsonInclude(JsonInclude.Include.NON_NULL) @Nullable String sha256) {}
}
