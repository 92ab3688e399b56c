package dev.flsys.engine;

import ai.onnxruntime.MapInfo;
import ai.onnxruntime.OnnxJavaType;
import ai.onnxruntime.OnnxMap;
import ai.onnxruntime.OnnxSequence;
import ai.onnxruntime.OnnxTensor;
import ai.onnxruntime.OnnxValue;
import ai.onnxruntime.OrtEnvironment;
import ai.onnxruntime.OrtException;
import ai.onnxruntime.OrtSession;
import ai.onnxruntime.SequenceInfo;
import ai.onnxruntime.TensorInfo;
import dev.flsys.engine.file.ModelUnusable;
import java.nio.DoubleBuffer;
import java.nio.FloatBuffer;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.HashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Set;

/**
 * The output of an ONNX model that has its answers. Answers in floats of the shape {@code [n, columns]} are written to
 * a buffer of the calling thread. All other answers are converted: other types, other shapes, and the maps from classes
 * to probabilities of scikit-learn's classifiers.
 *
 * @param name the name in the graph
 * @param columns the number of values for each item
 * @param direct whether the answers are floats of the shape {@code [n, columns]}
 * @param classes the keys of the maps, sorted; empty for a tensor
 */
record OnnxAnswer(String name, int columns, boolean direct, List<String> classes) {

    private static final Set<OnnxJavaType> NUMBERS =
            Set.of(OnnxJavaType.FLOAT, OnnxJavaType.DOUBLE, OnnxJavaType.FLOAT16, OnnxJavaType.BFLOAT16);

    /**
     * Chooses the output with the answers among the outputs of a call.
     *
     * @param call has one item, or {@code batch} of them for a model of a fixed batch
     * @throws ForwardFailed if no output has a row for the item
     * @throws ModelUnusable if several outputs may have the answers, or none has numbers
     */
    static OnnxAnswer choose(OrtSession.Result call, int batch, AnswerChoice choice) throws OrtException {
        List<AnswerChoice.Output> outputs = new ArrayList<>();
        for (Map.Entry<String, OnnxValue> each : call) {
            outputs.add(described(each.getKey(), each.getValue(), batch));
        }
        AnswerChoice.Output chosen = outputs.get(choice.choose(outputs));
        OnnxValue value = call.get(chosen.name()).orElseThrow();
        if (value instanceof OnnxSequence maps) {
            return new OnnxAnswer(chosen.name(), chosen.columns(), false, keys(maps));
        }
        boolean direct = value.getInfo() instanceof TensorInfo tensor
                && tensor.type == OnnxJavaType.FLOAT
                && tensor.getShape().length == 2;
        return new OnnxAnswer(chosen.name(), chosen.columns(), direct, List.of());
    }

    /** Describes {@code value} as the output for one item: a batch of {@code batch} rows counts as one row. */
    private static AnswerChoice.Output described(String name, OnnxValue value, int batch) throws OrtException {
        if (value instanceof OnnxSequence maps && isOfMaps(maps.getInfo())) {
            long[] shape = {
                maps.getInfo().length == batch ? 1 : maps.getInfo().length,
                keys(maps).size()
            };
            return new AnswerChoice.Output(name, true, "maps", shape);
        }
        if (value.getInfo() instanceof TensorInfo tensor) {
            long[] shape = tensor.getShape();
            if (batch > 1 && shape.length > 0) {
                shape[0] = shape[0] == batch ? 1 : shape[0] == 1 ? batch : shape[0];
            }
            return new AnswerChoice.Output(
                    name, NUMBERS.contains(tensor.type), tensor.type.toString().toLowerCase(Locale.ROOT), shape);
        }
        return new AnswerChoice.Output(name, false, value.getType().toString(), new long[0]);
    }

    private static boolean isOfMaps(SequenceInfo info) {
        MapInfo maps = info.mapInfo;
        return info.isSequenceOfMaps() && NUMBERS.contains(maps.valueType);
    }

    /**
     * The answers of {@code session} to {@code rows} items.
     *
     * @param items holds the batch: {@code rows} items, or more in a model of a fixed batch
     * @param batch the number of items in the batch
     */
    float[][] of(OrtEnvironment environment, OrtSession session, String input, OnnxTensor items, int rows, int batch)
            throws OrtException {
        if (direct) {
            return written(environment, session, input, items, rows, batch);
        }
        try (OrtSession.Result result = OnnxCalls.run(session, Map.of(input, items), Set.of(name), Map.of())) {
            OnnxValue value = result.get(0);
            return value instanceof OnnxSequence maps ? ofMaps(maps, rows) : ofTensor((OnnxTensor) value, rows, batch);
        }
    }

    private float[][] written(
            OrtEnvironment environment, OrtSession session, String input, OnnxTensor items, int rows, int batch)
            throws OrtException {
        FloatBuffer answers =
                ThreadBuffer.OUTPUT.of(Math.multiplyExact(batch, columns)).asFloatBuffer();
        try (OnnxTensor target = OnnxTensor.createTensor(environment, answers, new long[] {batch, columns});
                OrtSession.Result written =
                        OnnxCalls.run(session, Map.of(input, items), Set.of(), Map.of(name, target))) {
            return rows(answers, rows);
        }
    }

    private float[][] ofTensor(OnnxTensor tensor, int rows, int batch) {
        TensorInfo info = tensor.getInfo();
        if (AnswerChoice.countColumns(batch, info.getShape()) != columns) {
            throw new ForwardFailed("it answers the shape " + ItemLayout.describeShape(info.getShape()) + "; [" + batch
                    + ", " + columns + "] is expected");
        }
        if (info.type == OnnxJavaType.DOUBLE) {
            DoubleBuffer doubles = tensor.getDoubleBuffer();
            FloatBuffer floats = FloatBuffer.allocate(doubles.remaining());
            while (doubles.hasRemaining()) {
                floats.put((float) doubles.get());
            }
            return rows(floats.flip(), rows);
        }
        return rows(tensor.getFloatBuffer(), rows);
    }

    private float[][] rows(FloatBuffer values, int rows) {
        float[][] answers = new float[rows][columns];
        for (float[] row : answers) {
            values.get(row);
        }
        return answers;
    }

    private float[][] ofMaps(OnnxSequence maps, int rows) throws OrtException {
        List<Map<String, Float>> read = read(maps);
        float[][] answers = new float[rows][columns];
        if (read.size() < rows) {
            throw new ForwardFailed("it answers " + read.size() + " maps to " + rows + " items");
        }
        for (int row = 0; row < rows; row++) {
            for (int column = 0; column < columns; column++) {
                Float value = read.get(row).get(classes.get(column));
                if (value == null || read.get(row).size() != columns) {
                    throw new ForwardFailed("its maps have different classes for different items");
                }
                answers[row][column] = value;
            }
        }
        return answers;
    }

    /** The keys of the first map: numbers in their order, texts in the order of their characters. */
    private static List<String> keys(OnnxSequence maps) throws OrtException {
        boolean numbers = maps.getInfo().mapInfo.keyType == OnnxJavaType.INT64;
        return read(maps).stream()
                .limit(1)
                .flatMap(map -> map.keySet().stream())
                .sorted(numbers ? Comparator.comparingLong(Long::parseLong) : Comparator.naturalOrder())
                .toList();
    }

    private static List<Map<String, Float>> read(OnnxSequence maps) throws OrtException {
        List<Map<String, Float>> all = new ArrayList<>();
        List<? extends OnnxValue> values = maps.getValue();
        try {
            for (OnnxValue value : values) {
                Map<String, Float> map = new HashMap<>();
                ((OnnxMap) value)
                        .getValue()
                        .forEach((key, number) -> map.put(String.valueOf(key), ((Number) number).floatValue()));
                all.add(map);
            }
            return all;
        } finally {
            values.forEach(OnnxValue::close);
        }
    }
}
