package dev.flsys.inference;

import dev.flsys.model.ModelOptions;
import dev.flsys.model.ModelVersion;
import dev.flsys.model.PictureOptions;
import dev.flsys.picture.ImageData;
import dev.flsys.picture.ImageDecoder;
import dev.flsys.picture.Picture;
import dev.flsys.picture.Preprocessing;
import dev.flsys.picture.ResizeRule;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;
import java.util.function.Supplier;

/** Decodes and resizes pictures on a worker, then predicts on them or shows them. Safe for use by several threads. */
final class Pictures {

    /** ImageNet's statistics, as torchvision's pretrained models use them. */
    private static final List<Float> IMAGENET_MEAN = List.of(0.485f, 0.456f, 0.406f);

    private static final List<Float> IMAGENET_STD = List.of(0.229f, 0.224f, 0.225f);

    private final ImageDecoder decoder = new ImageDecoder();
    private final ModelOptions defaults;
    private final Map<PictureOptions, Preprocessing> preprocessings = new ConcurrentHashMap<>();
    private final Supplier<ResizeRule> rule;

    /**
     * @param defaults for previews
     * @param rule of the project's Pillow; called for each picture
     */
    Pictures(ModelOptions defaults, Supplier<ResizeRule> rule) {
        this.rule = rule;
        this.defaults = defaults;
    }

    /** Answers each of {@code jobs}. The pictures for one version of a model are one batch. */
    void run(List<PictureJob> jobs) {
        Map<ModelVersion, List<Item>> byVersion = new LinkedHashMap<>();
        for (PictureJob job : jobs) {
            Worker.step();
            try (Picture picture = decoder.decode(ImageData.parse(job.imageData()))) {
                Item item = new Item(job, preprocessing(options(job).picture()).tensor(picture, rule.get()));
                byVersion
                        .computeIfAbsent(job.lease().version(), version -> new ArrayList<>())
                        .add(item);
            } catch (Throwable unreadable) {
                job.fail(unreadable);
            }
        }
        byVersion.values().forEach(this::predict);
    }

    /** Answers each of {@code jobs} with its picture as models see it. */
    void preview(List<PreviewJob> jobs) {
        for (PreviewJob job : jobs) {
            Worker.step();
            try (Picture picture = decoder.decode(ImageData.parse(job.imageData()))) {
                job.answer().complete(preprocessing(defaults.picture()).resized(picture, rule.get()).png());
            } catch (Throwable unreadable) {
                job.fail(unreadable);
            }
        }
    }

    private static ModelOptions options(PictureJob job) {
        return job.lease().version().options().orElseThrow();
    }

    private Preprocessing preprocessing(PictureOptions options) {
        return preprocessings.computeIfAbsent(
                options,
                made -> new Preprocessing(
                        made.imageSize(),
                        floats(made.mean().orElse(IMAGENET_MEAN)),
                        floats(made.std().orElse(IMAGENET_STD))));
    }

    private static float[] floats(List<Float> values) {
        float[] floats = new float[3];
        for (int i = 0; i < floats.length; i++) {
            floats[i] = values.get(values.size() == 1 ? 0 : i);
        }
        return floats;
    }

    private void predict(List<Item> items) {
        new Batch(items.get(0).job.lease().version()).run(items);
    }

    private final class Item implements BatchItem {

        private final PictureJob job;
        private final float[] input;

        Item(PictureJob job, float[] input) {
            this.job = job;
            this.input = input;
        }

        @Override
        public float[] input() {
            return input;
        }

        @Override
        public int rows() {
            return 1;
        }

        @Override
        public void answer(float[][] outputs) {
            try {
                job.answer().complete(Probabilities.of(outputs[0], options(job).labels()));
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
