package dev.flsys.inference;

import dev.flsys.inference.pool.InferenceProblem;
import dev.flsys.model.catalog.PictureOptions;
import dev.flsys.model.serving.ModelVersion;
import dev.flsys.picture.resize.Preprocessing;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.ConcurrentHashMap;

/** The preprocessing of each model: its options, and the channels that the network takes. Thread-safe. */
final class Preprocessings {

    /** ImageNet's statistics, as torchvision's pretrained models use them. */
    private static final List<Float> IMAGENET_MEAN = List.of(0.485f, 0.456f, 0.406f);

    private static final List<Float> IMAGENET_STD = List.of(0.229f, 0.224f, 0.225f);

    /**
     * The bound on the kinds in memory, above the number of models in memory. At this bound all kinds are forgotten,
     * and those in use are made again.
     */
    private static final int MAX = 256;

    private final Map<Kind, Preprocessing> made = new ConcurrentHashMap<>();

    /** @param levels whether the network takes the levels of pixels, so that nothing is normalised */
    private record Kind(PictureOptions options, int channels, boolean levels) {}

    /**
     * The preprocessing for {@code version}, a picture model.
     *
     * @throws InferenceProblem if the network has one channel, and the options have no normalisation for one channel
     */
    Preprocessing of(ModelVersion version) {
        PictureOptions options = version.options().orElseThrow().picture();
        int channels = Math.toIntExact(version.itemShape()[0]);
        return of(new Kind(options, channels, version.takesLevels()), version.name());
    }

    /** The preprocessing for a network with three channels. */
    Preprocessing of(PictureOptions options) {
        return of(new Kind(options, 3, false), "");
    }

    /** The number of kinds in memory. */
    int size() {
        return made.size();
    }

    private Preprocessing of(Kind kind, String model) {
        Preprocessing known = made.get(kind);
        if (known != null) {
            return known;
        }
        if (made.size() >= MAX) {
            made.clear();
        }
        Preprocessing preprocessing = make(kind, model);
        made.put(kind, preprocessing);
        return preprocessing;
    }

    private static Preprocessing make(Kind kind, String model) {
        int size = kind.options.imageSize();
        Optional<Integer> resize = kind.options.resize();
        if (kind.levels) {
            return Preprocessing.levels(size, resize, kind.channels);
        }
        return kind.channels == 1
                ? new Preprocessing(
                        size,
                        resize,
                        one(kind.options.mean(), "IMG_MEAN", model),
                        one(kind.options.std(), "IMG_STD", model))
                : new Preprocessing(
                        size,
                        resize,
                        three(kind.options.mean().orElse(IMAGENET_MEAN)),
                        three(kind.options.std().orElse(IMAGENET_STD)));
    }

    private static float[] three(List<Float> values) {
        float[] floats = new float[3];
        for (int i = 0; i < floats.length; i++) {
            floats[i] = values.get(values.size() == 1 ? 0 : i);
        }
        return floats;
    }

    /** The value for one channel: the only one, or one that red, green and blue share. */
    private static float[] one(Optional<List<Float>> values, String key, String model) {
        List<Float> numbers = values.orElse(List.of());
        if (numbers.stream().distinct().count() == 1) {
            return new float[] {numbers.get(0)};
        }
        throw InferenceProblem.setting("The model " + model + " takes grey pictures, and " + key
                + (numbers.isEmpty() ? " is not set" : " has " + numbers.size() + " different values: " + numbers)
                + ". Write the values of its training: IMG_MEAN=0.5 and IMG_STD=0.5 in .env, or mean = [0.5] and std = [0.5]"
                + " for this model in flsys.toml. Without normalisation they are 0 and 1.");
    }
}
