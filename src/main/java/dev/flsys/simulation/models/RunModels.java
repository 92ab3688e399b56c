package dev.flsys.simulation.models;

import com.fasterxml.jackson.databind.ObjectMapper;
import dev.flsys.model.FilesInUse;
import dev.flsys.model.catalog.KeptModels;
import dev.flsys.model.catalog.RoundName;
import dev.flsys.model.serving.CompletenessCheck;
import dev.flsys.project.FileStamp;
import dev.flsys.project.FlowerProject;
import dev.flsys.project.PrivateFiles;
import dev.flsys.simulation.log.SimulationId;
import dev.flsys.simulation.record.RetentionLimits;
import dev.flsys.simulation.record.SimulationRecord;
import dev.flsys.simulation.record.SimulationSettings;
import dev.flsys.simulation.record.SimulationStore;
import dev.flsys.simulation.record.WrittenModel;
import jakarta.inject.Inject;
import jakarta.inject.Singleton;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.LinkOption;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.HashMap;
import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.Executor;
import java.util.function.Consumer;
import java.util.function.Predicate;
import java.util.function.Supplier;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.jboss.logging.Logger;
import org.jspecify.annotations.Nullable;

/**
 * The models that are kept with simulations: {@code models/} in the folder of a simulation, with copies of the files
 * that it wrote and with {@link KeptFiles models.json}. The folder appears as a whole and is never written again. While
 * the simulation continues, {@code live/} has its {@link LiveModels newest models}. Thread-safe, except that one
 * simulation is kept by one thread.
 */
@Singleton
public final class RunModels implements KeptModels, ModelFiles.Keeper {

    private static final Logger LOG = Logger.getLogger(RunModels.class);

    private final FlowerProject project;
    private final SimulationStore store;
    private final ObjectMapper json;
    private final RetentionLimits limits;
    private final FilesInUse inUse;
    private final RunCheckpoints checkpoints;
    private final CompletenessCheck complete = new CompletenessCheck();
    private final List<Consumer<Path>> listeners = new CopyOnWriteArrayList<>();
    /** The lists by their folder. */
    private final Map<Path, Known> known = new ConcurrentHashMap<>();

    private record Known(FileStamp stamp, KeptFiles files) {}

    @Inject
    public RunModels(
            FlowerProject project,
            SimulationStore store,
            ObjectMapper json,
            SimulationSettings settings,
            FilesInUse inUse) {
        this(project, store, json, settings.keep(), inUse);
    }

    public RunModels(
            FlowerProject project, SimulationStore store, ObjectMapper json, RetentionLimits limits, FilesInUse inUse) {
        this.project = project;
        this.store = store;
        this.json = json;
        this.limits = limits;
        this.inUse = inUse;
        this.checkpoints = new RunCheckpoints(store);
    }

    @Override
    public List<Kept> list() {
        List<SimulationId> ids;
        try {
            ids = store.ids();
        } catch (UncheckedIOException unreadable) {
            LOG.debugf(unreadable, "The models of simulations are not listed");
            return List.of();
        }
        Set<SimulationId> present = Set.copyOf(ids);
        known.keySet()
                .retainAll(present.stream()
                        .flatMap(id -> Stream.of(store.models(id), store.live(id)))
                        .collect(Collectors.toSet()));
        checkpoints.retain(present);
        return ids.stream().flatMap(this::models).toList();
    }

    @Override
    public void listen(Consumer<Path> changed) {
        listeners.add(changed);
    }

    /**
     * The models of a simulation: the files that it wrote, its checkpoints, then the newest weights of each name. A
     * file that has the name itself comes before rounds and checkpoints.
     */
    private Stream<Kept> models(SimulationId id) {
        Path folder = store.models(id);
        List<KeptFiles.File> written = files(id).models();
        List<Kept> all = new ArrayList<>();
        written.forEach(each -> file(folder, each)
                .ifPresent(file ->
                        all.add(new Kept(each.id(), id.value(), project.root().resolve(each.path()), file))));
        checkpoints.models(id).forEach(all::add);
        Map<String, Kept> latest = new LinkedHashMap<>();
        written.stream()
                .sorted(Comparator.comparing(RunModels::round).reversed())
                .forEach(each -> addLatest(id, folder, each, latest));
        Path live = store.live(id);
        files(live).models().forEach(each -> addLatest(id, live, each, latest));
        checkpoints.latest(id, LiveModels.checkpoint(live)).ifPresent(each -> latest.putIfAbsent(each.name(), each));
        all.forEach(each -> {
            if (each.round() == null) {
                latest.remove(each.name());
            }
        });
        all.addAll(latest.values());
        return all.stream();
    }

    private static int round(KeptFiles.File file) {
        return RoundName.of(file.id()).map(RoundName::round).orElse(0);
    }

    private void addLatest(SimulationId id, Path folder, KeptFiles.File kept, Map<String, Kept> latest) {
        String name = RetainedModels.name(kept.id());
        file(folder, kept)
                .ifPresent(file -> latest.putIfAbsent(
                        name,
                        new Kept(name, id.value(), project.root().resolve(kept.path()), file, kept.id(), null, true)));
    }

    /** The checkpoints of all simulations. */
    public RunCheckpoints checkpoints() {
        return checkpoints;
    }

    /** The models that are kept with a simulation. */
    KeptFiles files(SimulationId id) {
        return files(store.models(id));
    }

    private KeptFiles files(Path folder) {
        // Most simulations have no such folder. File.isDirectory creates no exception for a missing folder;
        // Files.isDirectory does so internally.
        if (!folder.toFile().isDirectory()) {
            return KeptFiles.NONE;
        }
        Optional<FileStamp> stamp = FileStamp.read(folder.resolve(LiveModels.LIST));
        if (stamp.isEmpty()) {
            return KeptFiles.NONE;
        }
        Known before = known.get(folder);
        if (before != null && before.stamp().equals(stamp.get())) {
            return before.files();
        }
        KeptFiles read = read(stamp.get().path());
        known.put(folder, new Known(stamp.get(), read));
        return read;
    }

    private KeptFiles read(Path list) {
        try {
            return json.readValue(Files.readAllBytes(list), KeptFiles.class);
        } catch (IOException damaged) {
            LOG.warnf("The list of the models of a simulation cannot be read: %s", project.displayPath(list));
            return KeptFiles.NONE;
        }
    }

    private static Optional<Path> file(Path folder, KeptFiles.File kept) {
        Path file = folder.resolve(kept.file()).normalize();
        return file.startsWith(folder) && Files.isRegularFile(file, LinkOption.NOFOLLOW_LINKS)
                ? Optional.of(file)
                : Optional.empty();
    }

    /**
     * Keeps the models of a simulation that has ended, within the limits. Blocks while it copies files. A failure is
     * logged.
     *
     * @return the models that it wrote, with the kept files
     */
    @Override
    public List<WrittenModel> keep(SimulationRecord simulation) {
        checkpoints.ended(simulation.id());
        List<WrittenModel> written =
                Objects.requireNonNullElse(simulation.training().models(), List.of());
        Path folder = store.models(simulation.id());
        if (written.isEmpty() || limits.models() == 0 || Files.exists(folder)) {
            return written;
        }
        Path next = store.beingKept(simulation.id());
        try {
            PrivateFiles.deleteTree(next);
            PrivateFiles.createFolders(next);
            ModelCopies copies = new ModelCopies(project, next, limits.modelBytes(), true);
            for (WrittenModel model : RetainedModels.of(simulation)) {
                copies.add(model)
                        .ifPresent(reason ->
                                LOG.warnf("The model %s of a simulation is not kept: %s", model.path(), reason));
            }
            KeptFiles kept = copies.all();
            if (kept.models().isEmpty()) {
                return written;
            }
            PrivateFiles.replace(next.resolve(LiveModels.LIST), json.writeValueAsBytes(kept));
            Files.move(next, folder, StandardCopyOption.ATOMIC_MOVE);
            return withKept(written, kept, folder);
        } catch (IOException failed) {
            LOG.warnf(failed, "The models of simulation %s are not kept", simulation.id());
            return written;
        } finally {
            discard(next);
        }
    }

    private List<WrittenModel> withKept(List<WrittenModel> written, KeptFiles kept, Path folder) {
        Map<String, KeptFiles.File> byPath = new HashMap<>();
        kept.models().forEach(file -> byPath.put(file.path(), file));
        return written.stream()
                .map(model -> withKept(model, byPath.get(model.path()), folder))
                .toList();
    }

    private WrittenModel withKept(WrittenModel model, KeptFiles.@Nullable File kept, Path folder) {
        return kept == null ? model : model.kept(project.displayPath(folder.resolve(kept.file())), kept.sha256());
    }

    @Override
    public LiveWatch follow(
            SimulationId id, Path weights, Supplier<Optional<List<WrittenModel>>> written, Executor executor) {
        Consumer<Path> replaced = file -> listeners.forEach(each -> each.accept(file));
        LiveModels live = new LiveModels(project, store.live(id), json, limits, complete, replaced);
        LiveSearch search = new LiveSearch(project, weights, written, System::nanoTime);
        return LiveWatch.start(id, search, live, () -> checkpoints.list(id), this::limit, executor);
    }

    @Override
    public void unfollow(SimulationId id) {
        discard(store.live(id));
    }

    /**
     * Deletes the newest models of simulations that a killed service has left.
     *
     * @param continues whether a simulation runs in this service
     */
    public void discardLeft(Predicate<SimulationId> continues) {
        try {
            store.ids().stream()
                    .filter(id -> store.live(id).toFile().exists() && !continues.test(id))
                    .forEach(this::unfollow);
        } catch (UncheckedIOException unreadable) {
            LOG.warn("The newest models that an earlier service left remain until the next start", unreadable);
        }
    }

    private static void discard(Path folder) {
        try {
            PrivateFiles.deleteTree(folder);
        } catch (IOException remains) {
            LOG.debugf(remains, "%s remains until the next start", folder);
        }
    }

    /**
     * Deletes the models and the checkpoints of the oldest simulations until the limits hold, except of those that must
     * be kept. The bytes of the newest models of running simulations count, too.
     */
    public synchronized void limit() {
        int number = 0;
        List<SimulationId> ids = store.ids();
        long bytes = ids.stream().mapToLong(id -> files(store.live(id)).bytes()).sum();
        int deleted = 0;
        long freed = 0;
        boolean full = false;
        Set<SimulationId> protectedRuns = inUse();
        for (SimulationId id : ids) {
            KeptFiles kept = files(id);
            long written = checkpoints.bytes(id);
            if ((kept.models().isEmpty() && written == 0)
                    || protectedRuns.contains(id)
                    || (written > 0 && mayWrite(id))
                    || store.labels(id).pinned()) {
                continue;
            }
            full = full || !limits.allowModels(number + 1, bytes + kept.bytes() + written);
            if (full) {
                freed += delete(id);
                deleted++;
            } else {
                number++;
                bytes += kept.bytes() + written;
            }
        }
        if (deleted > 0) {
            LOG.infof(
                    "The models and checkpoints of %d older simulations were deleted (SIMULATION_KEEP_MODELS): %d"
                            + " bytes",
                    deleted, freed);
        }
    }

    /** Whether a simulation has not ended, so that its process may write further checkpoints. */
    private boolean mayWrite(SimulationId id) {
        return store.find(id).filter(record -> !record.state().isFinal()).isPresent();
    }

    private long delete(SimulationId id) {
        try {
            long freed = checkpoints.delete(id);
            return files(id).models().isEmpty() ? freed : freed + store.deleteModels(id);
        } catch (IOException unwritable) {
            LOG.warnf(unwritable, "The models of simulation %s cannot be deleted", id);
            return 0;
        }
    }

    /** The simulations with a model that the service needs for its next start. */
    public Set<SimulationId> inUse() {
        Set<SimulationId> ids = new HashSet<>();
        inUse.paths().forEach(file -> store.owner(file).ifPresent(ids::add));
        return ids;
    }
}
