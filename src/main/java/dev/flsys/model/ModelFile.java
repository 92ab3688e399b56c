package dev.flsys.model;

import dev.flsys.engine.ModelFormat;
import dev.flsys.project.FileStamp;
import java.nio.file.Path;
import java.time.Instant;

/**
 * A model file as the last scan found it.
 *
 * @param id its name for clients
 * @param path where it is, links resolved, always in the project
 * @param runFolder whether the id is the name of the run's folder around it ({@code <model>_<time>/best_model.pth})
 * @param format what it holds
 * @param sizeBytes its size
 * @param modified when it was last written
 */
public record ModelFile(
        ModelId id, Path path, boolean runFolder, ModelFormat format, long sizeBytes, Instant modified) {

    /** The stamp of the file when the catalog was scanned. */
    public FileStamp stamp() {
        return new FileStamp(path, sizeBytes, modified);
    }
}
