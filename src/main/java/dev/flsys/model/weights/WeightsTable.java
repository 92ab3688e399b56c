package dev.flsys.model.weights;

import com.fasterxml.jackson.annotation.JsonInclude;
import com.fasterxml.jackson.databind.PropertyNamingStrategies;
import com.fasterxml.jackson.databind.annotation.JsonNaming;
import dev.flsys.weights.ElementType;
import dev.flsys.weights.WeightsFormat;
import java.util.List;
import org.eclipse.microprofile.openapi.annotations.media.Schema;
import org.jspecify.annotations.Nullable;

/**
 * The tensors of a model's weights. Numbers that are not finite are left out.
 *
 * @param model the id of the model
 * @param format the format of its file
 * @param path the keys in the file that lead to the tensors, joined by dots; empty for all of the file
 * @param parameters elements of the floating-point tensors, including running statistics
 * @param bytes bytes of all tensors
 * @param norm the Euclidean norm of all floating-point elements
 * @param tensors the tensors, in the order of the file
 * @param against the comparison, if it was asked for
 */
@JsonNaming(PropertyNamingStrategies.SnakeCaseStrategy.class)
@JsonInclude(JsonInclude.Include.NON_NULL)
public record WeightsTable(
        String model,
        WeightsFormat format,
        String path,
        long parameters,
        long bytes,
        @Nullable Double norm,
        List<Row> tensors,
        @Nullable Against against) {

    public WeightsTable {
        tensors = List.copyOf(tensors);
    }

    /**
     * A tensor.
     *
     * @param name the name in the file
     * @param norm the Euclidean norm of its elements; absent if one is not finite
     * @param difference the Euclidean norm of the difference from the other model's tensor of this name. Absent if
     *     there is none of this shape, or if an element is not finite
     * @param drift {@code difference} relative to the norm of the other model's tensor; absent if that is zero
     * @param identical whether both tensors have the same type and equal elements, bit for bit; absent if the other
     *     model has no tensor of this name and shape
     * @param otherShape the shape of the other model's tensor of this name, if the shapes differ
     * @param otherType the type of the other model's tensor of this name, if the types differ
     */
    @JsonNaming(PropertyNamingStrategies.SnakeCaseStrategy.class)
    @JsonInclude(JsonInclude.Include.NON_NULL)
    public record Row(
            String name,
            ElementType type,
            List<Long> shape,
            long bytes,
            @Nullable Double norm,
            @Nullable Double difference,
            @Nullable Double drift,
            @Nullable Boolean identical,
            @Nullable List<Long> otherShape,
            @Nullable ElementType otherType) {

        public Row {
            shape = List.copyOf(shape);
            otherShape = otherShape == null ? null : List.copyOf(otherShape);
        }
    }

    /** A tensor that only the other model has. */
    @Schema(name = "MissingTensor")
    public record Missing(String name, ElementType type, List<Long> shape, long bytes) {

        public Missing {
            shape = List.copyOf(shape);
        }
    }

    /**
     * The comparison with another model.
     *
     * @param model its id
     * @param difference the norm of the difference of all floating-point tensors that both have
     * @param drift {@code difference} relative to the norm of these tensors in the other model; absent if that is zero
     * @param onlyHere names of tensors that the other model lacks, or has in another shape
     * @param onlyThere names of tensors that only the other model has, or has in another shape
     * @param missing the tensors that only the other model has
     */
    @JsonNaming(PropertyNamingStrategies.SnakeCaseStrategy.class)
    @JsonInclude(JsonInclude.Include.NON_NULL)
    public record Against(
            String model,
            @Nullable Double difference,
            @Nullable Double drift,
            List<String> onlyHere,
            List<String> onlyThere,
            List<Missing> missing) {

        public Against {
            onlyHere = List.copyOf(onlyHere);
            onlyThere = List.copyOf(onlyThere);
            missing = List.copyOf(missing);
        }
    }
}
