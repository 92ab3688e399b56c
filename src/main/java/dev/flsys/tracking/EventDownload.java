package dev.flsys.tracking;

import com.fasterxml.jackson.databind.ObjectMapper;
import dev.flsys.history.rounds.TrainingHistory;
import dev.flsys.project.AnswerFiles;
import dev.flsys.project.FlowerProject;
import dev.flsys.simulation.RunSource;
import dev.flsys.simulation.record.SimulationRecord;
import dev.flsys.tracking.tensorboard.EventFile;
import io.quarkus.runtime.StartupEvent;
import io.vertx.ext.web.RoutingContext;
import jakarta.enterprise.context.ApplicationScoped;
import jakarta.enterprise.event.Observes;
import jakarta.inject.Inject;
import jakarta.ws.rs.core.HttpHeaders;
import jakarta.ws.rs.core.Response;
import java.io.IOException;
import java.nio.file.Path;
import java.time.Instant;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.Semaphore;
import org.jboss.logging.Logger;
import org.jspecify.annotations.Nullable;

/**
 * Writes event files of TensorBoard for downloads. Two are written at a time; each is deleted when it has been sent.
 * Thread-safe.
 */
@ApplicationScoped
class EventDownload {

    private static final Logger LOG = Logger.getLogger(EventDownload.class);
    private static final String FOLDER = "event-files";
    private static final int AT_ONCE = 2;
    private static final int MAX_WAITING = 1 << 20;

    private final RunSource source;
    private final ObjectMapper json;
    private final AnswerFiles files;
    private final Semaphore writes = new Semaphore(AT_ONCE);

    @Inject
    EventDownload(RunSource source, FlowerProject project, ObjectMapper json) {
        this.source = source;
        this.json = json;
        this.files = new AnswerFiles(project, FOLDER);
    }

    /** Writes one file. */
    private interface Content {
        void write(Path file) throws IOException;
    }

    /** Deletes the files that a killed service left behind. */
    void start(@Observes StartupEvent event) {
        files.clear();
    }

    /**
     * The event file of a simulation, so far.
     *
     * @throws TrackingProblem if others are being written, or it cannot be stored
     */
    Response run(SimulationRecord record, RoutingContext context) {
        String name = EventFile.name(record.times().requested(), record.id().value());
        return answer(name, context, path -> {
            try (RunPoints points = RunPoints.of(source, record, Position.START, json);
                    EventFile file = TensorBoardExport.begin(path, RunFacts.of(record, source))) {
                for (Optional<Points> next = points.next(); next.isPresent(); next = points.next()) {
                    Points each = next.get();
                    add(file, each.time(), each.step(), each.values());
                }
                TensorBoardExport.end(file, record);
                file.flush();
            }
        });
    }

    /**
     * The event file of a training history. Its rounds have no times of their own.
     *
     * @param time the time of all rounds
     * @throws TrackingProblem if others are being written, or it cannot be stored
     */
    Response history(String model, TrainingHistory history, Instant time, RoutingContext context) {
        String name = EventFile.name(time, model.replaceAll("[^A-Za-z0-9_.-]", "_"));
        return answer(name, context, path -> {
            try (EventFile file = EventFile.create(path, time)) {
                for (int i = 0; i < history.rounds().size(); i++) {
                    Map<String, Double> values = new LinkedHashMap<>();
                    put(values, "accuracy", history.accuracies(), i);
                    put(values, "loss", history.losses(), i);
                    int row = i;
                    history.metrics().forEach((series, numbers) -> put(values, series, numbers, row));
                    add(file, time, history.rounds().get(i), values);
                }
                file.flush();
            }
        });
    }

    private static void put(Map<String, Double> values, String tag, List<@Nullable Double> series, int row) {
        Double value = series.get(row);
        if (value != null) {
            values.putIfAbsent(tag, value);
        }
    }

    private static void add(EventFile file, Instant time, long step, Map<String, Double> values) throws IOException {
        file.writeScalars(time, step, values);
        if (file.waiting() > MAX_WAITING) {
            file.flush();
        }
    }

    private Response answer(String name, RoutingContext context, Content content) {
        if (!writes.tryAcquire()) {
            throw TrackingProblem.busy();
        }
        Path file = null;
        try {
            file = files.newPath(".tfevents");
            content.write(file);
        } catch (IOException failed) {
            AnswerFiles.delete(file);
            LOG.warnf(failed, "An event file cannot be written");
            throw TrackingProblem.unwritable();
        } catch (RuntimeException failed) {
            AnswerFiles.delete(file);
            throw failed;
        } finally {
            writes.release();
        }
        AnswerFiles.deleteAfter(context, file);
        return Response.ok(file.toFile())
                .header(HttpHeaders.CONTENT_DISPOSITION, "attachment; filename=\"" + name + "\"")
                .build();
    }
}
