package dev.flsys.deploy;

import com.fasterxml.jackson.databind.PropertyNamingStrategies;
import com.fasterxml.jackson.databind.annotation.JsonNaming;
import dev.flsys.engine.ModelFormat;
import dev.flsys.project.FileStamp;
import java.time.Instant;
import java.time.temporal.ChronoUnit;

/**
 * A file that {@code /update_model} may take.
 *
 * @param modelPath by which it takes it: relative to the project, with forward slashes
 * @param format what the file holds
 * @param sizeBytes its size
 * @param modified when it was written, ISO 8601 in UTC
 */
@JsonNaming(PropertyNamingStrategies.SnakeCaseStrategy.class)
public record DeployCandidate(String modelPath, ModelFormat format, long sizeBytes, Instant modified) {

    static DeployCandidate of(String modelPath, ModelFormat format, FileStamp stamp) {
        return new DeployCandidate(
                modelPath, format, stamp.sizeBytes(), stamp.modified().truncatedTo(ChronoUnit.MILLIS));
    }
}
