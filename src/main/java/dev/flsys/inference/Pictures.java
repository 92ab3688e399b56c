package dev.flsys.inference;

import dev.flsys.engine.BatchValues;
import dev.flsys.inference.pool.Batch;
import dev.flsys.inference.pool.BatchItem;
import dev.flsys.inference.pool.InferenceProblem;
import dev.flsys.inference.pool.Worker;
import dev.flsys.model.catalog.ModelOptions;
import dev.flsys.model.serving.ModelVersion;
import dev.flsys.picture.ImageData;
import dev.flsys.picture.ImageDecoder;
import dev.flsys.picture.Picture;
import dev.flsys.picture.resize.Preprocessing;
import dev.flsys.picture.resize.ResizeRule;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.function.Supplier;

/** Decodes and resizes pictures on a worker, then predicts on them or shows them. Thread-safe. */
public final class Pictures {

    /** The time after which the remaining pictures of a batch wait again, so that other clients get a turn. */
    private static final long LONG_NANOS = 100_000_000;

    private final ImageDecoder decoder = new ImageDecoder();
    private final ModelOptions defaults;
    private final Preprocessings preprocessings = new Preprocessings();
    private final Supplier<ResizeRule> rule;

    /**
     * @param defaults for previews
     * @param rule the rule of the project's Pillow; called for each picture
     */
    public Pictures(ModelOptions defaults, Supplier<ResizeRule> rule) {
        this.rule = rule;
        this.defaults = defaults;
    }

    /**
     * Answers the first of {@code jobs}. The others are answered, too, unless decoding takes long; then they wait for
     * their next turn. The pictures for one version of a model are one batch.
     */
    void run(List<PictureJob> jobs) {
        Map<ModelVersion, List<Item>> byVersion = new LinkedHashMap<>();
        long start = System.nanoTime();
        for (PictureJob job : jobs) {
            if (job != jobs.get(0) && System.nanoTime() - start > LONG_NANOS) {
                break;
            }
            if (!Worker.beginDecoding(job)) {
                return;
            }
            try {
                ModelVersion version = job.lease().version();
                Item item = new Item(job, preprocess(job.file(), version).values());
                byVersion.computeIfAbsent(version, each -> new ArrayList<>()).add(item);
            } catch (Throwable unreadable) {
                job.fail(unreadable);
            }
        }
        if (Worker.beginStep()) {
            byVersion.values().forEach(this::predict);
        }
    }

    /**
     * A picture as a model sees it. Call it on a worker.
     *
     * @param file the bytes of the picture's file
     * @throws dev.flsys.picture.ImageUnreadable if it is not a picture that can be read
     */
    public PreprocessedPicture preprocess(byte[] file, ModelVersion version) {
        try (Picture picture = decoder.decode(file)) {
            Preprocessing preprocessing = preprocessings.of(version);
            PictureValues values = new PictureValues(preprocessing, preprocessing.resized(picture, rule.get()));
            return new PreprocessedPicture(values, picture.width(), picture.height());
        }
    }

    /**
     * Answers each of {@code jobs} with its picture as its model sees it. A job without a model gets the default
     * settings.
     */
    void preview(List<PreviewJob> jobs) {
        for (PreviewJob job : jobs) {
            if (!Worker.beginDecoding(job)) {
                return;
            }
            try (Picture picture = decoder.decode(ImageData.parse(job.imageData()))) {
                Preprocessing preprocessing = job.lease()
                        .map(lease -> preprocessings.of(lease.version()))
                        .orElseGet(() -> preprocessings.of(defaults.picture()));
                job.answer().complete(preprocessing.resized(picture, rule.get()).png());
            } catch (Throwable unreadable) {
                job.fail(unreadable);
            }
        }
    }

    private void predict(List<Item> items) {
        new Batch(items.get(0).job.lease().version()).run(items);
    }

    private static final class Item implements BatchItem {

        private final PictureJob job;
        private final PictureValues input;

        Item(PictureJob job, PictureValues input) {
            this.job = job;
            this.input = input;
        }

        @Override
        public BatchValues input() {
            return input;
        }

        @Override
        public int rows() {
            return 1;
        }

        @Override
        public void answer(float[][] outputs) {
            try {
                job.answer().complete(Probabilities.of(outputs[0], job.lease().version()));
            } catch (InferenceProblem unfit) {
                job.fail(unfit);
            }
        }

        @Override
        public void fail(Throwable why) {
            job.fail(why);
        }
    }
}
