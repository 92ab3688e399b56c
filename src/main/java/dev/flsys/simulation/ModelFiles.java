package dev.flsys.simulation;

import com.fasterxml.jackson.annotation.JsonInclude;
import com.fasterxml.jackson.annotation.JsonProperty;
import dev.flsys.model.ModelCatalog;
import dev.flsys.problem.Problem;
import dev.flsys.project.FileStamp;
import dev.flsys.project.FlowerProject;
import io.quarkus.runtime.annotations.RegisterForReflection;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Objects;
import java.util.Optional;
import java.util.Set;
import java.util.stream.Collectors;

/**
 * The model files that simulations write. A simulation wrote a file if the catalog has it after the simulation, and had
 * no such file, or one with another stamp, before. A file that was overwritten later has another content. A file that
 * was only touched has the same content.
 */
final class ModelFiles {

    private final ModelCatalog catalog;
    private final FlowerProject project;
    private final ContentHashes hashes;

    /**
     * The present state of a model file that a simulation wrote.
     *
     * @param overwritten whether the file has another content now
     * @param missing whether there is no such file now
     */
    @RegisterForReflection
    record Now(
            String id,
            String path,
            @JsonProperty("size_bytes") long sizeBytes,
            Instant modified,
            @JsonInclude(JsonInclude.Include.NON_DEFAULT) boolean overwritten,
            @JsonInclude(JsonInclude.Include.NON_DEFAULT) boolean missing) {}

    ModelFiles(ModelCatalog catalog, FlowerProject project, ContentHashes hashes) {
        this.catalog = catalog;
        this.project = project;
        this.hashes = hashes;
    }

    /** The present files; empty if the weights folder cannot be read. */
    Optional<Set<WrittenModel>> now() {
        try {
            return Optional.of(catalog.list().stream()
                    .map(file -> WrittenModel.of(file, project))
                    .collect(Collectors.toUnmodifiableSet()));
        } catch (Problem unreadable) {
            return Optional.empty();
        }
    }

    /** The files that a simulation wrote. Reads a file that may have another content, once for each stamp. */
    List<Now> now(SimulationRecord simulation) {
        return Objects.requireNonNullElse(simulation.training().models(), List.<WrittenModel>of()).stream()
                .map(this::now)
                .toList();
    }

    private Now now(WrittenModel model) {
        Optional<FileStamp> stamp = stamp(model);
        boolean overwritten = stamp.isPresent() && !isContent(model, stamp.get(), hashes);
        return new Now(model.id(), model.path(), model.sizeBytes(), model.modified(), overwritten, stamp.isEmpty());
    }

    /** Whether a file has the content that a simulation wrote. Reads it only if its stamp differs. */
    static boolean isContent(WrittenModel model, FileStamp stamp, ContentHashes hashes) {
        if (model.isUntouched(stamp.sizeBytes(), stamp.modified())) {
            return true;
        }
        String written = model.sha256();
        return written != null
                && model.sizeBytes() == stamp.sizeBytes()
                && hashes.of(stamp).filter(written::equals).isPresent();
    }

    /** Adds the hashes of the files that are untouched, and not too large together. */
    List<WrittenModel> hashed(List<WrittenModel> written) {
        List<WrittenModel> hashed = new ArrayList<>();
        long left = ContentHashes.LARGEST;
        for (WrittenModel model : written) {
            Optional<FileStamp> stamp = stamp(model).filter(now -> model.isUntouched(now.sizeBytes(), now.modified()));
            left -= model.sizeBytes();
            hashed.add(
                    left < 0 ? model : model.withHash(stamp.flatMap(hashes::of).orElse(null)));
        }
        return hashed;
    }

    private Optional<FileStamp> stamp(WrittenModel model) {
        return project.resolve(model.path()).flatMap(FileStamp::now);
    }

    /** The present files that were last written before {@code then}; empty if the weights folder cannot be read. */
    Optional<Set<WrittenModel>> olderThan(Instant then) {
        return now().map(files ->
                files.stream().filter(file -> file.modified().isBefore(then)).collect(Collectors.toUnmodifiableSet()));
    }

    /** The present files that are not in {@code before}; empty if they are not known. */
    Optional<List<WrittenModel>> writtenSince(Optional<Set<WrittenModel>> before) {
        return before.flatMap(then -> now().map(files -> files.stream()
                .filter(file -> !isIn(then, file))
                .sorted(WrittenModel.BY_ID)
                .toList()));
    }

    private static boolean isIn(Set<WrittenModel> then, WrittenModel file) {
        return then.stream().anyMatch(file::isUntouched);
    }
}
