package dev.flsys.model;

import dev.flsys.engine.EngineUnavailable;
import dev.flsys.engine.InferenceDevice;
import dev.flsys.engine.file.ModelUnusable;
import dev.flsys.model.catalog.ModelCatalog;
import dev.flsys.model.catalog.ModelFile;
import dev.flsys.model.catalog.ModelId;
import dev.flsys.model.catalog.ModelProblem;
import dev.flsys.model.catalog.ModelSettings;
import dev.flsys.model.catalog.WeightsFolder;
import dev.flsys.model.serving.LoadMeters;
import dev.flsys.model.serving.LoadQueue;
import dev.flsys.model.serving.LoadTimeout;
import dev.flsys.model.serving.LoadTimes;
import dev.flsys.model.serving.MemoryLimit;
import dev.flsys.model.serving.ModelLease;
import dev.flsys.model.serving.ModelLoader;
import dev.flsys.model.serving.ServedModel;
import dev.flsys.model.serving.ServingContext;
import dev.flsys.problem.Problem;
import dev.flsys.project.FlowerProject;
import dev.flsys.weights.WeightsSummary;
import jakarta.annotation.PreDestroy;
import jakarta.enterprise.context.ApplicationScoped;
import jakarta.inject.Inject;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Collection;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import java.util.function.LongSupplier;
import java.util.stream.Stream;
import org.jboss.logging.Logger;
import org.jspecify.annotations.Nullable;

/**
 * The models in memory. A prediction takes a lease here. Thread-safe.
 *
 * <p>At most MODELS_IN_MEMORY models are kept. A changed file is loaded beside the old version and swapped in soon
 * after the model's next use or of the next {@link #list()}. If the new content is unusable, the old version still
 * serves.
 */
@ApplicationScoped
public class Models {

    private static final Logger LOG = Logger.getLogger(Models.class);

    /**
     * The time for which a stop waits for leases. A model still in use is not closed: native code would crash. The end
     * of the process frees it.
     */
    private static final Duration DRAIN = Duration.ofSeconds(10);

    private final FlowerProject project;
    private final ModelCatalog catalog;
    private final LoadQueue queue;
    private final ServingContext context;
    private final WeightsSummaries summaries;
    private final Map<ModelId, ServedModel> served = new ConcurrentHashMap<>();

    @Inject
    public Models(
            FlowerProject project,
            ModelCatalog catalog,
            ModelSettings settings,
            StateDicts stateDicts,
            InferenceDevice device,
            LoadTimeout timeout,
            LoadMeters meters) {
        this(
                project,
                catalog,
                new EngineLoader(stateDicts, device),
                settings.inMemory(),
                LoadTimes.of(timeout),
                System::nanoTime,
                meters);
    }

    public Models(
            FlowerProject project,
            ModelCatalog catalog,
            ModelLoader loader,
            int inMemory,
            LoadTimes times,
            LongSupplier nanoTime) {
        this(project, catalog, loader, inMemory, times, nanoTime, LoadMeters.none());
    }

    private Models(
            FlowerProject project,
            ModelCatalog catalog,
            ModelLoader loader,
            int inMemory,
            LoadTimes times,
            LongSupplier nanoTime,
            LoadMeters meters) {
        this.project = project;
        this.catalog = catalog;
        this.summaries = new WeightsSummaries(nanoTime);
        this.queue = new LoadQueue(loader, times.deadline());
        this.context = new ServingContext(catalog, queue, new MemoryLimit(inMemory), meters, times, nanoTime);
        catalog.listen(this::onReplaced);
    }

    /**
     * A lease of the model {@code id}; the caller must close it. The stage is complete at once if the model is loaded.
     * Otherwise the model is loaded first, and all callers share this load. Does not block, so an event loop may call
     * it. Dependents of the stage must not block either: they run on a loading thread.
     *
     * @return completed exceptionally with {@link ModelProblem}, {@link ModelUnusable}, {@link EngineUnavailable} or
     *     another {@link Problem} of the load
     */
    public CompletionStage<ModelLease> lease(String id) {
        CompletableFuture<ModelLease> waiter = new CompletableFuture<>();
        ModelId.of(id)
                .ifPresentOrElse(
                        valid -> lease(valid, waiter), () -> waiter.completeExceptionally(catalog.unknown(id)));
        return waiter;
    }

    private void lease(ModelId id, CompletableFuture<ModelLease> waiter) {
        ServedModel known = served.get(id);
        if (known != null) {
            known.lease(waiter);
        } else {
            leaseNew(id, waiter);
        }
    }

    /**
     * Leases of all loaded models; the caller must close them. These leases do not count as use of the models. Does not
     * block.
     */
    public List<ModelLease> loaded() {
        List<ModelLease> leases = new ArrayList<>();
        served.values().forEach(model -> model.leaseIfLoaded().ifPresent(leases::add));
        return leases;
    }

    /**
     * Removes the model {@code id} from memory; the next request loads it again. Does nothing if it is not loaded.
     *
     * @return complete when all leases have been returned and the model is closed
     */
    public CompletionStage<Void> unload(String id) {
        return ModelId.of(id)
                .map(served::get)
                .map(ServedModel::evict)
                .orElseGet(() -> CompletableFuture.completedFuture(null));
    }

    /**
     * The model {@code id} by its file, without the summary of its weights; blocks while it reads folders.
     *
     * @throws ModelProblem if there is no such model
     */
    public ModelDescription describe(String id) {
        return describe(catalog.require(ModelId.of(id).orElseThrow(() -> catalog.unknown(id))), null);
    }

    /** The last reported step of the load of {@code id}, for users; empty if no load is pending. */
    public Optional<String> loadProgress(String id) {
        return ModelId.of(id).map(served::get).flatMap(ServedModel::progress);
    }

    /**
     * The models in the folders of the project by a new scan of the files, sorted by id. Blocks while it reads folders.
     *
     * @throws ModelProblem if the weights folder cannot be read
     */
    public List<ModelDescription> list() {
        return list(false);
    }

    /**
     * The same as {@link #list()}.
     *
     * @param runs whether the models that are kept with simulations follow; the models of the latest simulation come
     *     first
     * @throws ModelProblem if the weights folder cannot be read
     */
    public List<ModelDescription> list(boolean runs) {
        List<ModelFile> files = catalog.list();
        Collection<ModelFile> kept = catalog.kept();
        Map<ModelId, ModelFile> byId = new HashMap<>();
        kept.forEach(file -> byId.put(file.id(), file));
        files.forEach(file -> byId.put(file.id(), file));
        served.forEach(
                (id, model) -> model.onScanned(Optional.ofNullable(byId.get(id)).map(ModelFile::stamp)));
        Stream<ModelFile> listed = runs ? Stream.concat(files.stream(), kept.stream()) : files.stream();
        List<ModelFile> described = listed.toList();
        Map<ModelId, WeightsSummary> weights = summaries.of(described);
        return described.stream()
                .map(file -> describe(file, weights.get(file.id())))
                .toList();
    }

    /** Loads the new content of {@code file} if an older one is in memory, without a request for it. */
    private void onReplaced(Path file) {
        served.values().forEach(model -> model.onReplaced(file));
    }

    /** Notes on files that the latest list leaves out, in sentences for users. */
    public List<String> notes() {
        return catalog.notes();
    }

    /** The folder of the model files; reads the file system. */
    public WeightsFolder folder() {
        return catalog.folder();
    }

    /** The number of models in memory. */
    long inMemory() {
        return served.values().stream().filter(ServedModel::isLoaded).count();
    }

    /** The number of models that are being loaded. */
    long loading() {
        return served.values().stream().filter(ServedModel::isLoading).count();
    }

    /** The number of models whose last load failed, and that are not in memory. */
    long failed() {
        return served.values().stream().filter(ServedModel::hasFailed).count();
    }

    /** The number of models in the latest scan of the project. Does not block. */
    long found() {
        return catalog.found();
    }

    /** The ids of the models whose loads have missed their deadlines and still run. */
    public List<String> hangingLoads() {
        return queue.hanging();
    }

    /** Whether models can be loaded; false while too many loads hang. */
    public boolean canLoad() {
        return queue.canLoad();
    }

    /** Interrupts loads, waits for leases and closes the models. */
    @PreDestroy
    public void close() {
        queue.close();
        CompletableFuture<?>[] closed = Set.copyOf(served.values()).stream()
                .map(model -> model.shut().toCompletableFuture())
                .toArray(CompletableFuture<?>[]::new);
        try {
            CompletableFuture.allOf(closed).get(DRAIN.toSeconds(), TimeUnit.SECONDS);
        } catch (TimeoutException | ExecutionException inUse) {
            LOG.warn("Some models were still in use when the service stopped");
        } catch (InterruptedException hurried) {
            Thread.currentThread().interrupt();
        }
    }

    /** Adds only ids of the catalog to the map, so that requests for other ids take no memory. */
    private void leaseNew(ModelId id, CompletableFuture<ModelLease> waiter) {
        try {
            queue.runSoon(() -> {
                try {
                    catalog.require(id);
                    served.computeIfAbsent(id, known -> new ServedModel(known, context))
                            .lease(waiter);
                } catch (Problem problem) {
                    waiter.completeExceptionally(problem);
                }
            });
        } catch (ModelProblem busy) {
            waiter.completeExceptionally(busy);
        }
    }

    private String folder(Path file) {
        String shown = project.displayPath(file.resolveSibling(""));
        return shown.isEmpty() ? "the project's folder" : shown;
    }

    private ModelDescription describe(ModelFile file, @Nullable WeightsSummary weights) {
        return ModelDescription.of(
                file, project.displayPath(file.path()), folder(file.path()), served.get(file.id()), weights);
    }
}
