package dev.flsys.model;

import ai.djl.MalformedModelException;
import ai.djl.Model;
import ai.djl.ndarray.NDArray;
import ai.djl.ndarray.NDList;
import ai.djl.ndarray.NDManager;
import ai.djl.ndarray.types.DataType;
import ai.djl.ndarray.types.Shape;
import ai.djl.nn.Block;
import ai.djl.training.ParameterStore;
import java.io.IOException;
import java.util.Arrays;
import java.util.Map;

/**
 * A TorchScript or ONNX model in one of DJL's engines, in evaluation mode. Everything native that a call makes hangs on a
 * manager of that call, which is closed at its end.
 */
final class LoadedModel implements ExecutableModel {

    private final Model model;
    private final Block block;
    private final ParameterStore parameters;
    private final ModelFormat runsAs;
    private final int outputs;
    private final boolean batchable;

    private LoadedModel(Model model, ModelFormat runsAs, long[] itemShape) {
        this.model = model;
        this.block = model.getBlock();
        this.parameters = new ParameterStore(model.getNDManager(), false);
        this.runsAs = runsAs;
        int inputs = runsAs == ModelFormat.ONNX ? block.describeInput().size() : 1;
        if (inputs != 1) {
            throw new ModelUnusable("has " + inputs + " inputs; one is expected");
        }
        WarmUp warmUp = WarmUp.of(this::forward, itemShape);
        this.outputs = warmUp.outputs();
        this.batchable = warmUp.batchable();
    }

    /**
     * Loads {@code executable} and warms it.
     *
     * @param itemShape shape of one item without the batch's dimension, {@code [3, side, side]} or {@code [features]}
     * @throws ModelUnusable if it does not load, or fails on an item of that shape; the detail is the reason alone, such as
     *     {@code has 2 inputs; one is expected}
     * @throws EngineUnavailable if its engine does not start
     */
    static LoadedModel load(Executable executable, InferenceDevice device, long... itemShape) {
        String fileName = String.valueOf(executable.path().getFileName());
        Model model = Engines.newModel(fileName, executable.format(), device);
        try {
            model.load(executable.path(), fileName, options(executable.format()));
            return new LoadedModel(model, executable.format(), itemShape);
        } catch (ForwardFailed unfit) {
            model.close();
            throw new ModelUnusable(
                    "fails on an input of shape " + Arrays.toString(WarmUp.batchOf(1, itemShape)) + ": "
                            + unfit.detail(),
                    unfit);
        } catch (ModelUnusable unfit) {
            model.close();
            throw unfit;
        } catch (IOException | MalformedModelException | RuntimeException broken) {
            model.close();
            throw new ModelUnusable("does not load: " + EngineMessage.of(broken), broken);
        }
    }

    private static Map<String, String> options(ModelFormat format) {
        return format == ModelFormat.ONNX
                ? Map.of("intraOpNumThreads", "1", "interOpNumThreads", "1")
                // weights saved on a GPU load on a CPU
                : Map.of("mapLocation", "true");
    }

    @Override
    public float[][] forward(float[] input, long... shape) {
        try (NDManager call = model.getNDManager().newSubManager()) {
            NDArray batch = call.create(InputBuffer.of(input), new Shape(shape), DataType.FLOAT32);
            try (NDList answer = block.forward(parameters, new NDList(batch), false)) {
                return rows(answer, shape[0]);
            }
        } catch (ForwardFailed unfit) {
            throw unfit;
        } catch (RuntimeException broken) {
            throw new ForwardFailed(EngineMessage.of(broken), broken);
        }
    }

    private static float[][] rows(NDList answer, long batch) {
        if (answer.size() != 1) {
            throw new ForwardFailed("it answers " + answer.size() + " tensors; one is expected");
        }
        NDArray output = answer.head();
        Shape shape = output.getShape();
        if (shape.dimension() != 2 || shape.get(0) != batch || shape.get(1) < 1) {
            throw new ForwardFailed("it answers the shape " + Arrays.toString(shape.getShape()) + "; [" + batch
                    + ", classes] is expected");
        }
        if (output.getDataType() != DataType.FLOAT32) {
            throw new ForwardFailed("it answers values of type " + output.getDataType() + "; FLOAT32 is expected");
        }
        float[] values = output.toFloatArray();
        int columns = (int) shape.get(1);
        float[][] rows = new float[(int) batch][];
        for (int row = 0; row < rows.length; row++) {
            rows[row] = Arrays.copyOfRange(values, row * columns, (row + 1) * columns);
        }
        return rows;
    }

    @Override
    public int outputs() {
        return outputs;
    }

    @Override
    public boolean batchable() {
        return batchable;
    }

    @Override
    public ModelFormat runsAs() {
        return runsAs;
    }

    @Override
    public void close() {
        model.close();
    }
}
