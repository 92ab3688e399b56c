package dev.flsys.engine;

import dev.flsys.engine.file.ModelUnusable;
import dev.flsys.engine.file.OnnxExternalData;
import dev.flsys.process.MachineMemory;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.function.LongSupplier;
import java.util.function.Supplier;
import java.util.stream.Stream;

/**
 * The memory that an ONNX model may keep after its first calls. A file of a few bytes can describe a network whose
 * calls need any amount. onnxruntime keeps the memory of a call until the model is closed, and its Java interface has
 * no limit for it. The memory of the process before and after the calls is compared instead. Other loads change it as
 * well. Therefore a model is refused only if closing it frees more than the limit.
 */
final class ModelMemory {

    /** Networks on pictures of 1,024 pixels a side take about 1 GiB. */
    private static final long FREE_BYTES = 2L << 30;

    private static final long FOLDED_BYTES = 16L << 20;

    /** Weights exist up to four times during a load: in the file's buffer, parsed, as tensors, and in packed form. */
    private static final int COPIES = 4;

    private static final int ATTEMPTS = 3;
    private static final Path STATUS = Path.of("/proc/self/status");
    private static final String RESIDENT = "VmRSS:";

    private final long free;
    private final LongSupplier weights;
    private final LongSupplier used;

    /**
     * @param free bytes that every model may take
     * @param weights the size of the model's weights, in bytes; called only if {@code free} is exceeded
     * @param used the resident memory of the process, in bytes
     */
    ModelMemory(long free, LongSupplier weights, LongSupplier used) {
        this.free = free;
        this.weights = weights;
        this.used = used;
    }

    /** The limit for the model {@code file}, with the files of weights beside it. */
    static ModelMemory of(Path file) {
        return new ModelMemory(
                Math.min(FREE_BYTES, MachineMemory.bytes() / 2),
                () -> size(file)
                        + OnnxExternalData.locations(file).stream()
                                .mapToLong(name -> size(file.resolveSibling(name)))
                                .sum(),
                ModelMemory::residentBytes);
    }

    /** The most bytes that a model may need, which is also the limit of a single tensor. */
    long limit() {
        return free + COPIES * weights.getAsLong();
    }

    /** The most bytes of each tensor that a load may compute from constants: as many as the weights have. */
    long folded() {
        return Math.max(FOLDED_BYTES, weights.getAsLong());
    }

    /** The bytes that the process may take during a call of any model: 2 GiB, or more on a machine with more. */
    static long callBytes() {
        return Math.min(Math.max(FREE_BYTES, MachineMemory.bytes() / 4), MachineMemory.bytes() / 2);
    }

    /**
     * Loads a model.
     *
     * @param load returns a model after its first calls
     * @throws ModelUnusable if the model keeps more memory than the limit; it is closed
     */
    <T extends EngineModel> T loadLimited(Supplier<T> load) {
        for (int attempt = 1; ; attempt++) {
            long before = used.getAsLong();
            T model = load.get();
            long after = used.getAsLong();
            if (after - before <= free || attempt == ATTEMPTS) {
                return model;
            }
            long limit = limit();
            if (after - before <= limit) {
                return model;
            }
            model.close();
            long freed = after - used.getAsLong();
            if (freed > limit) {
                throw new ModelUnusable("needs " + (freed >> 20) + " MiB of memory for a call, more than the limit of "
                        + (limit >> 20) + " MiB for a file of its size; export a smaller network");
            }
        }
    }

    private static long size(Path file) {
        try {
            return Files.size(file);
        } catch (IOException unreadable) {
            return 0;
        }
    }

    /** The resident memory of this process; 0 on systems without {@code /proc}. */
    static long residentBytes() {
        try (Stream<String> lines = Files.lines(STATUS, StandardCharsets.ISO_8859_1)) {
            return lines.filter(line -> line.startsWith(RESIDENT))
                    .mapToLong(line -> Long.parseLong(line.replaceAll("\\D", "")) << 10)
                    .findFirst()
                    .orElse(0);
        } catch (IOException other) {
            return 0;
        }
    }
}
