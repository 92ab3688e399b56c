package dev.flsys.simulation.models;

import com.fasterxml.jackson.annotation.JsonInclude;
import com.fasterxml.jackson.annotation.JsonProperty;
import dev.flsys.model.catalog.ModelCatalog;
import dev.flsys.model.catalog.ModelFile;
import dev.flsys.problem.Problem;
import dev.flsys.project.ContentHashes;
import dev.flsys.project.FileStamp;
import dev.flsys.project.FlowerProject;
import dev.flsys.simulation.log.SimulationId;
import dev.flsys.simulation.record.SimulationRecord;
import dev.flsys.simulation.record.WrittenModel;
import io.quarkus.runtime.annotations.RegisterForReflection;
import java.nio.file.Path;
import java.time.Instant;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.Executor;
import java.util.function.Supplier;
import java.util.stream.Collectors;
import org.jboss.logging.Logger;
import org.jspecify.annotations.Nullable;

/**
 * The model files that simulations write. A simulation wrote a file if the catalog has the file after the simulation,
 * and did not have it before, or had it with another stamp. A file that is certainly no model, such as an empty one,
 * does not count. A file that a client uploaded meanwhile does not count either. A file that was overwritten later has
 * another content. A file whose time alone was changed has the same content.
 */
public record ModelFiles(ModelCatalog catalog, FlowerProject project, ContentHashes hashes, Keeper keeper) {

    private static final Logger LOG = Logger.getLogger(ModelFiles.class);

    /** The copies of models. */
    interface Keeper {

        /** No copies. */
        Keeper NONE = new Keeper() {
            @Override
            public List<WrittenModel> keep(SimulationRecord simulation) {
                return Objects.requireNonNullElse(simulation.training().models(), List.of());
            }

            @Override
            public LiveWatch follow(
                    SimulationId id, Path weights, Supplier<Optional<List<WrittenModel>>> written, Executor executor) {
                return LiveWatch.NONE;
            }

            @Override
            public void unfollow(SimulationId id) {}
        };

        /** Keeps the models of a simulation that has ended, and returns all that it wrote, with the copies. */
        List<WrittenModel> keep(SimulationRecord simulation);

        /**
         * Serves the newest models of a simulation until the result is closed.
         *
         * @param weights the folder of the model files
         * @param written the files that it has written; empty if that is not known now
         * @param executor runs the watch
         */
        LiveWatch follow(
                SimulationId id, Path weights, Supplier<Optional<List<WrittenModel>>> written, Executor executor);

        /** Deletes the copies that were made by {@link #follow}. */
        void unfollow(SimulationId id);
    }

    /** The files of simulations whose models are not kept. */
    public ModelFiles(ModelCatalog catalog, FlowerProject project, ContentHashes hashes) {
        this(catalog, project, hashes, Keeper.NONE);
    }

    /**
     * The present state of a model file that a simulation wrote.
     *
     * @param sha256 SHA-256 of the content that the simulation wrote, in hexadecimal digits; null if it is not known
     * @param kept the copy that is kept with the simulation, relative to the project; null if there is none now
     * @param keptId the id of that copy
     * @param overwritten whether the file has another content now
     * @param missing whether there is no such file now
     */
    @RegisterForReflection
    public record Now(
            String id,
            String path,
            @JsonProperty("size_bytes") long sizeBytes,
            Instant modified,

            @JsonInclude(JsonInclude.Include.NON_NULL) @Nullable String sha256,

            @JsonInclude(JsonInclude.Include.NON_NULL) @Nullable String kept,

            @JsonInclude(JsonInclude.Include.NON_NULL) @JsonProperty("kept_id") @Nullable String keptId,

            @JsonInclude(JsonInclude.Include.NON_DEFAULT) boolean overwritten,
            @JsonInclude(JsonInclude.Include.NON_DEFAULT) boolean missing) {}

    /** The ids of the models that are kept with simulations, by file; none if the weights folder cannot be read. */
    public Map<Path, String> keptIds() {
        Map<Path, String> ids = new HashMap<>();
        try {
            catalog.kept().stream()
                    .filter(file -> !file.isLatest())
                    .forEach(file -> ids.put(file.path(), file.id().value()));
        } catch (Problem unreadable) {
            LOG.debugf(unreadable, "The models of simulations have no ids now");
        }
        return ids;
    }

    /** The present usable files; empty if the weights folder cannot be read. */
    public Optional<Set<WrittenModel>> now() {
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
    public List<Now> now(SimulationRecord simulation) {
        List<WrittenModel> written =
                Objects.requireNonNullElse(simulation.training().models(), List.of());
        Map<String, String> ids = written.isEmpty() ? Map.of() : ids();
        return written.stream().map(model -> now(model, ids)).toList();
    }

    private Now now(WrittenModel model, Map<String, String> ids) {
        Optional<FileStamp> stamp = stamp(model);
        boolean overwritten = stamp.isPresent() && !isContent(model, stamp.get(), hashes);
        String id = ids.getOrDefault(model.path(), model.id());
        String keptId = model.kept() == null ? null : ids.get(model.kept());
        return new Now(
                id,
                model.path(),
                model.sizeBytes(),
                model.modified(),
                model.sha256(),
                keptId == null ? null : model.kept(),
                keptId,
                overwritten,
                stamp.isEmpty());
    }

    /** The present ids by path, kept models included; none if the weights folder cannot be read. */
    private Map<String, String> ids() {
        Map<String, String> ids = new HashMap<>();
        try {
            for (ModelFile file : catalog.recent()) {
                ids.putIfAbsent(project.displayPath(file.path()), file.id().value());
            }
            catalog.kept().stream()
                    .filter(file -> !file.isLatest())
                    .forEach(file -> ids.putIfAbsent(
                            project.displayPath(file.path()), file.id().value()));
        } catch (Problem unreadable) {
            LOG.debugf(
                    "The recorded ids of a simulation's models are used, because the list cannot be read: %s",
                    unreadable.detail());
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

    /** Adds the hashes of the untouched files, until they are too large together. */
    List<WrittenModel> hashed(List<WrittenModel> written) {
        List<WrittenModel> hashed = new ArrayList<>();
        long left = ContentHashes.MAX_SIZE;
        for (WrittenModel model : written) {
            Optional<FileStamp> stamp = stamp(model).filter(now -> model.isUntouched(now.sizeBytes(), now.modified()));
            left -= model.sizeBytes();
            hashed.add(
                    left < 0 ? model : model.withHash(stamp.flatMap(hashes::of).orElse(null)));
        }
        return hashed;
    }

    /**
     * The models that a simulation wrote, with their hashes and the copies that are kept. Reads and copies these files.
     */
    public List<WrittenModel> kept(SimulationRecord ended) {
        List<WrittenModel> written = Objects.requireNonNullElse(ended.training().models(), List.of());
        return written.isEmpty() ? written : keeper.keep(ended.wrote(hashed(written)));
    }

    /**
     * Serves the newest files that a simulation writes, until the result is closed. Files in {@code before} are
     * ignored.
     */
    public LiveWatch follow(SimulationId id, Optional<Set<WrittenModel>> before, Executor executor) {
        Path weights = project.root().resolve(catalog.folder().path());
        return keeper.follow(id, weights, () -> writtenSince(before), executor);
    }

    /** Ends the service of the newest files of a simulation, whose watch is closed. */
    public void unfollow(SimulationId id) {
        keeper.unfollow(id);
    }

    private Optional<FileStamp> stamp(WrittenModel model) {
        return project.resolve(model.path()).flatMap(FileStamp::read);
    }

    /** The paths of all present files, also of those that cannot be used; none if the weights folder cannot be read. */
    public Set<String> listed() {
        return Set.copyOf(ids().keySet());
    }

    /** The present files that were last written before {@code then}; empty if the weights folder cannot be read. */
    public Optional<Set<WrittenModel>> olderThan(Instant then) {
        return now().map(files ->
                files.stream().filter(file -> file.modified().isBefore(then)).collect(Collectors.toUnmodifiableSet()));
    }

    /** The present files that are not in {@code before}; empty if they are not known. */
    public Optional<List<WrittenModel>> writtenSince(Optional<Set<WrittenModel>> before) {
        return before.flatMap(then -> {
            Map<String, WrittenModel> byPath = new HashMap<>();
            then.forEach(file -> byPath.put(file.path(), file));
            return now().map(files -> files.stream()
                    .filter(file -> !isIn(byPath, file) && !isUploaded(file))
                    .sorted(WrittenModel.BY_ID)
                    .toList());
        });
    }

    private boolean isUploaded(WrittenModel file) {
        return project.resolve(file.path())
                .filter(path -> catalog.isUploaded(new FileStamp(path, file.sizeBytes(), file.modified())))
                .isPresent();
    }

    private static boolean isIn(Map<String, WrittenModel> then, WrittenModel file) {
        WrittenModel known = then.get(file.path());
        return known != null && file.isUntouched(known);
    }
}
