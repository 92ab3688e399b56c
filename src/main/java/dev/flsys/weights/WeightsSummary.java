package dev.flsys.weights;

import com.fasterxml.jackson.annotation.JsonInclude;
import java.io.IOException;
import java.nio.file.Path;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * The weights of a file in a few words.
 *
 * @param parameters elements of the floating-point tensors, including running statistics; absent if the file was not
 *     read
 * @param tensors number of tensors; absent if the file was not read
 * @param types their types, each once
 * @param reason the reason why the file was not read, in sentences. Python may still be able to read it
 */
@JsonInclude(JsonInclude.Include.NON_EMPTY)
public record WeightsSummary(
        @Nullable Long parameters,
        @Nullable Integer tensors,
        List<ElementType> types,
        @Nullable String reason) {

    public WeightsSummary {
        types = List.copyOf(types);
    }

    /** Reads the directory of a file. Does not fail. */
    public static WeightsSummary of(Path file) {
        try (WeightsFile weights = WeightsFile.open(file)) {
            List<WeightTensor> tensors = weights.tensors();
            long parameters = tensors.stream()
                    .filter(each -> each.type().isFloating() || each.type().isComplex())
                    .mapToLong(WeightTensor::elements)
                    .sum();
            return new WeightsSummary(
                    parameters,
                    tensors.size(),
                    tensors.stream().map(WeightTensor::type).distinct().sorted().toList(),
                    null);
        } catch (WeightsRefused refused) {
            return unread(refused.reason());
        } catch (IOException unreadable) {
            return unread("The file cannot be read now.");
        }
    }

    private static WeightsSummary unread(String reason) {
        return new WeightsSummary(null, null, List.of(), reason);
    }
}
