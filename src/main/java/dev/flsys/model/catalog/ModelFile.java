package dev.flsys.model.catalog;

import dev.flsys.engine.file.ModelFormat;
import dev.flsys.project.FileStamp;
import java.nio.file.Path;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import org.eclipse.microprofile.openapi.annotations.media.Schema;
import org.jspecify.annotations.Nullable;

/**
 * A model file of the last scan.
 *
 * @param id its name for clients
 * @param path its path with links resolved, always in the project; the link itself if it leads out of the project,
 *     which {@code unusable} reports
 * @param runFolder whether the id is the name of the run's folder around it ({@code <model>_<time>/best_model.pth})
 * @param format the format of its content
 * @param sizeBytes its size
 * @param modified the time of the last write
 * @param options the options with which the model is made and used
 * @param unusable the reason why it cannot be loaded, in sentences, if this is known without a load; such a file is not
 *     opened
 * @param origin the original model, if this one is kept with a simulation
 */
public record ModelFile(
        ModelId id,
        Path path,
        boolean runFolder,
        ModelFormat format,
        long sizeBytes,
        Instant modified,
        ModelOptions options,
        Optional<String> unusable,
        Optional<Origin> origin) {

    private static final int MAX_NAMES = 5;

    /**
     * The original of a kept model at the end of its simulation.
     *
     * @param id its id at that time, by which its network and its options are found
     * @param path its file at that time
     * @param run the id of the simulation
     * @param round the round of a checkpoint; null for a file that the simulation wrote itself
     * @param latest whether the id refers to the newest weights, which later rounds replace
     */
    @Schema(name = "ModelOrigin")
    public record Origin(
            ModelId id, Path path, String run, @Nullable Integer round, boolean latest) {}

    /** Whether the id refers to the newest weights of a simulation. */
    public boolean isLatest() {
        return origin.filter(Origin::latest).isPresent();
    }

    /** The round of training, from the checkpoint or from the file's name. */
    public Optional<RoundName> round() {
        Optional<RoundName> named = RoundName.of(networkId().value());
        Integer checkpoint = origin.map(Origin::round).orElse(null);
        return checkpoint == null
                ? named
                : Optional.of(new RoundName(RoundName.seriesOf(networkId().value()), checkpoint));
    }

    /** A file that may be usable. */
    public ModelFile(
            ModelId id,
            Path path,
            boolean runFolder,
            ModelFormat format,
            long sizeBytes,
            Instant modified,
            ModelOptions options) {
        this(id, path, runFolder, format, sizeBytes, modified, options, Optional.empty(), Optional.empty());
    }

    /** The id by which the network and the options are found. For a kept model it is the id of the original. */
    public ModelId networkId() {
        return origin.map(Origin::id).orElse(id);
    }

    /**
     * The names besides the {@link #networkId} that may identify the network, the most likely one first. They are the
     * file's name without suffix, and the names of the four folders around it, from the inner to the outer one. General
     * names such as {@code best_model} and {@code checkpoints} are left out.
     *
     * @param root the folder of the project; folders outside of it are ignored
     */
    public List<String> names(Path root) {
        List<String> names = new ArrayList<>();
        Path file = origin.map(Origin::path).orElse(path);
        names.add(FoundFile.withoutSuffix(String.valueOf(file.getFileName())));
        for (Path folder = file.getParent();
                folder != null && !folder.equals(root) && folder.startsWith(root) && names.size() < MAX_NAMES;
                folder = folder.getParent()) {
            names.add(String.valueOf(folder.getFileName()));
        }
        return names.stream()
                .filter(name -> DistinctiveNames.isDistinctive(name)
                        && !name.equals(networkId().value()))
                .distinct()
                .toList();
    }

    /** The stamp of the file when the catalog was scanned. */
    public FileStamp stamp() {
        return new FileStamp(path, sizeBytes, modified);
    }
}
