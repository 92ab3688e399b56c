package dev.flsys.evaluation;

import com.fasterxml.jackson.databind.ObjectMapper;
import dev.flsys.model.files.HiddenFiles;
import dev.flsys.project.FlowerProject;
import dev.flsys.project.PrivateFiles;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.DirectoryStream;
import java.nio.file.Files;
import java.nio.file.LinkOption;
import java.nio.file.Path;
import java.nio.file.attribute.FileTime;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.Optional;
import java.util.stream.Stream;
import org.jboss.logging.Logger;

/**
 * The files of evaluations: {@code .flsys/evaluations/<id>.json}, replaced as a whole, and {@code <id>/}, the pictures
 * that were uploaded with it. Thread-safe, except that one evaluation is written by one thread at a time.
 */
final class EvaluationStore {

    private static final Logger LOG = Logger.getLogger(EvaluationStore.class);
    private static final String FOLDER = "evaluations";
    private static final String SUFFIX = ".json";
    private static final String UPLOAD = ".upload";

    /** The age after which pictures without an evaluation are deleted. No evaluation takes this long to be accepted. */
    private static final Duration LEFT_BEHIND = Duration.ofDays(1);

    private final FlowerProject project;
    private final ObjectMapper json;
    private final HiddenFiles hidden;

    EvaluationStore(FlowerProject project, ObjectMapper json) {
        this.project = project;
        this.json = json;
        this.hidden = new HiddenFiles(project);
    }

    /** @throws IOException if it cannot be written; the stored evaluation stays unchanged */
    void save(Evaluation evaluation) throws IOException {
        try {
            project.makeOwnFolder(FOLDER);
            PrivateFiles.replace(path(evaluation.id()), json.writeValueAsBytes(evaluation));
        } catch (UncheckedIOException unwritable) {
            throw unwritable.getCause();
        }
    }

    /** The stored evaluation; empty if there is none, or it cannot be read. */
    Optional<Evaluation> find(EvaluationId id) {
        Path file = path(id);
        if (!Files.isRegularFile(file)) {
            return Optional.empty();
        }
        try {
            return Optional.of(json.readValue(Files.readAllBytes(file), Evaluation.class));
        } catch (IOException damaged) {
            LOG.warnf(
                    "A stored evaluation cannot be read and stays unchanged: %s: %s",
                    project.displayPath(file), damaged.getMessage());
            return Optional.empty();
        }
    }

    /** The ids of all stored evaluations, the latest first. */
    List<EvaluationId> ids() {
        List<EvaluationId> ids = new ArrayList<>();
        if (!Files.isDirectory(folder())) {
            return ids;
        }
        try (DirectoryStream<Path> files = Files.newDirectoryStream(folder(), "*" + SUFFIX)) {
            for (Path file : files) {
                String name = String.valueOf(file.getFileName());
                String id = name.substring(0, name.length() - SUFFIX.length());
                if (EvaluationId.isValid(id)) {
                    ids.add(new EvaluationId(id));
                }
            }
        } catch (IOException failed) {
            throw new UncheckedIOException("The stored evaluations cannot be listed", failed);
        }
        ids.sort(Comparator.comparing(EvaluationId::value).reversed());
        return ids;
    }

    /** Deletes the uploaded pictures of an evaluation, and then the evaluation. */
    void delete(EvaluationId id) throws IOException {
        PrivateFiles.deleteTree(pictures(id));
        Files.deleteIfExists(path(id));
    }

    /** The folder of the pictures that were uploaded with an evaluation; it does not exist if there were none. */
    Path pictures(EvaluationId id) {
        return folder().resolve(id.value());
    }

    /**
     * The path of a new upload, or of a folder with its content. If this service is killed before the upload is moved
     * or deleted, the next start deletes it.
     *
     * @throws IOException if the folder cannot be created
     */
    Path nextUpload() throws IOException {
        try {
            return hidden.newPath(project.makeOwnFolder(FOLDER), UPLOAD);
        } catch (UncheckedIOException unwritable) {
            throw unwritable.getCause();
        }
    }

    /** The evaluations whose uploaded pictures are stored, the latest first. */
    List<EvaluationId> uploaded() throws IOException {
        if (!Files.isDirectory(folder())) {
            return List.of();
        }
        try (Stream<Path> entries = Files.list(folder())) {
            return entries.filter(entry -> EvaluationId.isValid(String.valueOf(entry.getFileName())))
                    .filter(entry -> Files.isDirectory(entry, LinkOption.NOFOLLOW_LINKS))
                    .map(entry -> new EvaluationId(String.valueOf(entry.getFileName())))
                    .sorted(Comparator.comparing(EvaluationId::value).reversed())
                    .toList();
        }
    }

    /**
     * Deletes the uploads that killed services left behind. Pictures without an evaluation, which another service may
     * be about to store, are deleted after a day.
     */
    void clean() throws IOException {
        if (!Files.isDirectory(folder())) {
            return;
        }
        hidden.clean(folder());
        List<Path> all;
        try (Stream<Path> entries = Files.list(folder())) {
            all = entries.toList();
        }
        FileTime oldestKept = FileTime.from(Instant.now().minus(LEFT_BEHIND));
        for (Path entry : all) {
            String name = String.valueOf(entry.getFileName());
            boolean left = EvaluationId.isValid(name) && !Files.exists(path(new EvaluationId(name)));
            if (left
                    && Files.getLastModifiedTime(entry, LinkOption.NOFOLLOW_LINKS)
                                    .compareTo(oldestKept)
                            < 0) {
                PrivateFiles.deleteTree(entry);
            }
        }
    }

    /** Ends the uploads of this service. */
    void close() {
        hidden.close();
    }

    private Path folder() {
        return project.ownFolder().resolve(FOLDER);
    }

    private Path path(EvaluationId id) {
        return folder().resolve(id.value() + SUFFIX);
    }
}
