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
 * Which model files a run wrote: those that the catalog has after it and had not before, or not like that. And what
 * became of them: a file that was written later has another stamp and another content; one that was only touched has
 * its content.
 */
final class ModelFiles {

    private final ModelCatalog catalog;
    private final FlowerProject project;
    private final ContentHashes hashes = new ContentHashes();

    /**
     * A model file that a run wrote, and what became of it.
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

    ModelFiles(ModelCatalog catalog, FlowerProject project) {
        this.catalog = catalog;
        this.project = project;
    }

    /** The files as they are now; empty if the weights folder cannot be read. */
    Optional<Set<WrittenModel>> now() {
        try {
            return Optional.of(catalog.list().stream()
                    .map(file -> WrittenModel.of(file, project))
                    .collect(Collectors.toUnmodifiableSet()));
        } catch (Problem unreadable) {
            return Optional.empty();
        }
    }

    /**
     * The files that a run wrote and what became of them. Reads a file that may have another content, once for each
     * stamp.
     */
    List<Now> now(SimulationRecord run) {
        return Objects.requireNonNullElse(run.models(), List.<WrittenModel>of()).stream()
                .map(this::now)
                .toList();
    }

    private Now now(WrittenModel model) {
        Optional<FileStamp> stamp = stamp(model);
        boolean overwritten = stamp.isPresent() && !isContent(model, stamp.get(), hashes);
        return new Now(model.id(), model.path(), model.sizeBytes(), model.modified(), overwritten, stamp.isEmpty());
    }

    /** Whether a file has the content that a run wrote. Reads it only where the stamp differs. */
    static boolean isContent(WrittenModel model, FileStamp stamp, ContentHashes hashes) {
        if (model.isUntouched(stamp.sizeBytes(), stamp.modified())) {
            return true;
        }
        String written = model.sha256();
        return written != null
                && model.sizeBytes() == stamp.sizeBytes()
                && hashes.of(stamp).filter(written::equals).isPresent();
    }

    /** The same models with the hashes of their files, as far as those are untouched and not too large together. */
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

    /**
     * Those of the files now that were last written before {@code then}; empty if the weights folder cannot be read.
     */
    Optional<Set<WrittenModel>> olderThan(Instant then) {
        return now().map(files ->
                files.stream().filter(file -> file.modified().isBefore(then)).collect(Collectors.toUnmodifiableSet()));
    }

    /** What of the files now was not there {@code before}; empty if that is not known. */
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
