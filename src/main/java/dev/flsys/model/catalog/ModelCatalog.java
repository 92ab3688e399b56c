package dev.flsys.model.catalog;

import dev.flsys.engine.file.FormatReader;
import dev.flsys.engine.file.ModelContent;
import dev.flsys.engine.file.ModelFormat;
import dev.flsys.project.FileStamp;
import dev.flsys.project.FlowerProject;
import jakarta.enterprise.context.ApplicationScoped;
import jakarta.inject.Inject;
import java.nio.file.Path;
import java.time.Duration;
import java.util.Collection;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import java.util.Set;
import java.util.TreeMap;
import java.util.function.Consumer;
import java.util.function.LongSupplier;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;

/**
 * The models of the project, found by scanning its folders. An id is looked up in the result of the scan and never
 * becomes part of a path.
 *
 * <p>Ids are unique, see {@link ModelIds}. A file that cannot be used is listed with the reason. A file without suffix
 * is listed only if both its name and its content indicate weights. In a search of the whole project, a {@code .bin}
 * file is listed if its name or its content indicates weights.
 *
 * <p>Thread-safe; blocks while it reads folders.
 */
@ApplicationScoped
public class ModelCatalog {

    /** The age up to which a listing is used to find an id without a new scan. */
    private static final Duration FRESH = Duration.ofSeconds(1);

    /** The number of uploaded files that are remembered. */
    private static final int MAX_UPLOADS = 1_000;

    private final WeightsScan scan;
    private final WeightsFolder folder;
    private final ModelOptionsFile options;
    private final KeptModels keptModels;
    private final FormatReader formats = new FormatReader();
    private final LongSupplier nanoTime;
    private final Object scanning = new Object();

    /** The stamps of uploaded files. The oldest stamp is forgotten first. Guarded by the map itself. */
    private final Map<FileStamp, Boolean> uploads = new LinkedHashMap<>() {
        @Override
        protected boolean removeEldestEntry(Map.Entry<FileStamp, Boolean> eldest) {
            return size() > MAX_UPLOADS;
        }
    };

    private volatile @Nullable Listing latest;

    /**
     * The result of a scan.
     *
     * @param byId the models in the folders of the project
     * @param kept the models that are kept with simulations, the latest simulation first; no id is in both maps
     */
    private record Listing(
            Map<ModelId, ModelFile> byId, Map<ModelId, ModelFile> kept, List<String> notes, long startedNanos) {

        @Nullable ModelFile get(ModelId id) {
            ModelFile own = byId.get(id);
            return own != null ? own : kept.get(id);
        }
    }

    @Inject
    ModelCatalog(FlowerProject project, ModelSettings settings, ModelOptionsFile options, KeptModels keptModels) {
        this(project, settings, options, keptModels, System::nanoTime);
    }

    /** A catalog without kept models. */
    public ModelCatalog(FlowerProject project, ModelSettings settings, ModelOptionsFile options) {
        this(project, settings, options, KeptModels.NONE, System::nanoTime);
    }

    /** A catalog without kept models. */
    public ModelCatalog(
            FlowerProject project, ModelSettings settings, ModelOptionsFile options, LongSupplier nanoTime) {
        this(project, settings, options, KeptModels.NONE, nanoTime);
    }

    public ModelCatalog(
            FlowerProject project,
            ModelSettings settings,
            ModelOptionsFile options,
            KeptModels keptModels,
            LongSupplier nanoTime) {
        this.options = options;
        this.keptModels = keptModels;
        this.scan = new WeightsScan(project, settings.weightsFolder());
        this.folder = WeightsFolder.of(project.displayPath(settings.weightsFolder()));
        this.nanoTime = nanoTime;
    }

    /**
     * All models in the folders of the project as they are now, sorted by id.
     *
     * @throws ModelProblem if the weights folder cannot be read
     */
    public List<ModelFile> list() {
        return List.copyOf(scanned().byId().values());
    }

    /**
     * The notes of the latest scan on files that it left out, in sentences for users; none before the first scan. Does
     * not block.
     */
    public List<String> notes() {
        Listing listing = latest;
        return listing == null ? List.of() : listing.notes();
    }

    /** The number of models in the latest scan; 0 before the first scan. Does not block. */
    public long found() {
        Listing listing = latest;
        return listing == null ? 0 : listing.byId().size() + listing.kept().size();
    }

    /**
     * The models in the folders of the project, by a scan that is at most a second old.
     *
     * @throws ModelProblem if the weights folder cannot be read
     */
    public Collection<ModelFile> recent() {
        return recentListing().byId().values();
    }

    /**
     * The models that are kept with simulations, the latest simulation first, by a scan that is at most a second old.
     *
     * @throws ModelProblem if the weights folder cannot be read
     */
    public Collection<ModelFile> kept() {
        return recentListing().kept().values();
    }

    private Listing recentListing() {
        Listing listing = latest;
        boolean fresh = listing != null && nanoTime.getAsLong() - listing.startedNanos() < FRESH.toNanos();
        return fresh ? Objects.requireNonNull(listing) : scanned();
    }

    /**
     * Remembers a file that a client uploads, before the file has its name. The file then does not count as written by
     * a simulation.
     */
    public void noteUpload(FileStamp stamp) {
        synchronized (uploads) {
            uploads.put(stamp, true);
        }
    }

    /** Whether a client uploaded this content of a file since the service started. */
    public boolean isUploaded(FileStamp stamp) {
        synchronized (uploads) {
            return uploads.containsKey(stamp);
        }
    }

    /** The weights folder, and whether it exists; reads the file system. */
    public WeightsFolder folder() {
        return scan.isAwaited() ? folder.missing() : folder;
    }

    /**
     * Checks that the weights folder can be listed, without reading all entries. A folder that has never existed is no
     * failure.
     *
     * @throws ModelProblem if it cannot be listed
     */
    public void requireReadable() {
        scan.requireReadable();
    }

    /**
     * The model of an id. Also finds a file that is newer than the last scan.
     *
     * @throws ModelProblem if no model has the id
     * @throws ModelProblem if the weights folder cannot be read
     */
    public ModelFile require(String id) {
        return require(ModelId.of(id).orElseThrow(() -> unknown(id)));
    }

    public ModelFile require(ModelId id) {
        Listing listing = latest;
        if (listing != null && nanoTime.getAsLong() - listing.startedNanos() < FRESH.toNanos()) {
            ModelFile file = listing.get(id);
            if (file != null) {
                return file;
            }
        }
        return find(id).orElseThrow(() -> unknown(id.value()));
    }

    /**
     * The model of an id, by a new scan.
     *
     * @throws ModelProblem if the weights folder cannot be read
     */
    public Optional<ModelFile> find(ModelId id) {
        return Optional.ofNullable(scanned().get(id));
    }

    /**
     * Calls {@code changed} with each file of a kept model whose content was replaced; see {@link KeptModels#listen}.
     */
    public void listen(Consumer<Path> changed) {
        keptModels.listen(changed);
    }

    /** The options of all models. */
    public ModelOptionsFile options() {
        return options;
    }

    /** The present options of a model. The options of a kept model are those of the original model. */
    public ModelOptions optionsOf(ModelId id) {
        Listing listing = latest;
        ModelFile file = listing == null ? null : listing.get(id);
        return options.of(file == null ? id : file.networkId());
    }

    /**
     * The problem to throw for an id that is not in the list. It names similar ids of the latest scan. Does not block.
     */
    public ModelProblem unknown(String id) {
        Listing listing = latest;
        if (listing == null) {
            return ModelProblem.unknown(id, Set.of());
        }
        Stream<ModelId> ids = id.contains("@")
                ? Stream.concat(listing.byId().keySet().stream(), listing.kept().keySet().stream())
                : listing.byId().keySet().stream();
        return ModelProblem.unknown(id, ids.map(ModelId::value).toList());
    }

    /** A listing that began after this call. Callers that wait for an earlier scan share the next one. */
    private Listing scanned() {
        long asked = nanoTime.getAsLong();
        synchronized (scanning) {
            Listing listing = latest;
            if (listing == null || listing.startedNanos() - asked <= 0) {
                listing = scan();
                latest = listing;
            }
            return listing;
        }
    }

    private Listing scan() {
        long started = nanoTime.getAsLong();
        options.refresh();
        WeightsScan.Found found = scan.find();
        Map<FoundFile, ModelContent> contents = new LinkedHashMap<>();
        for (FoundFile file : found.files()) {
            ModelContent content = content(file);
            boolean explained = file.isOfOtherLibrary() || content.isOfXgboost();
            if (file.hasNoSuffix() && content.fault().isPresent() && !explained) {
                continue;
            }
            if (file.needsArchive() && !ModelContent.isArchive(file.stamp().path())) {
                continue;
            }
            if (scan.isWholeProject() && file.mayBeForeign() && content.fault().isPresent()) {
                scan.info(file.stamp().path() + " is not listed: neither its name nor its content is that of a model");
            } else {
                contents.put(file, content);
            }
        }
        Map<ModelId, ModelFile> byId = new TreeMap<>();
        ModelIds.assign(contents.keySet())
                .forEach((id, file) -> byId.put(id, modelFile(id, file, Objects.requireNonNull(contents.get(file)))));
        Map<ModelId, ModelFile> kept = kept(byId);
        formats.keepOnly(Stream.concat(
                        found.files().stream().map(file -> file.stamp().path()),
                        kept.values().stream().map(ModelFile::path))
                .collect(Collectors.toSet()));
        options.warnUnmatched(byId.keySet());
        logMoved(byId);
        return new Listing(byId, kept, found.notes(), started);
    }

    private Map<ModelId, ModelFile> kept(Map<ModelId, ModelFile> own) {
        Map<ModelId, ModelFile> kept = new LinkedHashMap<>();
        for (KeptModels.Kept each : keptModels.list()) {
            Optional<FileStamp> stamp = FileStamp.read(each.file());
            Optional<ModelId> name = ModelId.of(each.network());
            if (stamp.isPresent() && name.isPresent()) {
                ModelId id = KeptIds.of(each, own, kept);
                ModelFile.Origin origin =
                        new ModelFile.Origin(name.get(), each.original(), each.run(), each.round(), each.latest());
                kept.put(id, keptFile(id, stamp.get(), origin));
            }
        }
        return kept;
    }

    private ModelFile keptFile(ModelId id, FileStamp stamp, ModelFile.Origin origin) {
        ModelContent content = formats.contentOf(stamp);
        return new ModelFile(
                id,
                stamp.path(),
                false,
                content.format(),
                stamp.sizeBytes(),
                stamp.modified(),
                options.of(origin.id()),
                content.fault(),
                Optional.of(origin));
    }

    private ModelContent content(FoundFile file) {
        return file.refused().isEmpty()
                ? formats.contentOf(file.stamp())
                : new ModelContent(ModelFormat.STATE_DICT, file.refused());
    }

    private ModelFile modelFile(ModelId id, FoundFile file, ModelContent content) {
        FileStamp stamp = file.stamp();
        return new ModelFile(
                id,
                stamp.path(),
                file.runFolder(),
                content.format(),
                stamp.sizeBytes(),
                stamp.modified(),
                options.of(id),
                content.fault(),
                Optional.empty());
    }

    /** Warns if a new file has the id that another file had before. The other file has a longer id now. */
    private void logMoved(Map<ModelId, ModelFile> byId) {
        Listing before = latest;
        if (before == null) {
            return;
        }
        Map<Path, ModelId> moved = new HashMap<>();
        before.byId().forEach((id, file) -> {
            ModelFile now = byId.get(id);
            if (now != null && !now.path().equals(file.path())) {
                moved.put(file.path(), id);
            }
        });
        if (!moved.isEmpty()) {
            byId.forEach((id, file) -> {
                ModelId old = moved.get(file.path());
                if (old != null && !old.equals(id)) {
                    scan.warn(
                            "The model " + old + " is another file now. The file that had this id is the model " + id);
                }
            });
        }
    }
}
