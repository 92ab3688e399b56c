package dev.flsys.simulation.models;

import com.fasterxml.jackson.databind.JsonNode;
import dev.flsys.flower.observer.ObserverPlan;
import dev.flsys.model.catalog.KeptModels.Kept;
import dev.flsys.model.catalog.ModelId;
import dev.flsys.model.catalog.RoundName;
import dev.flsys.project.FileStamp;
import dev.flsys.simulation.checkpoint.Checkpoint;
import dev.flsys.simulation.checkpoint.CheckpointFolder;
import dev.flsys.simulation.log.SimulationId;
import dev.flsys.simulation.log.SimulationProblem;
import dev.flsys.simulation.record.SimulationRecord;
import dev.flsys.simulation.record.SimulationStore;
import dev.flsys.simulation.record.WrittenModel;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.LinkOption;
import java.nio.file.Path;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.regex.Pattern;
import java.util.stream.Stream;
import org.jboss.logging.Logger;
import org.jspecify.annotations.Nullable;

/** The checkpoints of the runs of a project: as models, and as the start of further runs. Thread-safe. */
public final class RunCheckpoints {

    private static final Logger LOG = Logger.getLogger(RunCheckpoints.class);
    /** The name of a run whose parameters do not name its network. It must not change, because ids contain it. */
    private static final String NAMELESS = "global";

    private static final Pattern NETWORK = Pattern.compile("(?:model|network|net|arch|architecture)(?:_?name)?");
    private static final Pattern NAME = Pattern.compile("[\\p{L}\\d][\\p{L}\\d_.+-]{0,99}");

    private final SimulationStore store;
    private final Map<SimulationId, Known> known = new ConcurrentHashMap<>();

    /**
     * The network of a run, by its record.
     *
     * @param stamp the stamp of the record
     * @param name the start of the ids of its checkpoints
     * @param network the id by which the network is found
     * @param original the first model file that the run wrote; a file called {@code name} if it wrote none
     */
    private record Known(FileStamp stamp, String name, String network, Path original) {}

    RunCheckpoints(SimulationStore store) {
        this.store = store;
    }

    /** The checkpoints of a run, the latest round first. */
    public List<Checkpoint> list(SimulationId id) {
        return folder(id).list();
    }

    private CheckpointFolder folder(SimulationId id) {
        return CheckpointFolder.of(store.path(id));
    }

    /** The checkpoints of a run as models. A run without a record has none. */
    Stream<Kept> models(SimulationId id) {
        List<Checkpoint> checkpoints = list(id);
        if (checkpoints.isEmpty()) {
            return Stream.of();
        }
        return known(id).stream().flatMap(run -> checkpoints.stream()
                .map(each -> new Kept(
                        run.name(), id.value(), run.original(), each.arrays(), run.network(), each.round(), false)));
    }

    /**
     * The newest checkpoint of a run as a model that has no round in its id.
     *
     * @param link the file that is replaced with each checkpoint, if it exists
     */
    Optional<Kept> latest(SimulationId id, Path link) {
        List<Checkpoint> checkpoints = list(id);
        if (checkpoints.isEmpty()) {
            return Optional.empty();
        }
        Checkpoint newest = checkpoints.get(0);
        Path file = Files.isRegularFile(link, LinkOption.NOFOLLOW_LINKS) ? link : newest.arrays();
        return known(id)
                .map(run ->
                        new Kept(run.name(), id.value(), run.original(), file, run.network(), newest.round(), true));
    }

    /** Forgets all runs other than {@code ids}. */
    void retain(Set<SimulationId> ids) {
        known.keySet().retainAll(ids);
    }

    private Optional<Known> known(SimulationId id) {
        Optional<FileStamp> stamp = FileStamp.read(store.file(id));
        if (stamp.isEmpty()) {
            return Optional.empty();
        }
        Known before = known.get(id);
        if (before != null && before.stamp().equals(stamp.get())) {
            return Optional.of(before);
        }
        Optional<Known> read = store.find(id).map(record -> known(record, stamp.get()));
        read.ifPresent(run -> known.put(id, run));
        return read;
    }

    private Known known(SimulationRecord record, FileStamp stamp) {
        String name = name(record.request().parameters());
        return Objects.requireNonNullElse(record.training().models(), List.<WrittenModel>of()).stream()
                .findFirst()
                .map(model ->
                        new Known(stamp, name, network(model.id()), store.root().resolve(model.path())))
                .orElseGet(() -> new Known(stamp, name, name, store.root().resolve(name)));
    }

    /** The id of a written model without its round, so that its options are the options of all rounds. */
    private static String network(String id) {
        String series = RoundName.of(id).map(RoundName::series).orElse(id);
        return ModelId.of(series).isPresent() ? series : id;
    }

    /** The network that the parameters of a run name. */
    static String name(JsonNode parameters) {
        return parameters.properties().stream()
                .filter(each ->
                        NETWORK.matcher(each.getKey().toLowerCase(Locale.ROOT)).matches())
                .filter(each -> each.getValue().isTextual())
                .map(each -> each.getValue().textValue())
                .filter(text -> NAME.matcher(text).matches())
                .findFirst()
                .orElse(NAMELESS);
    }

    /**
     * The checkpoint of a run that a further run starts with.
     *
     * @param round its round; null for the latest one
     * @throws SimulationProblem if there is none
     */
    public Checkpoint require(SimulationId id, @Nullable Integer round) {
        List<Checkpoint> all = list(id);
        if (all.isEmpty()) {
            throw SimulationProblem.noCheckpoint();
        }
        return all.stream()
                .filter(each -> round == null || each.round() == round)
                .findFirst()
                .orElseThrow(() -> SimulationProblem.unknownCheckpoint(
                        Objects.requireNonNull(round),
                        all.stream().map(Checkpoint::round).sorted().toList()));
    }

    /** Puts a checkpoint of another run into the folder of a run, which starts with it. */
    public void start(SimulationId run, Checkpoint checkpoint) {
        try {
            CheckpointFolder.ofStart(store.folder(run)).add(checkpoint);
        } catch (IOException failed) {
            throw new UncheckedIOException("The checkpoint cannot be linked: " + run, failed);
        }
    }

    /**
     * The plan of a run that starts with a checkpoint; empty for all others.
     *
     * @throws UncheckedIOException if its checkpoint is missing
     */
    public Optional<ObserverPlan.Resume> plan(SimulationRecord record) {
        SimulationRecord.Parent parent = record.request().parent();
        if (parent == null) {
            return Optional.empty();
        }
        Checkpoint checkpoint = CheckpointFolder.ofStart(store.path(record.id()))
                .find(parent.round())
                .orElseThrow(() -> new UncheckedIOException(new IOException("The checkpoint is not there any more.")));
        Path state = checkpoint.state();
        return Optional.of(new ObserverPlan.Resume(
                checkpoint.arrays().toAbsolutePath().toString(),
                state == null ? null : state.toAbsolutePath().toString(),
                parent.round(),
                parent.rounds()));
    }

    /** Deletes the checkpoint with which a run has started. */
    void ended(SimulationId id) {
        delete(CheckpointFolder.ofStart(store.path(id)), id);
    }

    long bytes(SimulationId id) {
        return folder(id).bytes();
    }

    /** Deletes the checkpoints of a run. Returns the bytes that were freed. */
    long delete(SimulationId id) {
        return delete(folder(id), id);
    }

    private static long delete(CheckpointFolder folder, SimulationId id) {
        try {
            return folder.folder().toFile().exists() ? folder.delete() : 0;
        } catch (IOException unwritable) {
            LOG.warnf(unwritable, "The checkpoints of simulation %s cannot be deleted", id);
            return 0;
        }
    }
}
