package dev.flsys.simulation.models;

import com.fasterxml.jackson.databind.JsonNode;
import dev.flsys.flower.progress.Round;
import dev.flsys.model.catalog.ModelFile;
import dev.flsys.project.ContentHashes;
import dev.flsys.project.FileStamp;
import dev.flsys.project.FlowerProject;
import dev.flsys.simulation.log.SimulationId;
import dev.flsys.simulation.record.SimulationRecord;
import dev.flsys.simulation.record.SimulationSettings;
import dev.flsys.simulation.record.SimulationStore;
import dev.flsys.simulation.record.WrittenModel;
import jakarta.enterprise.context.ApplicationScoped;
import jakarta.inject.Inject;
import java.time.Duration;
import java.time.Instant;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;

/** The simulations that wrote the project's models. Thread-safe; blocks while it reads files. */
@ApplicationScoped
public class TrainedModels {

    /** Simulations that are searched, the latest first. */
    private static final int MAX = 200;

    private final SimulationStore store;
    private final FlowerProject project;
    private final ContentHashes hashes;

    /** The models of simulations that have ended, by their record file. The oldest is forgotten first. */
    private final Map<FileStamp, List<WrittenModel>> written = new LinkedHashMap<>() {
        @Override
        protected boolean removeEldestEntry(Map.Entry<FileStamp, List<WrittenModel>> eldest) {
            return size() > 2 * MAX;
        }
    };

    private final boolean privateRuns;

    @Inject
    TrainedModels(SimulationStore store, FlowerProject project, ContentHashes hashes, SimulationSettings settings) {
        this(store, project, hashes, settings.privateRuns());
    }

    /** @param privateRuns whether the ids of simulations are for their sessions only */
    public TrainedModels(SimulationStore store, FlowerProject project, ContentHashes hashes, boolean privateRuns) {
        this.privateRuns = privateRuns;
        this.store = store;
        this.project = project;
        this.hashes = hashes;
    }

    /**
     * The training of a model.
     *
     * @param simulation the simulation that trained the model; empty if simulations are private
     * @param parameters the parameters that its simulation was started with
     * @param rounds the rounds that have ended
     * @param started the time at which this simulation started
     * @param took the duration of the simulation; empty while it runs
     */
    public record Training(
            Optional<SimulationId> simulation,
            JsonNode parameters,
            List<Round> rounds,
            Instant started,
            Optional<Duration> took) {}

    /**
     * The training of {@code model}. A kept model was trained by its simulation, if the simulation was not deleted. Any
     * other model was trained by the latest simulation that wrote the content of its file.
     */
    public Optional<Training> of(ModelFile model) {
        Optional<String> run = model.origin().map(ModelFile.Origin::run);
        if (run.isPresent()) {
            return run.filter(SimulationId::isValid)
                    .map(SimulationId::new)
                    .flatMap(store::find)
                    .flatMap(this::training);
        }
        String path = project.displayPath(model.path());
        FileStamp stamp = model.stamp();
        return store.ids().stream()
                .limit(MAX)
                .filter(id -> written(id).stream()
                        .anyMatch(each -> each.path().equals(path) && ModelFiles.isContent(each, stamp, hashes)))
                .findFirst()
                .flatMap(store::find)
                .flatMap(this::training);
    }

    /** The models that a simulation wrote. The record of an ended simulation is read only once. */
    private List<WrittenModel> written(SimulationId id) {
        Optional<FileStamp> file = FileStamp.read(store.file(id));
        if (file.isPresent()) {
            synchronized (written) {
                List<WrittenModel> known = written.get(file.get());
                if (known != null) {
                    return known;
                }
            }
        }
        Optional<SimulationRecord> record = store.find(id);
        List<WrittenModel> models = record.map(
                        each -> Objects.requireNonNullElse(each.training().models(), List.<WrittenModel>of()))
                .orElse(List.of());
        if (file.isPresent() && record.filter(each -> each.state().isFinal()).isPresent()) {
            synchronized (written) {
                written.put(file.get(), models);
            }
        }
        return models;
    }

    private Optional<Training> training(SimulationRecord record) {
        Instant started = record.times().started();
        return Optional.ofNullable(started)
                .map(from -> new Training(
                        privateRuns ? Optional.empty() : Optional.of(record.id()),
                        record.request().parameters(),
                        Objects.requireNonNullElse(record.training().rounds(), List.of()),
                        from,
                        Optional.ofNullable(record.times().ended()).map(ended -> Duration.between(from, ended))));
    }
}
