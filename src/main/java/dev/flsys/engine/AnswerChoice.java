package dev.flsys.engine;

import dev.flsys.engine.file.ModelUnusable;
import java.util.Arrays;
import java.util.List;
import java.util.OptionalInt;
import java.util.stream.Collectors;
import java.util.stream.IntStream;

/**
 * Chooses the answers among the outputs of a network: the only output with a row of numbers for each item. If several
 * outputs have such rows, the answers are the only one with as many columns as there are labels.
 *
 * @param labels the number of labels; empty for a network that is no classifier, which has one output
 */
record AnswerChoice(OptionalInt labels) {

    private static final String LOGITS = "logits";

    /**
     * An output of a call with one item.
     *
     * @param name the name in the file, or the number of the output
     * @param numbers whether it has floating-point numbers
     * @param type the type of its values, for users
     */
    record Output(String name, boolean numbers, String type, long[] shape) {

        /** The values for each item; 0 if the shape has no row for each of {@code n} items. */
        int columns() {
            return numbers ? AnswerChoice.countColumns(1, shape) : 0;
        }

        @Override
        public String toString() {
            return "'" + name + "' " + Arrays.toString(shape) + " of " + type;
        }
    }

    /**
     * The number of columns of an output with a row for each of {@code n} items; 0 for other shapes. The shape is one
     * of:
     *
     * <ul>
     *   <li>{@code [n, columns]}, also with more dimensions of size 1
     *   <li>{@code [n]}, one column
     *   <li>{@code [columns]}, if {@code n} is 1
     * </ul>
     */
    static int countColumns(long n, long... shape) {
        if (shape.length == 0) {
            return n == 1 ? 1 : 0;
        }
        if (shape.length == 1) {
            return n == 1 ? Math.toIntExact(shape[0]) : shape[0] == n ? 1 : 0;
        }
        for (int i = 2; i < shape.length; i++) {
            if (shape[i] != 1) {
                return 0;
            }
        }
        return shape[0] == n ? Math.toIntExact(shape[1]) : 0;
    }

    /**
     * The index of the answers.
     *
     * @param outputs the outputs of a call with one item
     * @throws ForwardFailed if no output has a row for the item, so that the network did not read it as an item
     * @throws ModelUnusable if several outputs may be the answers, or none has numbers
     */
    int choose(List<Output> outputs) {
        if (outputs.size() > 1 && labels.isEmpty()) {
            throw new ForwardFailed("it answers " + outputs.size() + " tensors; one is expected");
        }
        if (outputs.stream().noneMatch(Output::numbers)) {
            throw new ModelUnusable("answers " + describeShapes(outputs)
                    + "; a tensor of floating-point numbers for each class is expected");
        }
        List<Integer> readable = IntStream.range(0, outputs.size())
                .filter(i -> outputs.get(i).columns() > 0)
                .boxed()
                .toList();
        if (readable.isEmpty()) {
            throw new ForwardFailed(
                    outputs.size() == 1
                            ? "it answers the shape "
                                    + Arrays.toString(outputs.get(0).shape()) + "; [1, classes] is expected"
                            : "it answers " + describeShapes(outputs) + "; one of the shape [1, classes] is expected");
        }
        return readable.size() == 1 && isAnswers(outputs.get(readable.get(0)), outputs.size())
                ? readable.get(0)
                : chooseAmongSeveral(outputs, readable);
    }

    /** A single number beside other outputs may be a loss. */
    private boolean isAnswers(Output output, int outputs) {
        return outputs == 1 || output.columns() > 1 || labels.orElse(0) <= 2;
    }

    private int chooseAmongSeveral(List<Output> outputs, List<Integer> readable) {
        int wanted = labels.orElse(0);
        List<Integer> found = withColumns(outputs, readable, wanted);
        List<Integer> single = withColumns(outputs, readable, 1);
        if (found.isEmpty() && wanted == 2 && single.size() == readable.size()) {
            found = single;
        }
        List<Integer> named =
                found.stream().filter(i -> outputs.get(i).name().equals(LOGITS)).toList();
        if (found.size() > 1 && named.size() == 1) {
            return named.get(0);
        }
        if (found.size() != 1) {
            throw new ModelUnusable("answers " + describeShapes(outputs) + "; "
                    + (found.isEmpty() ? "none of them has" : "only one may have")
                    + " the shape [1, " + wanted + "] of the " + wanted
                    + " labels. Save a network that returns only its logits, or set the labels (CLASS_LABELS in .env, or labels"
                    + " in flsys.toml)");
        }
        return found.get(0);
    }

    private static List<Integer> withColumns(List<Output> outputs, List<Integer> readable, int columns) {
        return readable.stream()
                .filter(i -> outputs.get(i).columns() == columns)
                .toList();
    }

    private static String describeShapes(List<Output> outputs) {
        return outputs.stream().map(Output::toString).limit(8).collect(Collectors.joining(", "))
                + (outputs.size() > 8 ? " and " + (outputs.size() - 8) + " more" : "");
    }
}
