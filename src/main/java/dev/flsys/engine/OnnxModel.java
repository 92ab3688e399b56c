package dev.flsys.engine;

import ai.onnxruntime.OnnxTensor;
import ai.onnxruntime.OrtEnvironment;
import ai.onnxruntime.OrtException;
import ai.onnxruntime.OrtSession;
import com.google.protobuf.InvalidProtocolBufferException;
import dev.flsys.engine.file.ModelUnusable;
import dev.flsys.engine.file.OnnxExternalData;
import dev.flsys.engine.file.PrivateCopy;
import dev.flsys.engine.onnx.SizeRefused;
import dev.flsys.engine.onnx.TensorSizes;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalInt;
import java.util.function.Function;
import org.jboss.logging.Logger;

/**
 * An ONNX model in onnxruntime, through its own Java interface: a call takes a third of the time of a call through DJL.
 * Input and output use buffers of the calling thread, so a call leaves no garbage outside the heap.
 */
final class OnnxModel implements EngineModel {

    private static final Logger LOG = Logger.getLogger(OnnxModel.class);

    /** An undeclared size. */
    private static final long ANY = -1;

    /**
     * The most bytes of a tensor that onnxruntime computes at the load because all its inputs are constants
     * (onnxruntime_session_options_config_keys.h). A load cannot be ended, and keeps all of them.
     */
    static final String FOLDED = "optimization.constant_folding_max_output_size_in_bytes";

    /**
     * A part of the message of onnxruntime's Java interface about an input or output of a type that it does not know.
     */
    private static final String OTHER_TYPE = "ONNXType";

    /** The values of a batch: 256 MiB. */
    private static final long MAX_VALUES = 1L << 26;

    private final OrtEnvironment environment;
    private final OrtSession session;
    private final EngineFile file;
    private final OnnxInput input;
    private final ItemLayout layout;
    private final OnnxAnswer answer;
    private final boolean batchable;
    private final AnswerKind answers;
    private final List<String> classes;
    private final OnnxGradients gradients;

    private OnnxModel(
            OrtEnvironment environment,
            OrtSession session,
            EngineFile file,
            OnnxInput input,
            ItemLayout layout,
            AnswerChoice choice,
            OnnxGradients gradients)
            throws OrtException {
        this.gradients = gradients;
        this.environment = environment;
        this.session = session;
        this.file = file;
        this.input = input;
        this.layout = layout;
        this.answer = firstAnswer(choice);
        WarmUp.Forward forward = input.takesLevels() ? this::forwardLevels : this::forward;
        WarmUp warmUp = WarmUp.of(forward, layout.item());
        this.batchable = layout.batched() && fixedBatch() == 1 && warmUp.batchable();
        boolean classifier = choice.labels().isPresent();
        if (classifier) {
            warmUp.requireRepeatable(forward, layout.item());
        }
        OnnxLabels labels = new OnnxLabels(session.getOutputInfo(), answer, file.path());
        this.classes = classifier ? labels.classes() : List.of();
        this.answers = classifier ? warmUp.findKind(forward, labels::ending, layout.item()) : AnswerKind.NUMBERS;
    }

    /** {@link #forward} on normalised values, for the first calls of a model that takes levels. */
    private float[][] forwardLevels(float[] normalised, long... shape) {
        float[] levels = new float[normalised.length];
        for (int i = 0; i < levels.length; i++) {
            levels[i] = 128 + 50 * normalised[i];
        }
        return forward(levels, shape);
    }

    /** The same as {@link Engines#load} for ONNX. */
    static OnnxModel load(EngineFile file, InferenceDevice device, long... itemShape) {
        return load(
                file, device, new AnswerChoice(OptionalInt.empty()), declared -> List.of(fitting(declared, itemShape)));
    }

    /** The same as {@link Engines#loadClassifier} for ONNX. */
    static OnnxModel loadClassifier(EngineFile file, InferenceDevice device, PictureInput pictures) {
        return load(file, device, new AnswerChoice(OptionalInt.of(pictures.labels())), declared -> {
            List<ItemLayout> layouts = pictures.layouts(declared);
            if (layouts.isEmpty()) {
                throw new ModelUnusable(pictures.describeMismatch(declared));
            }
            return layouts;
        });
    }

    /** @param layouts returns the layouts to try for the declared shape of a batch */
    private static OnnxModel load(
            EngineFile file, InferenceDevice device, AnswerChoice choice, Function<long[], List<ItemLayout>> layouts) {
        ModelMemory memory = ModelMemory.of(file.path());
        try {
            TensorSizes.require(file.path(), memory.limit());
        } catch (SizeRefused refused) {
            throw new ModelUnusable(refused.detail(), refused);
        } catch (InvalidProtocolBufferException malformed) {
            throw new ModelUnusable("does not load: it is not a complete ONNX file, or has too many parts", malformed);
        } catch (IOException unreadable) {
            throw new ModelUnusable("cannot be read", unreadable);
        }
        return memory.loadLimited(() -> loadOnce(file, device, choice, layouts, memory.folded()));
    }

    private static OnnxModel loadOnce(
            EngineFile file,
            InferenceDevice device,
            AnswerChoice choice,
            Function<long[], List<ItemLayout>> layouts,
            long folded) {
        OrtEnvironment environment = Engines.onnxRuntime();
        OrtSession session = null;
        OnnxModel loaded = null;
        OnnxGradients gradients = new OnnxGradients(file, device, folded);
        try (OrtSession.SessionOptions options = Engines.onnxOptions(device)) {
            options.addConfigEntry(FOLDED, String.valueOf(folded));
            session = session(environment, file, options);
            OnnxInput input = OnnxInput.only(session.getInputInfo());
            if (choice.labels().isEmpty() && session.getNumOutputs() != 1) {
                throw new ModelUnusable("has " + session.getNumOutputs() + " outputs; one is expected");
            }
            OrtSession opened = session;
            loaded = LayoutAttempts.runFirstAccepted(
                    layouts.apply(input.declared()),
                    layout -> new OnnxModel(environment, opened, file, input, layout, choice, gradients));
            return loaded;
        } catch (OrtException broken) {
            throw new ModelUnusable(
                    "does not load: " + EngineMessage.toClause(broken, file.path()) + remedy(broken), broken);
        } finally {
            if (loaded == null) {
                gradients.close();
                if (session != null) {
                    close(session);
                }
            }
        }
    }

    private static String remedy(OrtException broken) {
        if (String.valueOf(broken.getMessage()).contains(OTHER_TYPE)) {
            return "; an input or output is optional or sparse: export it with tensors only";
        }
        return broken.getCode() == OrtException.OrtErrorCode.ORT_NOT_IMPLEMENTED
                ? "; export it in float32 (model.float() before the export)"
                : "; export it again, and check it with onnx.checker";
    }

    /**
     * A session of {@code file}, or of copies of it and its weights in other files. A settled file needs no copies. The
     * Java interface of onnxruntime takes paths in Java's modified UTF-8. In this encoding, characters beyond U+FFFF,
     * such as emoji, differ from the encoding of the file system. A file on such a path is passed as bytes.
     */
    private static OrtSession session(OrtEnvironment environment, EngineFile file, OrtSession.SessionOptions options)
            throws OrtException {
        Path path = file.path();
        boolean readable = path.toString().chars().noneMatch(unit -> Character.isSurrogate((char) unit));
        try {
            if (!(file.settled() && readable)
                    && !OnnxExternalData.locations(path).isEmpty()) {
                try (PrivateCopy copies = PrivateCopy.start()) {
                    return environment.createSession(
                            OnnxExternalData.copyInto(copies, path).toString(), options);
                }
            }
            return readable
                    ? environment.createSession(path.toString(), options)
                    : environment.createSession(Files.readAllBytes(path), options);
        } catch (IOException unreadable) {
            throw new ModelUnusable("cannot be read", unreadable);
        }
    }

    /** The layout of an item of the shape {@code wanted}, with its open sizes replaced by the declared ones. */
    private static ItemLayout fitting(long[] declared, long[] wanted) {
        boolean batched = declared.length == 0 || declared.length != wanted.length || declared[0] == ANY;
        int first = batched ? 1 : 0;
        if (declared.length > 0 && declared.length != wanted.length + first) {
            throw otherShape(declared, wanted);
        }
        long[] item = wanted.clone();
        for (int i = 0; i < item.length; i++) {
            long size = declared.length == 0 ? ANY : declared[first + i];
            if (item[i] == ANY) {
                item[i] = size;
            }
            if (item[i] == ANY) {
                throw new ModelUnusable("does not declare the size of its inputs");
            }
            if (size != ANY && size != item[i]) {
                throw otherShape(declared, wanted);
            }
        }
        ItemLayout layout = ItemLayout.unchanged(item);
        return batched ? layout : layout.withoutBatch();
    }

    private static ModelUnusable otherShape(long[] declared, long[] wanted) {
        return new ModelUnusable("takes inputs of the shape " + ItemLayout.describeShape(declared) + "; "
                + ItemLayout.describeShape(WarmUp.batchShape((int) ANY, wanted)) + " is expected");
    }

    /** The number of items in each call; 1 if any number is possible, or if the network takes no batches. */
    private int fixedBatch() {
        return layout.batched() ? input.fixedBatch() : 1;
    }

    /** The answer to an item of zeros. Later calls need its shape to pass a buffer for the answer. */
    private OnnxAnswer firstAnswer(AnswerChoice choice) throws OrtException {
        int batch = fixedBatch();
        long values = (long) batch * ItemLayout.countValues(layout.item());
        if (values > MAX_VALUES) {
            throw new ModelUnusable("takes batches of " + batch + " items with " + values / batch
                    + " values each, which is too much: export it with a batch of any size");
        }
        float[] zeros = new float[(int) values];
        long[] shape = layout.batchShape(WarmUp.batchShape(batch, layout.item()));
        try (OnnxTensor items = input.tensor(environment, zeros, shape);
                OrtSession.Result call =
                        OnnxCalls.run(session, Map.of(input.name(), items), session.getOutputNames(), Map.of())) {
            return OnnxAnswer.choose(call, batch, choice);
        } catch (OrtException | MemoryExceeded failed) {
            throw new ForwardFailed(EngineMessage.of(failed), failed);
        }
    }

    /** Frees the memory of a call that was ended: onnxruntime keeps the memory of a call for the next one. */
    private void shrink() {
        int batch = fixedBatch();
        float[] zeros = new float[batch * ItemLayout.countValues(layout.item())];
        long[] shape = layout.batchShape(WarmUp.batchShape(batch, layout.item()));
        try (OnnxTensor items = input.tensor(environment, zeros, shape)) {
            OnnxCalls.shrink(session, Map.of(input.name(), items));
        } catch (OrtException | RuntimeException failed) {
            LOG.debugf(failed, "The memory of %s was not freed", file.path());
        }
    }

    @Override
    public float[][] forward(float[] input, long... shape) {
        int rows = Math.toIntExact(shape[0]);
        if (rows > 1 && !layout.batched()) {
            throw new ForwardFailed("it takes one item for each call");
        }
        int batch = Math.max(rows, fixedBatch());
        float[] values = layout.arrange(rows == 1 ? OnnxInput.repeated(input, fixedBatch()) : input);
        long[] fed = layout.batchShape(batch == rows ? shape : WarmUp.batchShape(batch, layout.item()));
        try (OnnxTensor items = this.input.tensor(environment, values, fed)) {
            return answer.of(environment, session, this.input.name(), items, rows, batch);
        } catch (MemoryExceeded tooMuch) {
            shrink();
            throw new ForwardFailed(String.valueOf(tooMuch.getMessage()), tooMuch);
        } catch (OrtException | RuntimeException failed) {
            throw failed instanceof ForwardFailed known ? known : new ForwardFailed(EngineMessage.of(failed), failed);
        }
    }

    @Override
    public float[][] forward(BatchValues values, long... shape) {
        int rows = Math.toIntExact(shape[0]);
        if (fixedBatch() > 1 || !layout.batched() || !layout.isUnchanged()) {
            return forward(values.array(), shape);
        }
        try (OnnxTensor items = input.tensor(environment, values, layout.batchShape(shape))) {
            return answer.of(environment, session, input.name(), items, rows, rows);
        } catch (OrtException | RuntimeException failed) {
            throw failed instanceof ForwardFailed known ? known : new ForwardFailed(EngineMessage.of(failed), failed);
        }
    }

    @Override
    public int outputs() {
        return answer.columns();
    }

    /** A form that was made from a state dict keeps the name that its TorchScript form has. */
    @Override
    public String inputName() {
        return file.className().isPresent() ? EngineModel.super.inputName() : input.name();
    }

    @Override
    public String outputName() {
        return file.className().isPresent() ? EngineModel.super.outputName() : answer.name();
    }

    @Override
    public AnswerKind answers() {
        return answers;
    }

    @Override
    public boolean takesLevels() {
        return input.takesLevels();
    }

    @Override
    public List<String> classes() {
        return classes;
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
    public long[] itemShape() {
        return layout.item().clone();
    }

    @Override
    public Optional<String> whyNoGradients() {
        if (!layout.batched()) {
            return Optional.of("takes one item without a dimension for the batch; export it with one");
        }
        return fixedBatch() > 1
                ? Optional.of("takes batches of " + fixedBatch() + " items; export it with a batch of any size")
                : gradients.reason(answer.name());
    }

    @Override
    public FeatureGradients gradients(float[] input, float[] seed) {
        long[] fed = layout.batchShape(WarmUp.batchShape(1, layout.item()));
        try (OnnxTensor item = this.input.tensor(environment, layout.arrange(input), fed)) {
            return gradients.of(environment, Map.of(this.input.name(), item), seed, answer.name());
        } catch (OrtException | RuntimeException failed) {
            throw failed instanceof ForwardFailed known ? known : new ForwardFailed(EngineMessage.of(failed), failed);
        }
    }

    @Override
    public void close() {
        gradients.close();
        close(session);
    }

    private static void close(OrtSession session) {
        try {
            session.close();
        } catch (OrtException failed) {
            throw new IllegalStateException("The session was not closed", failed);
        }
    }
}
