package dev.flsys.simulation;

import com.fasterxml.jackson.annotation.JsonInclude;
import com.fasterxml.jackson.annotation.JsonProperty;
import dev.flsys.model.ModelCatalog;
import dev.flsys.model.ModelFile;
import dev.flsys.problem.Problem;
import dev.flsys.project.FileStamp;
import dev.flsys.project.FlowerProject;
import io.quarkus.runtime.annotations.RegisterForReflection;
import java.time.Instant;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import java.util.Set;
import java.util.stream.Collectors;
import org.jboss.logging.Logger;

/**
 * The model files that simulations write. A simulation wrote a file if the catalog has it after the simulation, and had
 * no such file, or one with another stamp, before. A file that is seen to be no model is not counted, such as an empty
 * one. A file that was overwritten later has another content. A file that was only touched has the same content.
 */
record ModelFiles(ModelCatalog catalog, FlowerProject project, ContentHashes hashes) {

    private static final Logger LOG = Logger.getLogger(ModelFiles.class);

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

    /** The present usable files; empty if the weights folder cannot be read. */
    Optional<Set<WrittenModel>> now() {
        try {
            return Optional.of(catalog.list().stream()
                    .filter(file -> file.unusable().isEmpty())
                    .map(file -> WrittenModel.of(file, project))
                    .collect(Collectors.toUnmodifiableSet()));
        } catch (Problem unreadable) {
            return Optional.empty();
        }
    }

    /**
     * The files that a simulation wrote, with the ids that they have now: the file of another run may have made a
     * longer id necessary. Reads a file that may have another content, once for each stamp.
     */
    List<Now> now(SimulationRecord simulation) {
        List<WrittenModel> written =
                Objects.requireNonNullElse(simulation.training().models(), List.of());
        Map<String, String> ids = written.isEmpty() ? Map.of() : ids();
        return written.stream().map(model -> now(model, ids)).toList();
    }

    private Now now(WrittenModel model, Map<String, String> ids) {
        Optional<FileStamp> stamp = stamp(model);
        boolean overwritten = stamp.isPresent() && !isContent(model, stamp.get(), hashes);
        String id = ids.getOrDefault(model.path(), model.id());
        return new Now(id, model.path(), model.sizeBytes(), model.modified(), overwritten, stamp.isEmpty());
    }

    /** The present ids by path; none if the weights folder cannot be read. */
    private Map<String, String> ids() {
        Map<String, String> ids = new HashMap<>();
        try {
            for (ModelFile file : catalog.recent()) {
                ids.putIfAbsent(project.shown(file.path()), file.id().value());
            }
        } catch (Problem unreadable) {
            LOG.debugf("The ids that a simulation's models had are used: %s", unreadable.detail());
        }
        return ids;
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

    /** The paths of all present files, also of those that cannot be used; none if the weights folder cannot be read. */
    Set<String> listed() {
        return Set.copyOf(ids().keySet());
    }

    /** The present files that were last written before {@code then}; empty if the weights folder cannot be read. */
    Optional<Set<WrittenModel>> olderThan(Instant then) {
        return now().map(files ->
                files.stream().filter(file -> file.modified().isBefore(then)).collect(Collectors.toUnmodifiableSet()));
    }

    /** The present files that are not in {@code before}; empty if they are not known. */
    Optional<List<WrittenModel>> writtenSince(Optional<Set<WrittenModel>> before) {
        return before.flatMap(then -> {
            Map<String, WrittenModel> byPath = new HashMap<>();
            then.forEach(file -> byPath.put(file.path(), file));
            return now().map(files -> files.stream()
                    .filter(file -> !isIn(byPath, file))
                    .sorted(WrittenModel.BY_ID)
                    .toList());
        });
    }

    private static boolean isIn(Map<String, WrittenModel> then, WrittenModel file) {
        WrittenModel known = then.get(file.path());
        return known != null && file.isUntouched(known);
    }
}
