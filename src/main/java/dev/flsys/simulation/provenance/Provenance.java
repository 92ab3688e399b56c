package dev.flsys.simulation.provenance;

import com.fasterxml.jackson.annotation.JsonIgnoreProperties;
import com.fasterxml.jackson.annotation.JsonInclude;
import io.quarkus.runtime.annotations.RegisterForReflection;
import java.time.Instant;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * The state of a project and its Python at one moment.
 *
 * @param read when it was read
 * @param system operating system and processor: {@code Linux amd64}
 * @param git the state of its repository; null if it is in none, or git is not installed
 * @param python version of its Python; null if it has none yet
 * @param packages versions of the installed packages by name; empty if there is no Python
 * @param sources SHA-256 of each source file by its path in the project, see {@link SourceFiles}
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
        Map<String, String> sources) {}
