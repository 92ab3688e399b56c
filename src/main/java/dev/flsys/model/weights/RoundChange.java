package dev.flsys.model.weights;

import dev.flsys.weights.ElementType;
import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * The difference of a round from an earlier one: the part of a table that is kept for the drift of a series.
 *
 * @param norm the norm of the round; null if it is not finite
 * @param difference the norm of the difference; null if it is not known
 * @param drift the relative difference; null if it is not known
 * @param tensors its floating-point tensors
 * @param drifts the relative drift of each of {@code tensors}; NaN if it is not known
 */
record RoundChange(
        @Nullable Double norm,
        @Nullable Double difference,
        @Nullable Double drift,
        List<Named> tensors,
        double[] drifts) {

    /** The part of a tensor that is shown. */
    record Named(String name, ElementType type, List<Long> shape) {}

    /** @param before the tensors of another round, which are kept once if they are equal */
    static RoundChange of(WeightsTable table, List<Named> before) {
        List<Named> tensors = new ArrayList<>();
        List<@Nullable Double> drifts = new ArrayList<>();
        for (WeightsTable.Row row : table.tensors()) {
            if (row.type().isFloating() || row.type().isComplex()) {
                tensors.add(new Named(row.name(), row.type(), row.shape()));
                drifts.add(row.drift());
            }
        }
        WeightsTable.Against against = table.against();
        return new RoundChange(
                table.norm(),
                against == null ? null : against.difference(),
                against == null ? null : against.drift(),
                tensors.equals(before) ? before : List.copyOf(tensors),
                drifts.stream()
                        .mapToDouble(each -> each == null ? Double.NaN : each)
                        .toArray());
    }
}
