package dev.flsys.simulation.provenance;

import com.fasterxml.jackson.annotation.JsonIgnoreProperties;
import com.fasterxml.jackson.annotation.JsonInclude;
import io.quarkus.runtime.annotations.RegisterForReflection;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * The state of a project and its Python at one moment.
 *
 * @param read the time at which it was read
 * @param system operating system and processor: {@code Linux amd64}
 * @param git the state of its repository; null if it is in none, or git is not installed
 * @param python version of its Python; null if it has none yet
 * @param packages versions of the installed packages by name; empty if there is no Python
 * @param sources SHA-256 of each source file by its path in the project, see {@link SourceFiles}
 * @param unknown the parts that could not be read, or only in part: {@link #GIT}, {@link #SOURCES}, {@link #REMOTE}
 */
@RegisterForReflection
@JsonInclude(JsonInclude.Include.NON_NULL)
@JsonIgnoreProperties(ignoreUnknown = true)
public record Provenance(
        Instant read,
        String system,
        @Nullable GitState git,
        @Nullable String python,
        Map<String, String> packages,
        Map<String, String> sources,
        @JsonInclude(JsonInclude.Include.NON_EMPTY) List<String> unknown) {

    /** Git did not answer in time. */
    static final String GIT = "git";
    /** There was no time for all source files, or there are too many. */
    static final String SOURCES = "sources";
    /** Python and the packages of the SuperLink and its clients: the service only knows its own side of the run. */
    static final String REMOTE = "remote";

    /** Records of older versions have no {@code unknown}. */
    public Provenance {
        unknown = unknown == null ? List.of() : List.copyOf(unknown);
    }

    /** The state that a run at a SuperLink was submitted with. */
    Provenance ofSubmission() {
        List<String> all = new ArrayList<>(unknown);
        all.add(REMOTE);
        return new Provenance(read, system, git, python, packages, sources, all);
    }
}
