package dev.flsys.inference;

import dev.flsys.model.ModelVersion;
import dev.flsys.picture.ImageData;
import dev.flsys.picture.ImageDecoder;
import dev.flsys.picture.Picture;
import dev.flsys.picture.Preprocessing;
import dev.flsys.picture.ResizeRule;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.function.Supplier;

/** Decodes and resizes pictures on a worker, then predicts on them or shows them. Safe for use by several threads. */
final class Pictures {

    private final ImageDecoder decoder = new ImageDecoder();
    private final Preprocessing preprocessing;
    private final List<String> labels;
    private final Supplier<ResizeRule> rule;

    /**
     * @param labels in the order of the models' outputs
     * @param rule of the project's Pillow; called for each picture
     */
    Pictures(Preprocessing preprocessing, List<String> labels, Supplier<ResizeRule> rule) {
        this.rule = rule;
        this.preprocessing = preprocessing;
        this.labels = labels;
    }

    /** Answers each of {@code jobs}. The pictures for one version of a model are one batch. */
    void run(List<PictureJob> jobs) {
        Map<ModelVersion, List<Item>> byVersion = new LinkedHashMap<>();
        for (PictureJob job : jobs) {
            Worker.step();
            try (Picture picture = decoder.decode(ImageData.parse(job.imageData()))) {
                Item item = new Item(job, preprocessing.tensor(picture, rule.get()));
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
                job.answer().complete(preprocessing.resized(picture, rule.get()).png());
            } catch (Throwable unreadable) {
                job.fail(unreadable);
            }
        }
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
                job.answer().complete(Probabilities.of(outputs[0], labels));
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
