package dev.flsys.inference;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import dev.flsys.inference.pool.InferenceProblem;
import dev.flsys.inference.pool.InferenceSettings;
import dev.flsys.inference.pool.Job;
import dev.flsys.inference.pool.JobQueue;
import dev.flsys.inference.pool.RecentOutcomes;
import dev.flsys.inference.pool.WorkerPool;
import dev.flsys.model.serving.ModelLease;
import dev.flsys.model.serving.ModelVersion;
import dev.flsys.project.FileStamp;
import dev.flsys.testsupport.FakeModel;
import java.nio.file.Path;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

class TrialInferenceTest {

    private final RecentOutcomes outcomes = new RecentOutcomes(System::nanoTime);
    private final WorkerPool workers = new WorkerPool(1, 1, InferenceSettings.DEFAULT_TIMEOUT);
    private final List<ModelVersion> versions = new ArrayList<>();
    private final List<FakeModel> models = new ArrayList<>();
    private final CountDownLatch release = new CountDownLatch(1);
    private boolean picturesAreRead = true;
    private boolean engineStarts = true;

    private final TrialInference trials = new TrialInference(
            new TrialInference.Natives() {
                @Override
                void readPicture() {
                    if (!picturesAreRead) {
                        throw new UnsatisfiedLinkError("/tmp/liblept.so: failed to map segment");
                    }
                    super.readPicture();
                }

                @Override
                void startEngine() {
                    if (!engineStarts) {
                        throw new NoClassDefFoundError("Could not initialize class OnnxRuntime");
                    }
                }
            },
            this::leases,
            workers,
            outcomes);

    @AfterEach
    void stop() throws InterruptedException {
        release.countDown();
        workers.stop();
        versions.forEach(ModelVersion::retire);
        assertThat(models).as("all leases were given back").allMatch(FakeModel::isClosed);
    }

    @Test
    void the_first_model_that_answers_decides() throws Exception {
        model("broken", true);
        model("works", false);
        outcomes.recordFailure();
        assertThat(run()).isEqualTo(new TrialResult(TrialResult.End.ANSWERED, "works"));
        assertThat(outcomes.failuresInARow()).isZero();
        assertThat(outcomes.sinceSuccess()).isPresent();
    }

    @Test
    void the_first_failure_is_reported_if_no_model_answers() throws Exception {
        model("broken", true);
        model("worse", true);
        assertThat(run()).isEqualTo(new TrialResult(TrialResult.End.FAILED, "broken fails"));
        assertThat(run().end()).isEqualTo(TrialResult.End.FAILED);
        assertThat(outcomes.failuresInARow()).isEqualTo(2);
    }

    @Test
    void a_trial_without_a_model_in_memory_changes_no_outcome() throws Exception {
        outcomes.recordFailure();
        assertThat(run().end()).isEqualTo(TrialResult.End.NO_MODEL);
        assertThat(outcomes.failuresInARow()).isEqualTo(1);
        assertThat(outcomes.sinceSuccess()).isEmpty();
    }

    @Test
    void a_broken_engine_is_found_before_a_model_is_loaded() throws Exception {
        engineStarts = false;
        assertThat(run().end()).isEqualTo(TrialResult.End.FAILED);
        assertThat(outcomes.failuresInARow()).isEqualTo(1);
    }

    @Test
    void unreadable_pictures_fail_the_trial_although_models_answer() throws Exception {
        model("works", false);
        picturesAreRead = false;
        TrialResult result = run();
        assertThat(result.end()).isEqualTo(TrialResult.End.FAILED);
        assertThat(result.detail()).contains("native library").doesNotContain("/tmp");
    }

    @Test
    void a_full_queue_is_no_failure() throws Exception {
        JobQueue<Job<Integer>> held = new JobQueue<>(jobs -> hold(), 1);
        workers.submit(held, new Job<Integer>(() -> false));
        await().until(() -> workers.busy() == 1 && workers.waiting() == 0);
        workers.submit(held, new Job<Integer>(() -> false));
        assertThat(run().end()).isEqualTo(TrialResult.End.NO_PLACE);
        assertThat(outcomes.failuresInARow()).isZero();
    }

    private TrialResult run() throws Exception {
        return trials.run().toCompletableFuture().get(30, TimeUnit.SECONDS);
    }

    private List<ModelLease> leases() {
        return versions.stream().flatMap(version -> version.lease().stream()).toList();
    }

    private void model(String name, boolean broken) {
        FakeModel model = new FakeModel(
                0,
                () -> {
                    if (broken) {
                        throw InferenceProblem.failed(name + " fails");
                    }
                },
                2,
                3);
        models.add(model);
        versions.add(new ModelVersion(name, new FileStamp(Path.of(name), 1, Instant.EPOCH), Optional.empty(), model));
    }

    private void hold() {
        try {
            release.await();
        } catch (InterruptedException stopped) {
            Thread.currentThread().interrupt();
        }
    }
}
