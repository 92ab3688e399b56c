package dev.flsys.simulation.provenance;

import com.fasterxml.jackson.annotation.JsonIgnoreProperties;
import com.fasterxml.jackson.annotation.JsonInclude;
import com.fasterxml.jackson.annotation.JsonProperty;
import io.quarkus.runtime.annotations.RegisterForReflection;
import org.jspecify.annotations.Nullable;

/**
 * The state of a project's git repository.
 *
 * @param commit the full hash of the commit that is checked out
 * @param branch its branch; null if none is checked out
 * @param dirty whether files of the project differ from the commit, or are not in the repository
 * @param changes SHA-256 of the difference; null if no file of the commit has changed
 * @param changesCut whether the stored difference is only the beginning
 */
@RegisterForReflection
@JsonInclude(JsonInclude.Include.NON_NULL)
@JsonIgnoreProperties(ignoreUnknown = true)
public record GitState(
        String commit,
        @Nullable String branch,
        boolean dirty,
        @Nullable String changes,
        @JsonProperty("changes_cut") boolean changesCut) {}
