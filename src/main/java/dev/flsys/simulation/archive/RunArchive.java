package dev.flsys.simulation.archive;

import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.flsys.flower.command.CommandText;
import dev.flsys.flower.progress.Round;
import dev.flsys.project.AnswerFiles;
import dev.flsys.project.FlowerProject;
import dev.flsys.project.PrivateFiles;
import dev.flsys.simulation.SimulationAnswers;
import dev.flsys.simulation.list.RunLabels;
import dev.flsys.simulation.log.LogDownload;
import dev.flsys.simulation.log.SimulationLog;
import dev.flsys.simulation.log.SimulationProblem;
import dev.flsys.simulation.log.SimulationState;
import dev.flsys.simulation.provenance.Provenance;
import dev.flsys.simulation.provenance.Provenances;
import dev.flsys.simulation.provenance.RunCrate;
import dev.flsys.simulation.record.SimulationRecord;
import dev.flsys.simulation.record.SimulationStore;
import dev.flsys.simulation.record.WrittenModel;
import io.quarkus.runtime.StartupEvent;
import io.vertx.core.buffer.Buffer;
import io.vertx.ext.web.RoutingContext;
import jakarta.enterprise.context.ApplicationScoped;
import jakarta.enterprise.event.Observes;
import jakarta.inject.Inject;
import jakarta.ws.rs.core.HttpHeaders;
import jakarta.ws.rs.core.Response;
import java.io.IOException;
import java.io.OutputStream;
import java.nio.channels.Channels;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.util.ArrayList;
import java.util.List;
import java.util.Objects;
import java.util.Optional;
import java.util.concurrent.Semaphore;
import java.util.zip.ZipEntry;
import java.util.zip.ZipOutputStream;
import org.jboss.logging.Logger;

/**
 * Writes the stored data of a simulation into a ZIP file with an RO-Crate description, see {@link RunCrate}. One
 * archive is written at a time. Thread-safe.
 */
@ApplicationScoped
public class RunArchive {

    private static final Logger LOG = Logger.getLogger(RunArchive.class);
    private static final String FOLDER = "archives";

    private final AnswerFiles files;
    private final SimulationStore store;
    private final Provenances provenances;
    private final ObjectMapper json;
    private final Semaphore writing = new Semaphore(1);

    @Inject
    public RunArchive(FlowerProject project, SimulationStore store, Provenances provenances, ObjectMapper json) {
        this.files = new AnswerFiles(project, FOLDER);
        this.store = store;
        this.provenances = provenances;
        this.json = json;
    }

    /** Deletes the archives that a killed service left behind. */
    void start(@Observes StartupEvent event) {
        files.clear();
    }

    /**
     * The answer with an archive, whose file is deleted when the answer has been sent. Takes seconds for a long log.
     *
     * @param whole the record as callers get it
     * @throws SimulationProblem if another archive is being written, or it cannot be stored
     */
    public Response answer(
            SimulationRecord record,
            RunLabels labels,
            SimulationAnswers.Whole whole,
            SimulationLog log,
            RoutingContext context) {
        Path file = write(record, labels, whole, log);
        AnswerFiles.deleteAfter(context, file);
        return Response.ok(file.toFile())
                .header(HttpHeaders.CONTENT_DISPOSITION, "attachment; filename=\"" + record.id() + ".zip\"")
                .build();
    }

    /**
     * Writes an archive into a new file, which the caller deletes. Takes seconds for a long log.
     *
     * @param whole the record as callers get it
     * @throws SimulationProblem if another archive is being written, or it cannot be stored
     */
    Path write(SimulationRecord record, RunLabels labels, SimulationAnswers.Whole whole, SimulationLog log) {
        if (!writing.tryAcquire()) {
            throw SimulationProblem.archiving();
        }
        Path file = null;
        try {
            file = files.newPath(".zip");
            write(file, record, labels, whole, log);
            return file;
        } catch (IOException | RuntimeException failed) {
            AnswerFiles.delete(file);
            LOG.warnf(failed, "Simulation %s cannot be archived", record.id());
            throw SimulationProblem.unwritable(
                    SimulationProblem.reason(failed).orElse("the service's log has the reason"));
        } finally {
            writing.release();
        }
    }

    private void write(
            Path file, SimulationRecord record, RunLabels labels, SimulationAnswers.Whole whole, SimulationLog log)
            throws IOException {
        List<RunCrate.Part> parts = new ArrayList<>();
        Path folder = store.path(record.id());
        List<Round> rounds = Objects.requireNonNullElse(record.training().rounds(), List.of());
        try (OutputStream bytes = Channels.newOutputStream(
                        PrivateFiles.open(file, StandardOpenOption.CREATE_NEW, StandardOpenOption.WRITE));
                ZipOutputStream zip = new ZipOutputStream(bytes, StandardCharsets.UTF_8)) {
            Parts archive = new Parts(zip, parts);
            archive.add("simulation.json", "The record", "application/json", bytes(whole));
            archive.add(
                    "rounds.csv",
                    "The rounds",
                    "text/csv",
                    RoundsTable.csv(rounds).getBytes(StandardCharsets.UTF_8));
            archive.add(
                    "log.txt",
                    "The output",
                    "text/plain",
                    LogDownload.text(log, 0).subscribe().asIterable());
            archive.addIfThere(
                    folder, Provenances.STATE, "The project and its Python at the start", "application/json");
            archive.addIfThere(folder, Provenances.CHANGES, "The uncommitted changes at the start", "text/x-diff");
            ObjectNode crate =
                    crate(record, labels, provenances.kept(folder), parts).describe(json);
            archive.add(
                    RunCrate.FILE,
                    "",
                    "application/ld+json",
                    json.writerWithDefaultPrettyPrinter().writeValueAsBytes(crate));
        }
    }

    private byte[] bytes(SimulationAnswers.Whole whole) throws IOException {
        return json.writerWithDefaultPrettyPrinter().writeValueAsBytes(whole);
    }

    private static RunCrate crate(
            SimulationRecord record, RunLabels labels, Optional<Provenance> provenance, List<RunCrate.Part> parts) {
        String id = record.id().value();
        List<String> command = record.launched().command();
        List<WrittenModel> models = Objects.requireNonNullElse(record.training().models(), List.of());
        return new RunCrate(
                id,
                Objects.requireNonNullElse(labels.name(), "Simulation " + id),
                Objects.requireNonNullElse(labels.notes(), "A run of Flower, archived by FLSys."),
                record.state() == SimulationState.COMPLETED,
                command == null ? null : CommandText.of(command),
                record.request().parameters(),
                Objects.requireNonNullElse(
                        record.times().started(), record.times().requested()),
                record.times().ended(),
                provenance,
                List.copyOf(parts),
                models.stream()
                        .map(each -> new RunCrate.Model(each.path(), each.sizeBytes(), each.sha256()))
                        .toList());
    }

    /** The files of an archive, each noted when it is written. */
    private record Parts(ZipOutputStream zip, List<RunCrate.Part> parts) {

        void add(String path, String description, String type, byte[] content) throws IOException {
            add(path, description, type, List.of(Buffer.buffer(content)));
        }

        void addIfThere(Path folder, String name, String description, String type) throws IOException {
            Path file = folder.resolve(name);
            if (Files.isRegularFile(file)) {
                add(name, description, type, Files.readAllBytes(file));
            }
        }

        void add(String path, String description, String type, Iterable<Buffer> content) throws IOException {
            long bytes = 0;
            zip.putNextEntry(new ZipEntry(path));
            for (Buffer each : content) {
                zip.write(each.getBytes());
                bytes += each.length();
            }
            zip.closeEntry();
            parts.add(new RunCrate.Part(path, description, type, bytes));
        }
    }
}
