package dev.flsys.evaluation;

import dev.flsys.inference.Classifier;
import dev.flsys.inference.Prediction;
import dev.flsys.inference.pool.InferenceClient;
import dev.flsys.model.catalog.ModelCatalog;
import dev.flsys.model.catalog.ModelFile;
import dev.flsys.problem.Problem;
import java.io.IOException;
import java.io.InputStream;
import java.nio.file.Files;
import java.time.Clock;
import java.time.Instant;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import org.jboss.logging.Logger;
import org.jspecify.annotations.Nullable;

/**
 * One evaluation. Asks each model to classify the pictures of a step, waits for the answers and counts them. For one
 * thread, except {@link #stop()} and {@link #present()}.
 */
final class EvaluationRun {

    private static final Logger LOG = Logger.getLogger(EvaluationRun.class);
    /** The pictures of a step: a full batch of each model. */
    private static final int STEP = 8;

    private static final int MAX_PICTURE = 18 * 1024 * 1024;
    private static final int MAX_UNREAD = 50;
    private static final int MAX_DISAGREEMENTS = 100;
    /** The pause before another attempt if a queue is full or a model is being loaded. */
    private static final long RETRY_MILLIS = 500;

    /** The most attempts for one picture. */
    private static final int ATTEMPTS = 240;
    /** The time limit for the answer to one picture. */
    private static final long ANSWER_SECONDS = 600;

    private final List<LabelledPicture> pictures;
    private final Classifier classifier;
    private final ModelCatalog catalog;
    private final Clock clock;
    private final Map<String, Candidate> candidates = new LinkedHashMap<>();
    private final List<Evaluation.Unread> unread = new ArrayList<>();
    private final List<Evaluation.Disagreement> disagreements = new ArrayList<>();
    private final Set<LabelledPicture> unreadAll = new HashSet<>();
    private int disagreeing;
    private int done;
    private volatile boolean stopped;
    private volatile Evaluation present;

    /** A model that is evaluated. */
    private static final class Candidate {

        private final Instant modified;
        private final PredictionCounts counts;
        private @Nullable String error;

        Candidate(ModelFile file) {
            this.modified = file.modified();
            this.counts = new PredictionCounts(file.options().labels());
        }
    }

    /**
     * @param accepted a queued evaluation, whose models exist
     * @param clock the clock for the times in the record
     */
    EvaluationRun(
            Evaluation accepted,
            List<LabelledPicture> pictures,
            Classifier classifier,
            ModelCatalog catalog,
            Clock clock) {
        this.present = accepted;
        this.pictures = pictures;
        this.classifier = classifier;
        this.catalog = catalog;
        this.clock = clock;
        accepted.models().forEach(id -> candidates.put(id, new Candidate(catalog.require(id))));
    }

    /** The state now, with the scores so far. Any thread. */
    Evaluation present() {
        return present;
    }

    /** Ends it after the present step. Any thread. */
    void stop() {
        stopped = true;
    }

    boolean isStopped() {
        return stopped;
    }

    /** Classifies all pictures. Returns the outcome. */
    Evaluation run() {
        present = present.started(clock.instant());
        InferenceClient client = new InferenceClient("evaluation", () -> stopped, null);
        try {
            for (int from = 0; from < pictures.size() && !stopped && isOpen(); from += STEP) {
                evaluateStep(pictures.subList(from, Math.min(pictures.size(), from + STEP)), client);
                present = snapshot(false);
            }
            present = snapshot(true).ended(state(), clock.instant(), detail());
        } catch (InterruptedException serviceEnds) {
            Thread.currentThread().interrupt();
            present = snapshot(true)
                    .ended(EvaluationState.INTERRUPTED, clock.instant(), "The service ended before the evaluation.");
        }
        return present;
    }

    private boolean isOpen() {
        return candidates.values().stream().anyMatch(each -> each.error == null);
    }

    private EvaluationState state() {
        return stopped ? EvaluationState.STOPPED : isOpen() ? EvaluationState.COMPLETED : EvaluationState.FAILED;
    }

    private @Nullable String detail() {
        return stopped ? "It was stopped." : isOpen() ? null : "No model could be evaluated.";
    }

    private void evaluateStep(List<LabelledPicture> step, InferenceClient client) throws InterruptedException {
        Map<LabelledPicture, byte[]> files = new LinkedHashMap<>();
        for (LabelledPicture picture : step) {
            read(picture, files);
        }
        Map<LabelledPicture, List<Evaluation.Answer>> answers = new LinkedHashMap<>();
        for (Map.Entry<String, Candidate> each : candidates.entrySet()) {
            if (each.getValue().error == null) {
                ask(each.getKey(), each.getValue(), files, client, answers);
            }
        }
        if (stopped) {
            // The answers of some models may be missing.
            return;
        }
        answers.forEach(this::compare);
        done += step.size();
    }

    private void read(LabelledPicture picture, Map<LabelledPicture, byte[]> files) {
        try (InputStream in = Files.newInputStream(picture.file())) {
            byte[] bytes = in.readNBytes(MAX_PICTURE + 1);
            if (bytes.length > MAX_PICTURE) {
                addUnread(picture, "It has more than " + MAX_PICTURE / (1024 * 1024) + " MiB.");
            } else {
                files.put(picture, bytes);
            }
        } catch (IOException unreadable) {
            addUnread(picture, "The file cannot be read.");
        }
    }

    private void addUnread(LabelledPicture picture, String reason) {
        if (unreadAll.add(picture) && unread.size() < MAX_UNREAD) {
            unread.add(new Evaluation.Unread(picture.path(), reason));
        }
    }

    /**
     * Asks a model to classify all pictures at once, because a batch is faster. Then asks again for refused pictures.
     */
    private void ask(
            String id,
            Candidate candidate,
            Map<LabelledPicture, byte[]> files,
            InferenceClient client,
            Map<LabelledPicture, List<Evaluation.Answer>> answers)
            throws InterruptedException {
        Map<LabelledPicture, CompletionStage<List<Prediction>>> asked = new LinkedHashMap<>();
        files.forEach((picture, bytes) -> asked.put(picture, classifier.classify(id, bytes, client)));
        for (LabelledPicture picture : List.copyOf(asked.keySet())) {
            CompletionStage<List<Prediction>> answer = asked.get(picture);
            byte[] bytes = files.get(picture);
            for (int attempt = 1; answer != null && bytes != null && !stopped; attempt++) {
                try {
                    Prediction best = answer.toCompletableFuture()
                            .get(ANSWER_SECONDS, TimeUnit.SECONDS)
                            .get(0);
                    count(id, candidate, picture, best, answers);
                    answer = null;
                } catch (ExecutionException | TimeoutException failed) {
                    answer = shouldRetry(candidate, picture, failed, attempt)
                            ? classifier.classify(id, bytes, client)
                            : null;
                }
            }
            if (candidate.error != null) {
                return;
            }
        }
    }

    private static void count(
            String id,
            Candidate candidate,
            LabelledPicture picture,
            Prediction best,
            Map<LabelledPicture, List<Evaluation.Answer>> answers) {
        if (!candidate.counts.hasLabel(best.label())) {
            candidate.error = "The labels of the model were changed meanwhile.";
            return;
        }
        candidate.counts.add(picture, best);
        answers.computeIfAbsent(picture, first -> new ArrayList<>())
                .add(new Evaluation.Answer(id, best.label(), best.probability()));
    }

    /** Notes a failure. Returns whether the model is asked again for the picture. */
    private boolean shouldRetry(Candidate candidate, LabelledPicture picture, Exception failed, int attempt)
            throws InterruptedException {
        Throwable cause =
                failed instanceof ExecutionException && failed.getCause() != null ? failed.getCause() : failed;
        if (cause instanceof Problem problem && problem.status() == 503 && attempt < ATTEMPTS) {
            Thread.sleep(RETRY_MILLIS);
            return true;
        }
        if (cause instanceof Problem problem && problem.status() == 400) {
            addUnread(picture, problem.detail());
        } else if (cause instanceof Problem problem) {
            candidate.error = problem.detail();
        } else if (cause instanceof TimeoutException) {
            candidate.error = "It did not answer within " + ANSWER_SECONDS + " seconds.";
        } else {
            LOG.errorf(cause, "An evaluation failed");
            candidate.error = "The service failed. Its log has the cause.";
        }
        return false;
    }

    private void compare(LabelledPicture picture, List<Evaluation.Answer> answers) {
        if (answers.stream().map(Evaluation.Answer::label).distinct().count() > 1) {
            disagreeing++;
            if (disagreements.size() < MAX_DISAGREEMENTS) {
                disagreements.add(new Evaluation.Disagreement(picture.path(), picture.label(), List.copyOf(answers)));
            }
        }
    }

    private Evaluation snapshot(boolean last) {
        Evaluation before = present;
        List<Evaluation.ModelResult> results = new ArrayList<>();
        candidates.forEach((id, each) -> results.add(new Evaluation.ModelResult(
                id,
                each.modified,
                last && isChanged(id, each),
                each.error,
                each.error == null ? each.counts.scores() : null)));
        return new Evaluation(
                before.id(),
                before.folder(),
                before.models(),
                before.state(),
                before.requested(),
                before.started(),
                before.ended(),
                before.pictures(),
                done,
                before.detail(),
                results,
                unreadAll.size(),
                unread,
                disagreeing,
                disagreements);
    }

    private boolean isChanged(String id, Candidate candidate) {
        try {
            return !catalog.require(id).modified().equals(candidate.modified);
        } catch (Problem gone) {
            return true;
        }
    }
}
