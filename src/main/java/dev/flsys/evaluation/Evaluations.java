package dev.flsys.evaluation;

import com.fasterxml.jackson.databind.ObjectMapper;
import dev.flsys.inference.Classifier;
import dev.flsys.model.catalog.ModelCatalog;
import dev.flsys.model.catalog.ModelFile;
import dev.flsys.project.FlowerProject;
import dev.flsys.project.PrivateFiles;
import io.netty.util.concurrent.DefaultThreadFactory;
import io.quarkus.runtime.ShutdownEvent;
import io.quarkus.runtime.StartupEvent;
import jakarta.enterprise.context.ApplicationScoped;
import jakarta.enterprise.event.Observes;
import jakarta.inject.Inject;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Clock;
import java.time.ZoneOffset;
import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.TreeSet;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.TimeUnit;
import java.util.stream.Stream;
import org.jboss.logging.Logger;
import org.jspecify.annotations.Nullable;

/** Accepts, runs, lists, stops and deletes evaluations, one at a time. Thread-safe. */
@ApplicationScoped
public class Evaluations {

    private static final Logger LOG = Logger.getLogger(Evaluations.class);
    private static final int MAX_OPEN = 10;
    /** The most ended evaluations that are kept. Older ones are deleted. */
    private static final int MAX_KEPT = 200;

    /** The most evaluations whose uploaded pictures are kept. */
    static final int MAX_UPLOADED = 20;

    /** The bytes that uploads leave free on the disk. */
    private static final long LEFT_FREE = 256L << 20;

    private static final int SHOWN_LABELS = 10;
    private static final long STOP_SECONDS = 5;

    private final FlowerProject project;
    private final ModelCatalog catalog;
    private final Classifier classifier;
    private final EvaluationStore store;
    private final Clock clock = Clock.tickMillis(ZoneOffset.UTC);
    private final ExecutorService thread =
            Executors.newSingleThreadExecutor(new DefaultThreadFactory("flsys-evaluation", true));

    /** The evaluations that have not ended, the oldest first; guarded by this. */
    private final Map<EvaluationId, EvaluationRun> open = new LinkedHashMap<>();

    /** The listed evaluations that have ended and do not change, the least recently used first; guarded by this. */
    private final Map<EvaluationId, EvaluationsResource.Item> ended = new LinkedHashMap<>(16, 0.75f, true) {
        @Override
        protected boolean removeEldestEntry(Map.Entry<EvaluationId, EvaluationsResource.Item> eldest) {
            return size() > MAX_KEPT;
        }
    };

    @Inject
    Evaluations(FlowerProject project, ModelCatalog catalog, Classifier classifier, ObjectMapper json) {
        this.project = project;
        this.catalog = catalog;
        this.classifier = classifier;
        this.store = new EvaluationStore(project, json);
    }

    void stop(@Observes ShutdownEvent event) throws InterruptedException {
        thread.shutdownNow();
        if (!thread.awaitTermination(STOP_SECONDS, TimeUnit.SECONDS)) {
            LOG.warn("An evaluation has not ended");
        }
        store.close();
    }

    /**
     * Accepts an evaluation and stores it.
     *
     * @throws dev.flsys.problem.Problem if a model does not exist or lacks a label of the pictures, or the folder has
     *     no labelled pictures. Also if too many evaluations wait, or the evaluation cannot be stored
     */
    Evaluation create(List<String> models, String folder) {
        requireRoom();
        List<LabelledPicture> pictures = LabelledFolder.read(project, folder);
        String shown = project.resolve(folder).map(project::displayPath).orElse(folder);
        return accept(EvaluationId.next(clock.instant()), shown, models, pictures);
    }

    /**
     * Accepts an evaluation of uploaded pictures, as {@link #create(List, String)}. The pictures are deleted with the
     * evaluation.
     *
     * @param name the name of the ZIP file
     * @param zip a complete file, which stays unchanged
     * @throws IOException if it cannot be read, or the pictures cannot be stored
     */
    Evaluation createUploaded(List<String> models, String name, Path zip) throws IOException {
        EvaluationId id = EvaluationId.next(clock.instant());
        Path folder = store.pictures(id);
        Path unpacked = store.nextUpload();
        boolean accepted = false;
        try {
            Path inside = unpacked.relativize(PictureArchive.unpack(zip, unpacked, this::hasSpace));
            Files.move(unpacked, folder);
            Path root = folder.resolve(inside);
            List<LabelledPicture> pictures = LabelledFolder.readUploaded(project, root, name);
            Evaluation evaluation = accept(id, name, models, pictures);
            accepted = true;
            forgetUploads();
            return evaluation;
        } finally {
            if (!accepted) {
                PrivateFiles.deleteTree(unpacked);
                PrivateFiles.deleteTree(folder);
            }
        }
    }

    /**
     * The path of a new upload. The caller deletes the file.
     *
     * @param announced bytes of the upload, or -1
     * @throws EvaluationProblem if it would be refused
     * @throws IOException if the folder cannot be written
     */
    Path nextUpload(List<String> models, long announced) throws IOException {
        requireRoom();
        models.forEach(catalog::require);
        Path upload = store.nextUpload();
        if (!hasSpace(announced)) {
            throw EvaluationProblem.noSpace();
        }
        return upload;
    }

    /** Whether the disk has space for this many more bytes. */
    boolean hasSpace(long bytes) {
        try {
            return Files.getFileStore(project.ownFolder()).getUsableSpace() - bytes > LEFT_FREE;
        } catch (IOException unknown) {
            return true;
        }
    }

    /** Deletes the incomplete uploads of a killed service. */
    void start(@Observes StartupEvent event) {
        thread.execute(() -> {
            try {
                store.clean();
            } catch (IOException | RuntimeException readOnly) {
                LOG.debugf(readOnly, "Uploads that were left behind cannot be deleted");
            }
        });
    }

    /**
     * Deletes the oldest uploaded pictures. The results of their evaluations remain. If the deletion fails, the
     * evaluation that was accepted before does not fail.
     */
    private void forgetUploads() {
        try {
            for (EvaluationId old : store.uploaded().stream().skip(MAX_UPLOADED).toList()) {
                if (!isOpen(old)) {
                    PrivateFiles.deleteTree(store.pictures(old));
                }
            }
        } catch (IOException kept) {
            LOG.warnf("Old uploaded pictures cannot be deleted: %s", kept.getMessage());
        }
    }

    private Evaluation accept(EvaluationId id, String shown, List<String> models, List<LabelledPicture> pictures) {
        List<String> ids = models.stream().distinct().toList();
        Set<String> labels = new TreeSet<>();
        pictures.forEach(picture -> labels.add(picture.label()));
        ids.forEach(model -> requireLabels(catalog.require(model), labels));
        Evaluation accepted = Evaluation.create(id, shown, ids, pictures.size(), clock.instant());
        EvaluationRun run = new EvaluationRun(accepted, pictures, classifier, catalog, clock);
        synchronized (this) {
            requireRoom();
            save(accepted);
            open.put(accepted.id(), run);
        }
        thread.execute(() -> runEvaluation(run));
        return accepted;
    }

    private synchronized void requireRoom() {
        if (open.size() >= MAX_OPEN) {
            throw EvaluationProblem.tooMany(MAX_OPEN);
        }
    }

    /** @throws EvaluationProblem if a model lacks one of these labels */
    static void requireLabels(ModelFile model, Set<String> wanted) {
        List<String> known = model.options().labels();
        Set<String> missing = new TreeSet<>(wanted);
        missing.removeAll(new HashSet<>(known));
        if (!missing.isEmpty()) {
            throw EvaluationProblem.refused(
                    "The model '" + model.id() + "' does not have these labels of the pictures: "
                            + describeLabels(missing.stream().toList()) + ". Its labels are " + describeLabels(known)
                            + ". Rename the folders, or set CLASS_LABELS or the model's labels in flsys.toml.");
        }
    }

    private static String describeLabels(List<String> labels) {
        String first = String.join(", ", labels.stream().limit(SHOWN_LABELS).toList());
        return labels.size() > SHOWN_LABELS ? first + " and " + (labels.size() - SHOWN_LABELS) + " more" : first;
    }

    private void save(Evaluation evaluation) {
        try {
            store.save(evaluation);
        } catch (IOException unwritable) {
            LOG.warnf("The evaluation %s cannot be stored: %s", evaluation.id(), unwritable.getMessage());
            throw EvaluationProblem.unwritable(unwritable);
        }
    }

    /** Catches all exceptions, because an evaluation must always end. */
    private void runEvaluation(EvaluationRun run) {
        Evaluation outcome;
        try {
            outcome = run.isStopped()
                    ? run.present().ended(EvaluationState.STOPPED, clock.instant(), "It was stopped.")
                    : run.run();
        } catch (RuntimeException unexpected) {
            LOG.error("An evaluation failed", unexpected);
            outcome = run.present()
                    .ended(EvaluationState.FAILED, clock.instant(), "The service failed. Its log has the cause.");
        }
        try {
            store.save(outcome);
            forgetOld();
        } catch (IOException | RuntimeException unwritable) {
            LOG.warnf("The result of evaluation %s cannot be stored: %s", outcome.id(), unwritable.getMessage());
        }
        synchronized (this) {
            open.remove(outcome.id());
        }
    }

    private void forgetOld() throws IOException {
        for (EvaluationId old : store.ids().stream().skip(MAX_KEPT).toList()) {
            if (!isOpen(old)) {
                store.delete(old);
            }
        }
    }

    private synchronized boolean isOpen(EvaluationId id) {
        return open.containsKey(id);
    }

    private synchronized @Nullable EvaluationRun run(EvaluationId id) {
        return open.get(id);
    }

    /** The evaluations that can be read, the latest first. The record of an ended one is read once. */
    List<EvaluationsResource.Item> items() {
        return store.ids().stream().flatMap(id -> findItem(id).stream()).toList();
    }

    private Optional<EvaluationsResource.Item> findItem(EvaluationId id) {
        synchronized (this) {
            EvaluationsResource.Item known = ended.get(id);
            if (known != null) {
                return Optional.of(known);
            }
        }
        Optional<EvaluationsResource.Item> item = find(id).map(EvaluationsResource.Item::of);
        // An evaluation that seems interrupted may run in another service of this project.
        item.filter(each -> each.state().isFinal() && each.state() != EvaluationState.INTERRUPTED)
                .ifPresent(each -> {
                    synchronized (this) {
                        ended.put(id, each);
                    }
                });
        return item;
    }

    /** @throws EvaluationProblem if there is none */
    Evaluation require(EvaluationId id) {
        return find(id).orElseThrow(EvaluationProblem::unknown);
    }

    private Optional<Evaluation> find(EvaluationId id) {
        EvaluationRun run = run(id);
        if (run != null) {
            return Optional.of(run.present());
        }
        return store.find(id)
                .map(stored -> stored.state().isFinal() || isOpen(id)
                        ? stored
                        : stored.ended(
                                EvaluationState.INTERRUPTED,
                                stored.requested(),
                                "The service ended before the evaluation."));
    }

    /**
     * Stops an evaluation. It ends within a moment.
     *
     * @throws EvaluationProblem if there is none, or it has ended
     */
    Evaluation stop(EvaluationId id) {
        EvaluationRun run = run(id);
        if (run == null) {
            require(id);
            throw EvaluationProblem.ended();
        }
        run.stop();
        return run.present();
    }

    /** @throws EvaluationProblem if there is none, it has not ended, or it cannot be deleted */
    void delete(EvaluationId id) {
        if (isOpen(id)) {
            throw EvaluationProblem.notEnded();
        }
        require(id);
        try {
            store.delete(id);
        } catch (IOException readOnly) {
            LOG.warnf("The evaluation %s cannot be deleted: %s", id, readOnly.getMessage());
            throw EvaluationProblem.unwritable(readOnly);
        }
    }

    /**
     * The file of a picture that the results name.
     *
     * @param path as in the results
     * @throws EvaluationProblem if the results do not name the picture, or it does not exist any more
     */
    Path picture(EvaluationId id, String path) {
        Evaluation evaluation = require(id);
        boolean named = evaluation.disagreements().stream()
                        .anyMatch(each -> each.picture().equals(path))
                || evaluation.results().stream()
                        .flatMap(each -> Stream.ofNullable(each.scores()))
                        .flatMap(scores -> scores.worst().stream())
                        .anyMatch(each -> each.picture().equals(path));
        return project.resolve(path)
                .filter(file -> named && Files.isRegularFile(file))
                .orElseThrow(EvaluationProblem::unknownPicture);
    }
}
