package dev.flsys.simulation;

import dev.flsys.model.ModelCatalog;
import dev.flsys.problem.Problem;
import dev.flsys.project.FlowerProject;
import java.time.Instant;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.stream.Collectors;

/** Tells which model files a run wrote: those that the catalog has after it and had not before, or not like that. */
final class ModelFiles {

    private final ModelCatalog catalog;
    private final FlowerProject project;

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

    /** Those of the files now that were last written before {@code then}; empty if the weights folder cannot be read. */
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
        return then.stream().anyMatch(file::isSameContent);
    }
}
