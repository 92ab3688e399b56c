package dev.flsys.model;

import dev.flsys.engine.FormatReader;
import dev.flsys.project.FileStamp;
import dev.flsys.project.FlowerProject;
import jakarta.enterprise.context.ApplicationScoped;
import jakarta.inject.Inject;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.TreeMap;
import java.util.function.LongSupplier;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;

/**
 * The models of the project, found by scanning its folders. An id is looked up in the result of the scan and never
 * becomes part of a path.
 *
 * <p>Ids are unique. If files share a name, a file of the weights folder gets it before a run, and {@code .pth} before
 * {@code .pt} before {@code .onnx}. Each other file is listed with its suffix, {@code LeNet.onnx}, and with a number if
 * that id is taken too.
 *
 * <p>Safe for use by several threads; blocks while it reads folders.
 */
@ApplicationScoped
public class ModelCatalog {

    /** The age up to which a listing is used to find an id without a new scan. */
    private static final Duration FRESH = Duration.ofSeconds(1);

    private final WeightsScan scan;
    private final WatchedFolder folder;
    private final ModelOptionsFile options;
    private final FormatReader formats = new FormatReader();
    private final LongSupplier nanoTime;
    private final Object scanning = new Object();
    private volatile @Nullable Listing latest;

    private record Listing(Map<ModelId, ModelFile> byId, long startedNanos) {}

    @Inject
    public ModelCatalog(FlowerProject project, ModelSettings settings, ModelOptionsFile options) {
        this(project, settings, options, System::nanoTime);
    }

    public ModelCatalog(
            FlowerProject project, ModelSettings settings, ModelOptionsFile options, LongSupplier nanoTime) {
        this.options = options;
        this.scan = new WeightsScan(project, settings.weightsFolder());
        this.folder = WatchedFolder.of(project.shown(settings.weightsFolder()));
        this.nanoTime = nanoTime;
    }

    /**
     * All models as they are now, sorted by id.
     *
     * @throws ModelProblem if the weights folder cannot be read
     */
    public List<ModelFile> list() {
        return List.copyOf(scanned().byId().values());
    }

    /** The weights folder, and whether it exists; reads the file system. */
    public WatchedFolder folder() {
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

    ModelFile require(ModelId id) {
        Listing listing = latest;
        if (listing != null && nanoTime.getAsLong() - listing.startedNanos() < FRESH.toNanos()) {
            ModelFile file = listing.byId().get(id);
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
    Optional<ModelFile> find(ModelId id) {
        return Optional.ofNullable(scanned().byId().get(id));
    }

    /** The options of all models. */
    ModelOptionsFile options() {
        return options;
    }

    /**
     * The problem to throw for an id that is not in the list. It names similar ids of the latest scan. Does not block.
     */
    ModelProblem unknown(String id) {
        Listing listing = latest;
        return ModelProblem.unknown(
                id,
                listing == null
                        ? Set.of()
                        : listing.byId().keySet().stream().map(ModelId::value).toList());
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
        List<FoundFile> found = new ArrayList<>(scan.find());
        found.sort(FoundFile.PRECEDENCE);
        Map<ModelId, ModelFile> byId = new TreeMap<>();
        List<FoundFile> nameless = new ArrayList<>();
        for (FoundFile file : found) {
            if (isTaken(file.name(), byId)) {
                nameless.add(file);
            } else {
                add(file.name(), file, byId);
            }
        }
        for (FoundFile file : nameless) {
            String id = file.longName();
            for (int number = 2; isTaken(id, byId); number++) {
                id = file.longName() + "." + number;
            }
            add(id, file, byId);
        }
        options.listed(byId.keySet());
        formats.keepOnly(byId.values().stream().map(ModelFile::path).collect(Collectors.toSet()));
        return new Listing(byId, started);
    }

    private static boolean isTaken(String name, Map<ModelId, ModelFile> byId) {
        return ModelId.of(name).filter(byId::containsKey).isPresent();
    }

    private void add(String name, FoundFile found, Map<ModelId, ModelFile> byId) {
        FileStamp stamp = found.stamp();
        ModelId.of(name)
                .map(id -> new ModelFile(
                        id,
                        stamp.path(),
                        found.runFolder(),
                        formats.formatOf(stamp),
                        stamp.sizeBytes(),
                        stamp.modified(),
                        options.of(id)))
                .ifPresentOrElse(
                        file -> byId.put(file.id(), file),
                        () -> scan.warn(stamp.path(), "is not listed: its name cannot be a model's id"));
    }
}
