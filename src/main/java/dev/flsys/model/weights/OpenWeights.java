package dev.flsys.model.weights;

import dev.flsys.model.catalog.ModelFile;
import dev.flsys.weights.WeightTensor;
import dev.flsys.weights.WeightsFile;
import dev.flsys.weights.WeightsRefused;
import java.io.IOException;
import org.jspecify.annotations.Nullable;

/** Opens the files of models, and compares them. */
final class OpenWeights {

    /** Bytes of the tensors of a file; they are read at about 1 GB/s. */
    private static final long MAX_BYTES = 8L << 30;

    private OpenWeights() {}

    /** @throws WeightsProblem if it is known without opening the file that it cannot be used */
    static ModelFile usable(ModelFile file) {
        file.unusable().ifPresent(reason -> {
            throw WeightsProblem.unreadable(file.id().value(), reason, null);
        });
        return file;
    }

    /**
     * The table of a file, against {@code other} if that is not null.
     *
     * @throws WeightsProblem if one of them cannot be read
     */
    static WeightsTable table(ModelFile file, @Nullable ModelFile other) {
        String id = file.id().value();
        try (WeightsFile weights = open(file)) {
            if (other == null) {
                return Comparison.of(id, weights, "", null);
            }
            try (WeightsFile others = open(other)) {
                return Comparison.of(id, weights, other.id().value(), others);
            }
        } catch (IOException unreadable) {
            throw WeightsProblem.unreadable(id, "The file changed, or cannot be read now.", unreadable);
        }
    }

    private static WeightsFile open(ModelFile file) throws IOException {
        String id = file.id().value();
        WeightsFile weights;
        try {
            weights = WeightsFile.open(file.path());
        } catch (WeightsRefused refused) {
            throw WeightsProblem.unreadable(id, refused.reason(), refused);
        }
        long bytes = 0;
        for (WeightTensor tensor : weights.tensors()) {
            bytes += tensor.bytes();
        }
        if (bytes > MAX_BYTES) {
            weights.close();
            throw WeightsProblem.unreadable(
                    id, "They have more than " + (MAX_BYTES >> 30) + " GiB, which would take too long.", null);
        }
        return weights;
    }
}
