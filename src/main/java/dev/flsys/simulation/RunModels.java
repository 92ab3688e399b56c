package dev.flsys.simulation;

import com.fasterxml.jackson.databind.ObjectMapper;
import dev.flsys.model.FilesInUse;
import dev.flsys.model.KeptModels;
import dev.flsys.project.FileStamp;
import dev.flsys.project.FlowerProject;
import dev.flsys.project.PrivateFiles;
import jakarta.inject.Inject;
import jakarta.inject.Singleton;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.LinkOption;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import org.jboss.logging.Logger;
import org.jspecify.annotations.Nullable;

/**
 * The models that are kept with simulations: {@code models/} in the folder of a simulation, with copies of the files
 * that it wrote and with {@link KeptFiles models.json}. The folder appears as a whole and is never written again. Safe
 * for use by several threads, except that one simulation is kept by one thread.
 */
@Singleton
public final class RunModels implements KeptModels {

    private static final Logger LOG = Logger.getLogger(RunModels.class);
    private static final String LIST = "models.json";

    private final FlowerProject project;
    private final SimulationStore store;
    private final ObjectMapper json;
    private final KeepLimits limits;
    private final FilesInUse inUse;
    private final RunCheckpoints checkpoints;
    private final Map<SimulationId, Known> known = new ConcurrentHashMap<>();

    private record Known(FileStamp stamp, KeptFiles files) {}

    @Inject
    RunModels(
            FlowerProject project,
            SimulationStore store,
            ObjectMapper json,
            SimulationSettings settings,
            FilesInUse inUse) {
        this(project, store, json, settings.keep(), inUse);
    }

    RunModels(FlowerProject project, SimulationStore store, ObjectMapper json, KeepLimits limits, FilesInUse inUse) {
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
        known.keySet().retainAll(present);
        checkpoints.retain(present);
        List<Kept> kept = new ArrayList<>();
        for (SimulationId id : ids) {
            for (KeptFiles.File each : files(id).models()) {
                file(id, each)
                        .ifPresent(file -> kept.add(
                                new Kept(each.id(), id.value(), project.root().resolve(each.path()), file)));
            }
            checkpoints.models(id).forEach(kept::add);
        }
        return kept;
    }

    /** The checkpoints of all simulations. */
    RunCheckpoints checkpoints() {
        return checkpoints;
    }

    /** The models that are kept with a simulation. */
    KeptFiles files(SimulationId id) {
        Path folder = store.models(id);
        // Most simulations have no such folder, and this method of File makes no exception for them.
        if (!folder.toFile().isDirectory()) {
            return KeptFiles.NONE;
        }
        Optional<FileStamp> stamp = FileStamp.now(folder.resolve(LIST));
        if (stamp.isEmpty()) {
            return KeptFiles.NONE;
        }
        Known before = known.get(id);
        if (before != null && before.stamp().equals(stamp.get())) {
            return before.files();
        }
        KeptFiles read = read(stamp.get().path());
        known.put(id, new Known(stamp.get(), read));
        return read;
    }

    private KeptFiles read(Path list) {
        try {
            return json.readValue(Files.readAllBytes(list), KeptFiles.class);
        } catch (IOException damaged) {
            LOG.warnf("The list of the models of a simulation cannot be read: %s", project.shown(list));
            return KeptFiles.NONE;
        }
    }

    private Optional<Path> file(SimulationId id, KeptFiles.File kept) {
        Path folder = store.models(id);
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
    List<WrittenModel> keep(SimulationRecord simulation) {
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
            ModelCopies copies = new ModelCopies(project, next, limits.modelBytes());
            for (WrittenModel model : KeepChoice.of(simulation)) {
                copies.add(model);
            }
            KeptFiles kept = copies.all();
            if (kept.models().isEmpty()) {
                return written;
            }
            PrivateFiles.replace(next.resolve(LIST), json.writeValueAsBytes(kept));
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
        return kept == null ? model : model.kept(project.shown(folder.resolve(kept.file())), kept.sha256());
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
     * be kept.
     */
    void limit() {
        int number = 0;
        long bytes = 0;
        int deleted = 0;
        long freed = 0;
        boolean full = false;
        Set<SimulationId> protectedRuns = inUse();
        for (SimulationId id : store.ids()) {
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
                    "The models and checkpoints of %d older simulations were deleted (SIMULATION_KEEP_MODELS): %d bytes",
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
    Set<SimulationId> inUse() {
        Set<SimulationId> ids = new HashSet<>();
        Path all = store.all();
        for (Path file : inUse.paths()) {
            if (file.startsWith(all) && file.getNameCount() > all.getNameCount()) {
                String name = all.relativize(file).getName(0).toString();
                if (SimulationId.isValid(name)) {
                    ids.add(new SimulationId(name));
                }
            }
        }
        return ids;
    }
}
