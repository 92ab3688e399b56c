package dev.flsys.engine;

import java.util.Arrays;
import java.util.List;
import java.util.Optional;
import java.util.function.DoublePredicate;
import java.util.function.Supplier;
import java.util.stream.IntStream;

/**
 * The kind of a network's answers: whether it ends in softmax, in a sigmoid or in neither. Its answers to test inputs
 * decide. If answers between 0 and 1 may be chance, its graph decides, too.
 */
public enum AnswerKind {
    /** Any numbers, such as logits and logarithms of probabilities. */
    NUMBERS,
    /** Probabilities: none is negative, and the probabilities of an item add up to 1. */
    PROBABILITIES,
    /** Each is between 0 and 1, as after a sigmoid. Several of them do not always add up to 1. */
    BETWEEN_0_AND_1,
    /** The same answer to all test inputs, which may be probabilities or not. */
    ALWAYS_THE_SAME;

    /** More than the rounding of half-precision values; logits do not add up to 1 for several inputs by chance. */
    private static final double TOLERANCE = 1e-3;

    private static final int MIN_ROWS = 3;

    /** The last operation of a network, as far as its file shows it. */
    enum Ending {
        SIGMOID,
        SOFTMAX,
        /** An operation whose results are not limited to 0 to 1. */
        OTHER,
        UNKNOWN
    }

    /**
     * The kind of a network with these answers.
     *
     * @param rows answers to inputs that differ much, each {@code float[outputs]}; rows that are not finite are ignored
     * @param ending called if the answers do not decide
     */
    static AnswerKind of(List<float[]> rows, Supplier<Ending> ending) {
        List<float[]> finite = rows.stream()
                .filter(WarmUp::isFinite)
                .filter(row -> row.length > 0)
                .toList();
        if (finite.size() < MIN_ROWS || !finite.stream().allMatch(AnswerKind::isBetween0And1)) {
            return NUMBERS;
        }
        boolean same = finite.stream().allMatch(row -> Arrays.equals(row, finite.get(0)));
        return finite.get(0).length == 1
                ? ofOne(finite.get(0)[0], same, ending.get())
                : ofSeveral(finite, same, ending);
    }

    private static AnswerKind ofOne(float answer, boolean same, Ending ending) {
        if (ending == Ending.OTHER) {
            return NUMBERS;
        }
        if (!same || ending == Ending.SIGMOID) {
            return BETWEEN_0_AND_1;
        }
        // A layer of zeros answers 0, its sigmoid 0.5. A softmax of one value is always 1.
        return answer == 0 ? NUMBERS : answer == 1 ? ALWAYS_THE_SAME : BETWEEN_0_AND_1;
    }

    private static AnswerKind ofSeveral(List<float[]> rows, boolean same, Supplier<Ending> ending) {
        if (rows.stream().allMatch(AnswerKind::addUpTo1)) {
            // Equal probabilities stay equal under softmax, so nothing has to be decided for them.
            if (!same || isUniform(rows.get(0))) {
                return PROBABILITIES;
            }
            return switch (ending.get()) {
                case SOFTMAX -> PROBABILITIES;
                case OTHER -> NUMBERS;
                // 1 for one class and 0 for the others is a softmax of large numbers.
                case SIGMOID, UNKNOWN -> isOneHot(rows.get(0)) ? PROBABILITIES : ALWAYS_THE_SAME;
            };
        }
        // Layers of zeros answer the same values to everything.
        return same || ending.get() == Ending.OTHER ? NUMBERS : BETWEEN_0_AND_1;
    }

    /** Whether all values of {@code row} may be probabilities. */
    static boolean isBetween0And1(float[] row) {
        return allMatch(row, value -> value >= 0 && value <= 1 + TOLERANCE);
    }

    private static boolean isUniform(float[] row) {
        return allMatch(row, value -> value == row[0]);
    }

    private static boolean isOneHot(float[] row) {
        return allMatch(row, value -> value == 0 || value == 1);
    }

    private static boolean allMatch(float[] row, DoublePredicate is) {
        return IntStream.range(0, row.length).allMatch(i -> is.test(row[i]));
    }

    /** Whether the values of {@code row} add up to 1, as those of a softmax do. */
    public static boolean addUpTo1(float[] row) {
        double sum = 0;
        for (float value : row) {
            sum += value;
        }
        return Math.abs(sum - 1) <= TOLERANCE;
    }

    /** {@code detail} of a running form, and a sentence about answers that need no softmax. */
    Optional<String> addTo(Optional<String> detail) {
        return this == PROBABILITIES
                ? Optional.of(detail.map(before -> before + " ").orElse("") + "Its answers are probabilities already.")
                : detail;
    }
}
