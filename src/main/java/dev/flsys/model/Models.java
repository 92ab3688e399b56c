package dev.flsys.model;

import dev.flsys.engine.EngineUnavailable;
import dev.flsys.engine.InferenceDevice;
import dev.flsys.engine.ModelUnusable;
import dev.flsys.problem.Problem;
import dev.flsys.project.FileStamp;
import dev.flsys.project.FlowerProject;
import jakarta.annotation.PreDestroy;
import jakarta.enterprise.context.ApplicationScoped;
import jakarta.inject.Inject;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
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
import java.util.stream.Collectors;
import org.jboss.logging.Logger;

/**
 * The models in memory: whoever wants to predict takes a lease here. Safe for use by several threads.
 *
 * <p>At most MODELS_IN_MEMORY models are kept. A model whose file changes is loaded aside and swapped in within about a
 * second of its next use or of the next {@link #list()}; if the new content cannot be used, the old version goes on.
 */
@ApplicationScoped
public class Models {

    private static final Logger LOG = Logger.getLogger(Models.class);

    /**
     * How long a stop waits for leases. What is not back by then is left to the end of the process, never closed in
     * use.
     */
    private static final Duration DRAIN = Duration.ofSeconds(10);

    private final FlowerProject project;
    private final ModelCatalog catalog;
    private final LoadQueue queue;
    private final Serving serving;
    private final Map<ModelId, ServedModel> served = new ConcurrentHashMap<>();

    @Inject
    Models(
            FlowerProject project,
            ModelCatalog catalog,
            ModelSettings settings,
            StateDicts stateDicts,
            InferenceDevice device,
            LoadTimeout timeout) {
        this(
                project,
                catalog,
                new EngineLoader(stateDicts, device, settings.imageSize()),
                settings.inMemory(),
                LoadTimes.of(timeout),
                System::nanoTime);
    }

    Models(
            FlowerProject project,
            ModelCatalog catalog,
            ModelLoader loader,
            int inMemory,
            LoadTimes times,
            LongSupplier nanoTime) {
        this.project = project;
        this.catalog = catalog;
        this.queue = new LoadQueue(loader, times.deadline());
        this.serving = new Serving(catalog, queue, new MemoryLimit(inMemory), times, nanoTime);
    }

    /**
     * A lease of the model {@code id}, which whoever gets it has to close. It is there at once if the model is loaded;
     * else the model is loaded first, and all who ask meanwhile wait for that one load. Does not block, so it may be
     * called on an event loop, and neither must what depends on the stage: it is completed on a thread that loads.
     *
     * @return completed exceptionally with {@link ModelProblem}, {@link ModelUnusable},
     *     {@link EngineUnavailable} or another {@link Problem} of the load
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
     * Leases of all models that are loaded, which whoever gets them has to close. It does not count as use of them.
     * Does not block.
     */
    public List<ModelLease> loaded() {
        List<ModelLease> leases = new ArrayList<>();
        served.values().forEach(model -> model.leaseIfLoaded().ifPresent(leases::add));
        return leases;
    }

    /** The last step that the load of {@code id} has reported, for people; empty while it is not being loaded. */
    public Optional<String> progress(String id) {
        return ModelId.of(id).map(served::get).flatMap(ServedModel::progress);
    }

    /**
     * All models as their files are now, sorted by id. Blocks while it reads folders.
     *
     * @throws ModelProblem if the weights folder cannot be read
     */
    public List<ModelDescription> list() {
        List<ModelFile> files = catalog.list();
        Map<ModelId, ModelFile> byId = files.stream().collect(Collectors.toMap(ModelFile::id, file -> file));
        served.forEach(
                (id, model) -> model.seen(Optional.ofNullable(byId.get(id)).map(ModelFile::stamp)));
        return files.stream().map(this::describe).toList();
    }

    /** The folder in which models are looked for, as it is now; reads the file system. */
    public WatchedFolder folder() {
        return catalog.folder();
    }

    /** The ids of the models whose loads have not ended in time and still run. */
    public List<String> hangingLoads() {
        return queue.hanging();
    }

    /** Whether models can be loaded; not while too many loads hang. */
    public boolean canLoad() {
        return queue.canLoad();
    }

    /** Lets all models go: loads are broken off, leases waited for, models closed. */
    @PreDestroy
    void close() {
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

    /** Only ids that the catalog knows get a place, so that requests for others take no memory. */
    private void leaseNew(ModelId id, CompletableFuture<ModelLease> waiter) {
        try {
            queue.soon(() -> {
                try {
                    catalog.require(id);
                    served.computeIfAbsent(id, known -> new ServedModel(known, serving))
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
        String shown = project.shown(file.resolveSibling(""));
        return shown.isEmpty() ? "the project's folder" : shown;
    }

    private ModelDescription describe(ModelFile file) {
        return ModelDescription.of(
                file, folder(file.path()), served.get(file.id()));
    }
}
