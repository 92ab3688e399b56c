package dev.flsys.openinference;

import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.Locale;
import java.util.stream.IntStream;

/**
 * Triton's classification extension: the best classes of each row, as {@code value:index:label}, or {@code value:index}
 * without labels.
 */
final class Classification {

    private Classification() {}

    /**
     * The best classes of {@code output}.
     *
     * @param output FP32, {@code [rows, classes]}
     * @param max the number of classes for a row, at least 1
     * @param labels one for each class; another number of labels counts as no labels
     * @return BYTES, {@code [rows, min(max, classes)]}
     */
    static Tensor of(Tensor output, int max, List<String> labels) {
        int rows = Math.toIntExact(output.shape().get(0));
        float[] values = output.floats();
        int classes = rows == 0 ? 0 : values.length / rows;
        int count = Math.min(max, classes);
        List<byte[]> best = new ArrayList<>(rows * count);
        for (int row = 0; row < rows; row++) {
            int from = row * classes;
            IntStream.range(0, classes)
                    .boxed()
                    .sorted(Comparator.comparingDouble((Integer index) -> -values[from + index]))
                    .limit(count)
                    .map(index -> shown(values[from + index], index, labels.size() == classes ? labels.get(index) : ""))
                    .forEach(best::add);
        }
        return Tensor.ofBytes(output.name(), List.of((long) rows, (long) count), best);
    }

    /** A class in the form of the extension, in UTF-8. */
    static byte[] shown(double value, int index, String label) {
        String text = String.format(Locale.ROOT, "%f:%d", value, index) + (label.isEmpty() ? "" : ":" + label);
        return text.getBytes(StandardCharsets.UTF_8);
    }
}
