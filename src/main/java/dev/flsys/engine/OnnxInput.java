package dev.flsys.engine;

import ai.onnxruntime.NodeInfo;
import ai.onnxruntime.OnnxJavaType;
import ai.onnxruntime.OnnxTensor;
import ai.onnxruntime.OrtEnvironment;
import ai.onnxruntime.OrtException;
import ai.onnxruntime.TensorInfo;
import ai.onnxruntime.platform.Fp16Conversions;
import dev.flsys.engine.file.ModelUnusable;
import java.nio.ByteBuffer;
import java.nio.DoubleBuffer;
import java.nio.FloatBuffer;
import java.util.Arrays;
import java.util.Map;
import java.util.Set;
import java.util.stream.Collectors;

/**
 * The input of an ONNX model. Values are converted to its type in the buffer of the calling thread.
 *
 * @param name the name in the graph
 * @param type FLOAT, DOUBLE, FLOAT16, BFLOAT16, or UINT8 for the levels of pixels
 * @param declared the declared shape, usually of a batch, with -1 for any size; empty if the graph declares none
 */
record OnnxInput(String name, OnnxJavaType type, long[] declared) {

    private static final Set<OnnxJavaType> TYPES = Set.of(
            OnnxJavaType.FLOAT, OnnxJavaType.DOUBLE, OnnxJavaType.FLOAT16, OnnxJavaType.BFLOAT16, OnnxJavaType.UINT8);

    private static final int WHITE = 255;
    private static final int MAX_NAMES = 5;

    /** The largest batch of a model that takes only whole batches. Each call of such a model fills a whole batch. */
    private static final long MAX_BATCH = 4096;

    /** @throws ModelUnusable if there are several inputs, or one of another kind */
    static OnnxInput only(Map<String, NodeInfo> inputs) {
        if (inputs.size() != 1) {
            throw new ModelUnusable("has " + inputs.size() + " inputs; one is expected, for pictures or for rows of"
                    + " numbers. For rows, export a module whose forward(rows) gives the columns of rows to the inputs"
                    + inputs.keySet().stream().limit(MAX_NAMES).collect(Collectors.joining(", ", " (", ")")));
        }
        NodeInfo node = inputs.values().iterator().next();
        if (!(node.getInfo() instanceof TensorInfo tensor)) {
            throw new ModelUnusable("takes no tensor; one is expected");
        }
        if (tensor.type == OnnxJavaType.INT64 || tensor.type == OnnxJavaType.INT32) {
            throw new ModelUnusable("takes whole numbers (" + tensor.type + "), such as the ids of tokens of a text;"
                    + " FLOAT is expected. Export a module whose forward(rows) returns model(rows.long()), and deploy"
                    + " it to predict rows with /predict");
        }
        if (!TYPES.contains(tensor.type)) {
            throw new ModelUnusable("takes values of type " + tensor.type + "; FLOAT is expected");
        }
        return new OnnxInput(node.getName(), tensor.type, tensor.getShape());
    }

    /** Whether the values are the levels of pixels, 0 to 255. */
    boolean takesLevels() {
        return type == OnnxJavaType.UINT8;
    }

    /**
     * The number of items in each call of a network that takes batches; 1 if any number is possible.
     *
     * @throws ModelUnusable if there are too many
     */
    int fixedBatch() {
        if (declared.length > 0 && declared[0] > MAX_BATCH) {
            throw new ModelUnusable("takes batches of " + declared[0] + " items; at most " + MAX_BATCH
                    + " are possible: export it with a batch of any size");
        }
        return declared.length > 0 && declared[0] > 1 ? (int) declared[0] : 1;
    }

    /** A tensor of {@code values}; valid until the next call of this thread. */
    OnnxTensor tensor(OrtEnvironment environment, float[] values, long... shape) throws OrtException {
        if (type == OnnxJavaType.FLOAT) {
            return OnnxTensor.createTensor(
                    environment, ThreadBuffer.INPUT.with(values).asFloatBuffer(), shape);
        }
        if (type == OnnxJavaType.DOUBLE) {
            DoubleBuffer doubles =
                    ThreadBuffer.INPUT.of(Math.multiplyExact(2, values.length)).asDoubleBuffer();
            for (int i = 0; i < values.length; i++) {
                doubles.put(i, values[i]);
            }
            return OnnxTensor.createTensor(environment, doubles, shape);
        }
        ByteBuffer bytes = ThreadBuffer.INPUT.of(values.length);
        int size = type.size;
        for (int i = 0; i < values.length; i++) {
            // A switch is not used, because its table would be a class that native-image initialises during the
            // build.
            if (type == OnnxJavaType.FLOAT16) {
                bytes.putShort(i * size, Fp16Conversions.floatToFp16(values[i]));
            } else if (type == OnnxJavaType.BFLOAT16) {
                bytes.putShort(i * size, Fp16Conversions.floatToBf16(values[i]));
            } else {
                bytes.put(i, (byte) Math.max(0, Math.min(WHITE, Math.round(values[i]))));
            }
        }
        return OnnxTensor.createTensor(environment, bytes.limit(values.length * size), shape, type);
    }

    /** The same as {@link #tensor(OrtEnvironment, float[], long...)}. Floats are copied once, or not at all. */
    OnnxTensor tensor(OrtEnvironment environment, BatchValues values, long... shape) throws OrtException {
        if (type != OnnxJavaType.FLOAT) {
            return tensor(environment, values.array(), shape);
        }
        FloatBuffer inPlace = values.inPlace();
        return OnnxTensor.createTensor(
                environment, inPlace == null ? ThreadBuffer.INPUT.with(values).asFloatBuffer() : inPlace, shape);
    }

    /** {@code values} of one item, repeated {@code times} times. */
    static float[] repeated(float[] values, int times) {
        if (times == 1) {
            return values;
        }
        float[] all = Arrays.copyOf(values, Math.multiplyExact(values.length, times));
        for (int i = 1; i < times; i++) {
            System.arraycopy(values, 0, all, i * values.length, values.length);
        }
        return all;
    }
}
