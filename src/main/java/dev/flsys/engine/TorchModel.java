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
import dev.flsys.engine.file.CheckedFile;
import dev.flsys.engine.file.FormatReader;
import dev.flsys.engine.file.ModelUnusable;
import dev.flsys.engine.torchscript.TorchScriptCheck;
import dev.flsys.engine.torchscript.TorchScriptRefused;
import dev.flsys.problem.Problem;
import java.io.IOException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.OptionalInt;
import java.util.Set;
import java.util.function.Function;

/**
 * A TorchScript model in libtorch, through DJL, in evaluation mode. A manager for each call owns the native memory of
 * that call and frees it at the end.
 */
final class TorchModel implements EngineModel {

    /** Parts of the names of operators that limit values to 0 to 1, or may help to. */
    private static final Set<String> LIMITING = Set.of(
            "sigmoid", "softmax", "clamp", "clip", "hardtanh", "exp", "erf", "div", "minimum", "where", "one_hot");

    private final Model model;
    private final Block block;
    private final ParameterStore parameters;
    private final ItemLayout layout;
    private final EngineFile file;
    private final int chosen;
    private final int outputs;
    private final boolean batchable;
    private final AnswerKind answers;

    private TorchModel(Model model, CheckedFile checked, EngineFile file, ItemLayout layout, AnswerChoice choice) {
        this.model = model;
        this.block = model.getBlock();
        this.parameters = new ParameterStore(model.getNDManager(), false);
        this.layout = layout;
        this.file = file;
        this.chosen = firstAnswer(choice);
        WarmUp warmUp = WarmUp.of(this::forward, layout.item());
        this.outputs = warmUp.outputs();
        this.batchable = warmUp.batchable();
        boolean classifier = choice.labels().isPresent();
        if (classifier) {
            warmUp.requireRepeatable(this::forward, layout.item());
        }
        this.answers = classifier
                ? warmUp.findKind(this::forward, () -> ending(checked.path()), layout.item())
                : AnswerKind.NUMBERS;
    }

    private static AnswerKind.Ending ending(Path file) {
        try {
            return TorchScriptCheck.mentions(file, LIMITING) ? AnswerKind.Ending.UNKNOWN : AnswerKind.Ending.OTHER;
        } catch (IOException | TorchScriptRefused unreadable) {
            return AnswerKind.Ending.UNKNOWN;
        }
    }

    /** The same as {@link Engines#load} for TorchScript. */
    static TorchModel load(EngineFile file, InferenceDevice device, long... itemShape) {
        return load(
                file, device, new AnswerChoice(OptionalInt.empty()), List.of(ItemLayout.unchanged(itemShape.clone())));
    }

    /** The same as {@link Engines#loadClassifier} for TorchScript. */
    static TorchModel loadClassifier(EngineFile file, InferenceDevice device, PictureInput pictures) {
        return load(file, device, new AnswerChoice(OptionalInt.of(pictures.labels())), pictures.layouts());
    }

    private static TorchModel load(
            EngineFile file, InferenceDevice device, AnswerChoice choice, List<ItemLayout> layouts) {
        // Checked without libtorch: its first start takes seconds.
        if (!FormatReader.isTorchScript(file.path())) {
            throw new ModelUnusable("does not load: it is no TorchScript archive");
        }
        try (CheckedFile checked = CheckedFile.of(file.path())) {
            return load(file, checked, device, choice, layouts);
        } catch (TorchScriptRefused refused) {
            throw new ModelUnusable(refused.detail(), refused);
        } catch (IOException unreadable) {
            throw new ModelUnusable("cannot be read", unreadable);
        }
    }

    private static TorchModel load(
            EngineFile file, CheckedFile checked, InferenceDevice device, AnswerChoice choice, List<ItemLayout> layouts)
            throws IOException {
        String fileName = String.valueOf(checked.path().getFileName());
        Model model = Engines.newTorchModel(fileName, device);
        boolean ready = false;
        try {
            // weights saved on a GPU load on a CPU
            model.load(checked.path(), fileName, Map.of("mapLocation", "true"));
            checked.requireUnchanged();
            TorchModel loaded = LayoutAttempts.runFirstAccepted(
                    layouts, layout -> new TorchModel(model, checked, file, layout, choice));
            ready = true;
            return loaded;
        } catch (Problem unfit) {
            throw unfit;
        } catch (IOException | MalformedModelException | RuntimeException broken) {
            throw new ModelUnusable(
                    "does not load: " + EngineMessage.toClause(broken, file.path())
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
        return forward(BatchValues.of(input), shape);
    }

    @Override
    public float[][] forward(BatchValues input, long... shape) {
        return call(answer -> rows(answer, shape[0]), input, shape);
    }

    /** The index of the answers among the outputs. */
    private int firstAnswer(AnswerChoice choice) {
        long[] shape = WarmUp.batchShape(1, layout.item());
        float[] zeros = new float[ItemLayout.countValues(layout.item())];
        return call(
                answer -> {
                    List<AnswerChoice.Output> outputs = new ArrayList<>();
                    for (NDArray each : answer) {
                        outputs.add(new AnswerChoice.Output(
                                each.getName() == null ? "output " + (outputs.size() + 1) : each.getName(),
                                each.getDataType().isFloating(),
                                each.getDataType().toString(),
                                each.getShape().getShape()));
                    }
                    return choice.choose(outputs);
                },
                BatchValues.of(zeros),
                shape);
    }

    private <T> T call(Function<NDList, T> reader, BatchValues input, long... shape) {
        BatchValues arranged = layout.isUnchanged() ? input : BatchValues.of(layout.arrange(input.array()));
        try (NDManager call = model.getNDManager().newSubManager()) {
            NDArray batch = call.create(
                    ThreadBuffer.INPUT.with(arranged), new Shape(layout.batchShape(shape)), DataType.FLOAT32);
            try (NDList answer = block.forward(parameters, new NDList(batch), false)) {
                return reader.apply(answer);
            }
        } catch (Problem unfit) {
            throw unfit;
        } catch (RuntimeException broken) {
            throw new ForwardFailed(EngineMessage.of(broken), broken);
        }
    }

    private float[][] rows(NDList answer, long batch) {
        if (chosen >= answer.size()) {
            throw new ForwardFailed("it answers " + answer.size() + " tensors to some items and more to others");
        }
        NDArray output = answer.get(chosen);
        long[] shape = output.getShape().getShape();
        int columns = AnswerChoice.countColumns(batch, shape);
        if (columns < 1) {
            throw new ForwardFailed(
                    "it answers the shape " + Arrays.toString(shape) + "; [" + batch + ", classes] is expected");
        }
        float[] values = floats(output);
        float[][] rows = new float[(int) batch][];
        for (int row = 0; row < rows.length; row++) {
            rows[row] = Arrays.copyOfRange(values, row * columns, (row + 1) * columns);
        }
        return rows;
    }

    private static float[] floats(NDArray output) {
        if (output.getDataType() == DataType.FLOAT32) {
            return output.toFloatArray();
        }
        try (NDArray floats = output.toType(DataType.FLOAT32, false)) {
            return floats.toFloatArray();
        }
    }

    @Override
    public long[] itemShape() {
        return layout.item().clone();
    }

    @Override
    public int outputs() {
        return outputs;
    }

    @Override
    public AnswerKind answers() {
        return answers;
    }

    @Override
    public boolean batchable() {
        return batchable;
    }

    @Override
    public EngineFile file() {
        return file;
    }

    @Override
    public void close() {
        model.close();
    }
}
