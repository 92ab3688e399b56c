package dev.flsys.engine;

import dev.flsys.engine.file.ModelUnusable;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Optional;
import java.util.Random;
import java.util.function.Supplier;

/**
 * The first calls of a model. They check that the model accepts items of its shape, and let the engine optimise it.
 * They also find out whether items in a batch get the same answers as single items.
 *
 * @param outputs the number of values that the model answers for one item
 * @param batchable whether batches may be larger than 1
 * @param answers the answers to the test items, each {@code float[outputs]}
 */
record WarmUp(int outputs, boolean batchable, List<float[]> answers) {

    /** Bigger items run one by one: a batch of them needs much memory and saves little time. */
    private static final long MAX_BATCHED_VALUES = 3L * 1024 * 1024;

    private static final float TOLERANCE = 1e-3f;
    /** White; its negative is black. */
    private static final float END = 2.5f;

    private static final float LOUD = 50;

    private static final long SEED = 7;

    /** One call of a model. */
    @FunctionalInterface
    interface Forward {
        float[][] forward(float[] input, long... shape);
    }

    /**
     * Calls {@code model} with random items. It has answered one call before: libtorch measures in the first call and
     * compiles in the second.
     *
     * @throws ForwardFailed if the model fails on a batch of one
     * @throws ModelUnusable if it answers NaN or infinity to every test item, as every prediction would fail
     */
    static WarmUp of(Forward model, long... itemShape) {
        int values = ItemLayout.countValues(itemShape);
        Random random = new Random(SEED);
        float[] first = randomNormal(random, values);
        float[] second = randomNormal(random, values);
        float[] firstAlone = model.forward(first, batchShape(1, itemShape))[0];
        float[] secondAlone = model.forward(second, batchShape(1, itemShape))[0];
        WarmUp warmUp = new WarmUp(
                firstAlone.length,
                values <= MAX_BATCHED_VALUES && agree(model, itemShape, first, firstAlone, second, secondAlone),
                List.of(firstAlone, secondAlone));
        warmUp.requireNumbers(model, itemShape);
        return warmUp;
    }

    /**
     * Refuses a model that answers an item differently each time, as dropout in training mode does. Such a model does
     * not agree on batches either, so only models with {@link #batchable} false are called again.
     *
     * @throws ModelUnusable if the answer to the first test item is another one now
     */
    void requireRepeatable(Forward model, long... itemShape) {
        if (batchable) {
            return;
        }
        float[] first = randomNormal(new Random(SEED), ItemLayout.countValues(itemShape));
        if (!close(model.forward(first, batchShape(1, itemShape))[0], answers.get(0))) {
            throw new ModelUnusable("answers the same input differently each time, as dropout in training mode does;"
                    + " call model.eval() before you export or trace it");
        }
    }

    private void requireNumbers(Forward model, long... itemShape) {
        if (answers.stream().noneMatch(WarmUp::isFinite)
                && computeMoreAnswers(model, itemShape).stream().noneMatch(WarmUp::isFinite)) {
            throw new ModelUnusable("answers NaN or infinity to every test input, so every prediction would fail;"
                    + " its weights may be damaged, or its training has diverged:"
                    + " write it again from an earlier round");
        }
    }

    /** Whether all values of {@code row} are numbers. */
    static boolean isFinite(float[] row) {
        for (float value : row) {
            if (!Float.isFinite(value)) {
                return false;
            }
        }
        return true;
    }

    /**
     * The kind of the answers. Calls {@code model} with more items only if the answers so far may be probabilities.
     *
     * @param ending called if the answers do not decide
     */
    AnswerKind findKind(Forward model, Supplier<AnswerKind.Ending> ending, long... itemShape) {
        return answers.stream().filter(WarmUp::isFinite).allMatch(AnswerKind::isBetween0And1)
                ? AnswerKind.of(computeMoreAnswers(model, itemShape), ending)
                : AnswerKind.NUMBERS;
    }

    /**
     * The answers to more items that differ much: black, white, grey, and noise with a standard deviation of 50. Logits
     * for such noise are far outside of 0 to 1. Items on which the model fails are left out.
     */
    private List<float[]> computeMoreAnswers(Forward model, long... itemShape) {
        float[] item = new float[ItemLayout.countValues(itemShape)];
        List<float[]> all = new ArrayList<>(answers);
        computeAnswer(model, item, itemShape).ifPresent(all::add);
        Arrays.fill(item, END);
        computeAnswer(model, item, itemShape).ifPresent(all::add);
        Arrays.fill(item, -END);
        computeAnswer(model, item, itemShape).ifPresent(all::add);
        Random random = new Random(11);
        for (int i = 0; i < item.length; i++) {
            item[i] = (float) random.nextGaussian() * LOUD;
        }
        computeAnswer(model, item, itemShape).ifPresent(all::add);
        return all;
    }

    private static Optional<float[]> computeAnswer(Forward model, float[] item, long... itemShape) {
        try {
            return Optional.of(model.forward(item, batchShape(1, itemShape))[0]);
        } catch (ForwardFailed unfit) {
            return Optional.empty();
        }
    }

    /** Calls {@code model} once with an item of zeros. */
    static void callOnce(Forward model, long... itemShape) {
        model.forward(new float[ItemLayout.countValues(itemShape)], batchShape(1, itemShape));
    }

    /** The shape of a batch of {@code n} items. */
    static long[] batchShape(int n, long... itemShape) {
        long[] shape = new long[itemShape.length + 1];
        shape[0] = n;
        System.arraycopy(itemShape, 0, shape, 1, itemShape.length);
        return shape;
    }

    private static boolean agree(
            Forward model, long[] itemShape, float[] first, float[] firstAlone, float[] second, float[] secondAlone) {
        float[] both = Arrays.copyOf(first, 2 * first.length);
        System.arraycopy(second, 0, both, first.length, second.length);
        try {
            float[][] together = model.forward(both, batchShape(2, itemShape));
            return close(together[0], firstAlone) && close(together[1], secondAlone);
        } catch (ForwardFailed onlyOneByOne) {
            return false;
        }
    }

    private static boolean close(float[] some, float[] others) {
        if (some.length != others.length) {
            return false;
        }
        for (int i = 0; i < some.length; i++) {
            // NaN, which some networks answer to noise, agrees with NaN only
            boolean same = Float.compare(some[i], others[i]) == 0
                    || Math.abs(some[i] - others[i]) <= TOLERANCE * Math.max(1, Math.abs(others[i]));
            if (!same) {
                return false;
            }
        }
        return true;
    }

    private static float[] randomNormal(Random random, int values) {
        float[] item = new float[values];
        for (int i = 0; i < values; i++) {
            item[i] = (float) random.nextGaussian();
        }
        return item;
    }
}
