package dev.flsys.inference.explain;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.within;

import dev.flsys.inference.PictureValues;
import dev.flsys.inference.Pictures;
import dev.flsys.inference.PreprocessedPicture;
import dev.flsys.inference.pool.InferenceClient;
import dev.flsys.inference.pool.InferenceProblem;
import dev.flsys.inference.pool.InferenceSettings;
import dev.flsys.inference.pool.Job;
import dev.flsys.inference.pool.JobQueue;
import dev.flsys.inference.pool.WorkerPool;
import dev.flsys.model.catalog.Activation;
import dev.flsys.model.catalog.ModelOptions;
import dev.flsys.model.catalog.PictureOptions;
import dev.flsys.model.serving.ModelLease;
import dev.flsys.model.serving.ModelVersion;
import dev.flsys.picture.RgbImage;
import dev.flsys.picture.SeenRegion;
import dev.flsys.picture.resize.Preprocessing;
import dev.flsys.picture.resize.ResizeRule;
import dev.flsys.project.FileStamp;
import dev.flsys.testsupport.FakeModel;
import dev.flsys.testsupport.Png;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicBoolean;
import org.awaitility.Awaitility;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;

class OcclusionTest {

    private static final int SIDE = 4;
    private static final ExplainQuery TWO_BY_TWO = query(null, 2, 2);

    /** {@code p(cat) = pixel(0, 0) / 255 + pixel(3, 3) / 510}, and {@code p(dog) = 1 - p(cat)}. */
    private static final FakeModel.Forward CORNERS = (input, shape) -> {
        float[][] rows = new float[(int) shape[0]][];
        for (int i = 0; i < rows.length; i++) {
            float cat = input[i * SIDE * SIDE] / 255 + input[i * SIDE * SIDE + 15] / 510;
            rows[i] = new float[] {cat, 1 - cat};
        }
        return rows;
    };

    private final FakeModel model = new FakeModel(CORNERS, 2, 1, SIDE, SIDE).onLevels();

    @Test
    void a_cell_has_the_drop_of_the_probability_that_its_square_causes() {
        // 204 and 102 of 16 pixels: the mean is 306 / 16 = 19.1, so the square has the level 19.
        OcclusionMap map = explained(model, TWO_BY_TWO);
        assertThat(map.predicted()).isEqualTo("cat");
        assertThat(map.explained()).isEqualTo("cat");
        assertThat(map.probability()).isCloseTo(204 / 255.0 + 102 / 510.0, within(1e-6));
        assertThat(map.drops()).hasSize(2).allMatch(row -> row.size() == 2);
        assertThat(map.drops().get(0).get(0)).isCloseTo((204 - 19) / 255.0, within(1e-6));
        assertThat(map.drops().get(0).get(1)).isZero();
        assertThat(map.drops().get(1).get(0)).isZero();
        assertThat(map.drops().get(1).get(1)).isCloseTo((102 - 19) / 510.0, within(1e-6));
        assertThat(map.size()).isEqualTo(SIDE);
        assertThat(map.patch()).isEqualTo(2);
        assertThat(map.region()).isEqualTo(new SeenRegion(0, 0, 40, 20));
    }

    @Test
    void another_class_can_be_explained() {
        OcclusionMap map = explained(model, query("dog", 2, 2));
        assertThat(map.predicted()).isEqualTo("cat");
        assertThat(map.explained()).isEqualTo("dog");
        assertThat(map.drops().get(0).get(0)).isCloseTo((19 - 204) / 255.0, within(1e-6));
    }

    @Test
    void a_class_that_is_no_label_is_refused() {
        assertThatThrownBy(() -> explained(model, query("bird", 2, 2)))
                .isInstanceOfSatisfying(InferenceProblem.class, refused -> assertThat(refused.status())
                        .isEqualTo(400));
    }

    @Test
    void a_grid_or_a_square_that_the_input_has_no_room_for_is_refused() {
        assertThatThrownBy(() -> explained(model, query(null, 5, 1))).hasMessageContaining("grid is at most 4");
        assertThatThrownBy(() -> explained(model, query(null, 2, 5))).hasMessageContaining("patch is 1 to 4");
    }

    @Test
    void without_numbers_the_grid_has_8_cells_a_side_and_squares_of_two_cells() {
        assertThat(OcclusionGrid.of(32, query(null, null, null))).isEqualTo(new OcclusionGrid(32, 8, 8));
        assertThat(OcclusionGrid.of(4, query(null, null, null))).isEqualTo(new OcclusionGrid(4, 4, 2));
        assertThat(OcclusionGrid.of(1, query(null, null, null))).isEqualTo(new OcclusionGrid(1, 1, 1));
    }

    @Test
    void a_square_has_its_centre_on_that_of_its_cell_and_is_cut_at_the_borders() {
        OcclusionGrid grid = new OcclusionGrid(32, 8, 8);
        assertThat(grid.left(0)).isZero();
        assertThat(grid.right(0)).isEqualTo(6);
        assertThat(grid.left(3)).isEqualTo(10);
        assertThat(grid.right(3)).isEqualTo(18);
        assertThat(grid.top(63)).isEqualTo(26);
        assertThat(grid.bottom(63)).isEqualTo(32);
    }

    @Test
    void each_square_covers_at_least_one_pixel() {
        for (int size : new int[] {1, 3, 7, 32}) {
            for (int cells = 1; cells <= Math.min(16, size); cells++) {
                for (int patch = 1; patch <= size; patch++) {
                    OcclusionGrid grid = new OcclusionGrid(size, cells, patch);
                    for (int i = 0; i < grid.count(); i++) {
                        assertThat(grid.left(i)).isNotNegative().isLessThan(grid.right(i));
                        assertThat(grid.top(i)).isNotNegative().isLessThan(grid.bottom(i));
                        assertThat(grid.right(i)).isLessThanOrEqualTo(size);
                        assertThat(grid.bottom(i)).isLessThanOrEqualTo(size);
                    }
                }
            }
        }
    }

    @Test
    void a_model_for_single_items_gets_one_picture_in_each_call() {
        FakeModel single = new FakeModel(CORNERS, 2, 1, SIDE, SIDE).onLevels().forSingleItems();
        assertThat(explained(single, TWO_BY_TWO)).isEqualTo(explained(model, TWO_BY_TWO));
        assertThat(single.batches()).containsExactly(1, 1, 1, 1, 1);
    }

    @Test
    void a_model_that_fails_on_several_pictures_gets_them_one_by_one() {
        FakeModel fussy = new FakeModel(
                        (input, shape) -> {
                            if (shape[0] > 1) {
                                throw new IllegalStateException("one at a time");
                            }
                            return CORNERS.of(input, shape);
                        },
                        2,
                        1,
                        SIDE,
                        SIDE)
                .onLevels();
        assertThat(explained(fussy, TWO_BY_TWO)).isEqualTo(explained(model, TWO_BY_TWO));
    }

    @Test
    void a_part_ends_when_the_client_has_gone() {
        Occlusion map = new Occlusion(picture(), version(model), query(null, 4, 1));
        map.advance(() -> true);
        assertThat(map.isDone()).isFalse();
        assertThat(model.batches()).containsExactly(1);
    }

    @Test
    void a_prediction_is_answered_while_an_explanation_waits_for_its_next_turn() throws Exception {
        CountDownLatch asked = new CountDownLatch(1);
        AtomicBoolean predicted = new AtomicBoolean();
        WorkerPool workers = new WorkerPool(1, 8, InferenceSettings.DEFAULT_TIMEOUT);
        JobQueue<ExplainJob> explanations = new JobQueue<>(
                jobs -> jobs.forEach(job -> {
                    // As a long part of the map: there is no answer, and the job waits for its next turn.
                    awaitUninterruptibly(asked);
                    if (predicted.get()) {
                        job.fail(InferenceProblem.failed("enough"));
                    }
                }),
                1);
        try {
            ExplainJob explanation =
                    new ExplainJob(lease(model), "", TWO_BY_TWO, new InferenceClient("a", () -> false));
            workers.submit(explanations, explanation);
            Awaitility.await().until(() -> workers.busy() == 1);
            Job<Integer> prediction = new Job<>(() -> false);
            workers.submit(
                    new JobQueue<>(
                            jobs -> jobs.forEach(job -> {
                                predicted.set(true);
                                job.answer().complete(1);
                            }),
                            1),
                    prediction);
            asked.countDown();
            assertThat(prediction.answer().get(30, TimeUnit.SECONDS)).isEqualTo(1);
            assertThatThrownBy(() -> explanation.answer().get(30, TimeUnit.SECONDS))
                    .hasMessageContaining("enough");
        } finally {
            workers.stop();
        }
    }

    @Test
    void an_explanation_that_takes_too_long_is_given_up_between_two_calls() {
        FakeModel slow = new FakeModel(
                        (input, shape) -> {
                            // Longer than a part, so that each turn has one call.
                            long start = System.nanoTime();
                            while (System.nanoTime() - start
                                    < Duration.ofMillis(60).toNanos()) {
                                Thread.onSpinWait();
                            }
                            return CORNERS.of(input, shape);
                        },
                        2,
                        1,
                        SIDE,
                        SIDE)
                .onLevels();
        ExplainJob job =
                new ExplainJob(lease(slow), Png.black(SIDE), TWO_BY_TWO, new InferenceClient("a", () -> false));
        Pictures pictures = new Pictures(options(), () -> ResizeRule.NEWEST);
        job.turn(pictures, Duration.ofMillis(1));
        assertThatThrownBy(() -> job.turn(pictures, Duration.ofMillis(1)))
                .isInstanceOfSatisfying(InferenceProblem.class, late -> {
                    assertThat(late.status()).isEqualTo(504);
                    assertThat(late.kind()).isEqualTo(InferenceProblem.Kind.TOO_LONG);
                });
        assertThat(slow.batches()).containsExactly(1);
    }

    private static void awaitUninterruptibly(CountDownLatch latch) {
        try {
            latch.await();
        } catch (InterruptedException stopped) {
            Thread.currentThread().interrupt();
        }
    }

    private static OcclusionMap explained(FakeModel network, ExplainQuery query) {
        Occlusion map = new Occlusion(picture(), version(network), query);
        while (!map.isDone()) {
            map.advance(() -> false);
        }
        return map.result();
    }

    private static PreprocessedPicture picture() {
        byte[] pixels = new byte[SIDE * SIDE * 3];
        for (int c = 0; c < 3; c++) {
            pixels[c] = (byte) 204;
            pixels[45 + c] = 102;
        }
        PictureValues values =
                new PictureValues(Preprocessing.levels(SIDE, Optional.empty(), 1), new RgbImage(SIDE, SIDE, pixels));
        return new PreprocessedPicture(values, 40, 20);
    }

    private static ModelLease lease(FakeModel network) {
        return version(network).lease().orElseThrow();
    }

    private static ModelVersion version(FakeModel network) {
        FileStamp stamp = new FileStamp(Path.of("corners.onnx"), 1, Instant.EPOCH);
        return new ModelVersion("corners", stamp, Optional.of(options()), network);
    }

    private static ModelOptions options() {
        return new ModelOptions(
                Optional.empty(),
                Map.of(),
                List.of("cat", "dog"),
                PictureOptions.of(SIDE),
                Activation.NONE,
                Optional.empty());
    }

    private static ExplainQuery query(@Nullable String label, @Nullable Integer grid, @Nullable Integer patch) {
        return new ExplainQuery(
                ExplainQuery.Method.OCCLUSION,
                Optional.ofNullable(label),
                Optional.ofNullable(grid),
                Optional.ofNullable(patch));
    }
}
