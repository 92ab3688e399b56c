package dev.flsys.simulation;

import com.fasterxml.jackson.databind.ObjectMapper;
import dev.flsys.model.ModelFile;
import dev.flsys.project.FileStamp;
import dev.flsys.project.FlowerProject;
import jakarta.enterprise.context.ApplicationScoped;
import jakarta.inject.Inject;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.util.Optional;

/** Which simulation a model comes from. Safe for use by several threads; blocks while it reads files. */
@ApplicationScoped
public class TrainedModels {

    /** Simulations that are looked through, the latest first. */
    private static final int MOST = 200;

    private final SimulationStore store;
    private final FlowerProject project;
    private final ContentHashes hashes = new ContentHashes();

    @Inject
    public TrainedModels(FlowerProject project, ObjectMapper json) {
        this.store = new SimulationStore(project, json);
        this.project = project;
    }

    /**
     * Where a model's training is told.
     *
     * @param record {@code simulation.json} of the simulation that wrote it, which has {@code rounds}
     * @param started when that simulation started
     * @param took how long it ran; empty while it runs
     * @param hasRounds whether rounds of it are known
     */
    public record Training(Path record, Instant started, Optional<Duration> took, boolean hasRounds) {}

    /**
     * The training of {@code model}, if its file has the content that a simulation wrote; the latest of several that
     * wrote the same.
     */
    public Optional<Training> of(ModelFile model) {
        String path = project.shown(model.path());
        FileStamp stamp = new FileStamp(model.path(), model.sizeBytes(), model.modified());
        return store.ids().stream()
                .limit(MOST)
                .flatMap(id -> store.find(id).stream())
                .filter(record -> record.models() != null
                        && record.models().stream().anyMatch(written -> wrote(written, path, stamp)))
                .findFirst()
                .flatMap(this::training);
    }

    private Optional<Training> training(SimulationRecord record) {
        Instant started = record.started();
        if (started == null) {
            return Optional.empty();
        }
        return Optional.of(new Training(
                store.file(record.id()),
                started,
                Optional.ofNullable(record.ended()).map(ended -> Duration.between(started, ended)),
                record.rounds() != null && !record.rounds().isEmpty()));
    }

    private boolean wrote(WrittenModel written, String path, FileStamp stamp) {
        return written.path().equals(path) && ModelFiles.isContent(written, stamp, hashes);
    }
}
