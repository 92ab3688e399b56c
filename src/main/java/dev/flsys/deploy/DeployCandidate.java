package dev.flsys.deploy;

import com.fasterxml.jackson.databind.PropertyNamingStrategies;
import com.fasterxml.jackson.databind.annotation.JsonNaming;
import dev.flsys.engine.file.ModelFormat;
import dev.flsys.project.FileStamp;
import java.time.Instant;
import java.time.temporal.ChronoUnit;

/**
 * A file that {@code /update_model} may deploy.
 *
 * @param modelPath the path for the request: relative to the project, with forward slashes
 * @param format the format of its content
 * @param sizeBytes its size
 * @param modified the time of the last write, ISO 8601 in UTC
 */
@JsonNaming(PropertyNamingStrategies.SnakeCaseStrategy.class)
public record DeployCandidate(String modelPath, ModelFormat format, long sizeBytes, Instant modified) {

    static DeployCandidate of(String modelPath, ModelFormat format, FileStamp stamp) {
        return new DeployCandidate(
                modelPath, format, stamp.sizeBytes(), stamp.modified().truncatedTo(ChronoUnit.MILLIS));
    }
}
