package dev.flsys.engine;

import ai.djl.MalformedModelException;
import ai.djl.Model;
import ai.djl.ndarray.NDArray;
import ai.djl.ndarray.NDList;
import ai.djl.ndarray.NDManager;
import ai.djl.ndarray.types.DataType;
import ai.djl.ndarray.types.Shape;
import ai.djl.nn.Block;
import ai.djl.training.ParameterStore;
import dev.flsys.engine.torchscript.TorchScriptRefused;
import dev.flsys.problem.Problem;
import java.io.IOException;
import java.util.Arrays;
import java.util.Map;
import java.util.Optional;

/**
 * A TorchScript model in libtorch, through DJL, in evaluation mode. A manager for each call owns the native memory of
 * that call and frees it at the end.
 */
final class TorchModel implements EngineModel {

    private final Model model;
    private final Block block;
    private final ParameterStore parameters;
    private final long[] itemShape;
    private final EngineFile file;
    private final int outputs;
    private final boolean batchable;

    private TorchModel(Model model, EngineFile file, long[] itemShape) {
        this.model = model;
        this.block = model.getBlock();
        this.parameters = new ParameterStore(model.getNDManager(), false);
        this.itemShape = itemShape.clone();
        this.file = file;
        WarmUp warmUp = WarmUp.of(this::forward, itemShape);
        this.outputs = warmUp.outputs();
        this.batchable = warmUp.batchable();
    }

    /** As {@link Engines#load} for TorchScript. */
    static TorchModel load(EngineFile file, InferenceDevice device, long... itemShape) {
        // Checked without libtorch: its first start takes seconds.
        if (!FormatReader.isTorchScript(file.path())) {
            throw new ModelUnusable("does not load: it is no TorchScript archive");
        }
        try (CheckedFile checked = CheckedFile.of(file.path())) {
            return load(file, checked, device, itemShape);
        } catch (TorchScriptRefused refused) {
            throw new ModelUnusable(refused.detail(), refused);
        } catch (IOException unreadable) {
            throw new ModelUnusable("cannot be read", unreadable);
        }
    }

    private static TorchModel load(EngineFile file, CheckedFile checked, InferenceDevice device, long... itemShape)
            throws IOException {
        String fileName = String.valueOf(checked.path().getFileName());
        Model model = Engines.newTorchModel(fileName, device);
        boolean ready = false;
        try {
            // weights saved on a GPU load on a CPU
            model.load(checked.path(), fileName, Map.of("mapLocation", "true"));
            checked.requireUnchanged();
            TorchModel loaded = new TorchModel(model, file, itemShape);
            ready = true;
            return loaded;
        } catch (Problem unfit) {
            throw unfit;
        } catch (IOException | MalformedModelException | RuntimeException broken) {
            throw new ModelUnusable(
                    "does not load: " + EngineMessage.clause(broken, file.path())
                            + "; save it again with torch.jit.save",
                    broken);
        } finally {
            if (!ready) {
                model.close();
            }
        }
    }

    @Override
    public float[][] forward(float[] input, long... shape) {
        try (NDManager call = model.getNDManager().newSubManager()) {
            NDArray batch = call.create(ThreadBuffer.INPUT.with(input), new Shape(shape), DataType.FLOAT32);
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
    public long[] itemShape() {
        return itemShape.clone();
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
        return ModelFormat.TORCHSCRIPT;
    }

    @Override
    public Optional<String> detail() {
        return file.detail();
    }

    @Override
    public Optional<String> className() {
        return file.className();
    }

    @Override
    public void close() {
        model.close();
    }
}
