package dev.flsys.engine;

import ai.onnxruntime.NodeInfo;
import ai.onnxruntime.OnnxJavaType;
import ai.onnxruntime.OnnxTensor;
import ai.onnxruntime.OnnxValue;
import ai.onnxruntime.OrtEnvironment;
import ai.onnxruntime.OrtException;
import ai.onnxruntime.OrtSession;
import ai.onnxruntime.TensorInfo;
import java.io.IOException;
import java.nio.FloatBuffer;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.Map;
import java.util.Optional;
import java.util.Set;

/**
 * An ONNX model in onnxruntime, through its own Java interface: a call takes a third of the time of a call through DJL.
 * Input and output use buffers of the calling thread, so a call leaves no garbage outside the heap.
 */
final class OnnxModel implements EngineModel {

    /** An undeclared size. */
    private static final long ANY = -1;

    private final OrtEnvironment environment;
    private final OrtSession session;
    private final EngineFile file;
    private final String input;
    private final String output;
    private final long[] itemShape;
    private final int outputs;
    private final boolean batchable;

    private OnnxModel(OrtEnvironment environment, OrtSession session, EngineFile file, long[] itemShape)
            throws OrtException {
        this.environment = environment;
        this.session = session;
        this.file = file;
        this.itemShape = fitting(inputShape(only("inputs", session.getInputInfo())), itemShape);
        this.input = session.getInputNames().iterator().next();
        only("outputs", session.getOutputInfo());
        this.output = session.getOutputNames().iterator().next();
        this.outputs = firstAnswer();
        this.batchable = WarmUp.of(this::forward, this.itemShape).batchable();
    }

    /** As {@link Engines#load} for ONNX. */
    static OnnxModel load(EngineFile file, InferenceDevice device, long... itemShape) {
        OrtEnvironment environment = Engines.onnxRuntime();
        OrtSession session = null;
        OnnxModel loaded = null;
        try (OrtSession.SessionOptions options = Engines.onnxOptions(device)) {
            session = session(environment, file.path(), options);
            loaded = new OnnxModel(environment, session, file, itemShape);
            return loaded;
        } catch (OrtException broken) {
            throw new ModelUnusable(
                    "does not load: " + EngineMessage.clause(broken, file.path())
                            + "; export it again, and check it with onnx.checker",
                    broken);
        } finally {
            if (loaded == null && session != null) {
                close(session);
            }
        }
    }

    /**
     * A session of {@code file}. The Java interface of onnxruntime takes paths in Java's modified UTF-8, in which
     * characters beyond U+FFFF, such as emoji, differ from those of the file system. A file on such a path is passed as
     * bytes.
     */
    private static OrtSession session(OrtEnvironment environment, Path file, OrtSession.SessionOptions options)
            throws OrtException {
        String path = file.toString();
        if (path.chars().noneMatch(unit -> Character.isSurrogate((char) unit))) {
            return environment.createSession(path, options);
        }
        OnnxExternalData.requireNone(file);
        try {
            return environment.createSession(Files.readAllBytes(file), options);
        } catch (IOException unreadable) {
            throw new ModelUnusable("cannot be read", unreadable);
        }
    }

    private static NodeInfo only(String what, Map<String, NodeInfo> infos) {
        if (infos.size() != 1) {
            throw new ModelUnusable("has " + infos.size() + " " + what + "; one is expected");
        }
        return infos.values().iterator().next();
    }

    /** The declared shape of a batch; empty if the graph declares none. */
    private static long[] inputShape(NodeInfo node) {
        if (!(node.getInfo() instanceof TensorInfo tensor)) {
            throw new ModelUnusable("takes no tensor; one is expected");
        }
        if (tensor.type != OnnxJavaType.FLOAT) {
            throw new ModelUnusable("takes values of type " + tensor.type + "; FLOAT is expected");
        }
        return tensor.getShape();
    }

    /** {@code wanted}, with its open sizes replaced by the declared ones. */
    private static long[] fitting(long[] declared, long[] wanted) {
        if (declared.length > 0 && declared.length != wanted.length + 1) {
            throw otherShape(declared, wanted);
        }
        long[] item = wanted.clone();
        for (int i = 0; i < item.length; i++) {
            long size = declared.length == 0 ? ANY : declared[i + 1];
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
        return item;
    }

    private static ModelUnusable otherShape(long[] declared, long[] wanted) {
        return new ModelUnusable("takes inputs of the shape " + shown(declared) + "; "
                + shown(WarmUp.batchOf((int) ANY, wanted)) + " is expected");
    }

    private static String shown(long[] shape) {
        return Arrays.toString(shape).replace("-1", "n");
    }

    /**
     * The number of values that the model answers for one item. Later calls need it to pass a buffer for the answer.
     */
    private int firstAnswer() throws OrtException {
        int values = Math.toIntExact(Arrays.stream(itemShape).reduce(1, Math::multiplyExact));
        FloatBuffer zeros = ThreadBuffer.INPUT.with(new float[values]).asFloatBuffer();
        try (OnnxTensor item = OnnxTensor.createTensor(environment, zeros, WarmUp.batchOf(1, itemShape));
                OrtSession.Result answer = OnnxCalls.run(session, Map.of(input, item), Set.of(output), Map.of())) {
            OnnxValue value = answer.get(0);
            if (!(value.getInfo() instanceof TensorInfo tensor) || tensor.type != OnnxJavaType.FLOAT) {
                throw new ModelUnusable("answers " + value.getInfo() + "; a tensor of type FLOAT is expected");
            }
            long[] shape = tensor.getShape();
            if (shape.length != 2 || shape[0] != 1 || shape[1] < 1) {
                throw new ModelUnusable("answers the shape " + Arrays.toString(shape) + "; [1, classes] is expected");
            }
            return Math.toIntExact(shape[1]);
        } catch (OrtException failed) {
            throw new ForwardFailed(EngineMessage.of(failed), failed);
        }
    }

    @Override
    public float[][] forward(float[] input, long... shape) {
        int batch = Math.toIntExact(shape[0]);
        FloatBuffer values = ThreadBuffer.INPUT.with(input).asFloatBuffer();
        FloatBuffer answers =
                ThreadBuffer.OUTPUT.of(Math.multiplyExact(batch, outputs)).asFloatBuffer();
        try (OnnxTensor items = OnnxTensor.createTensor(environment, values, shape);
                OnnxTensor target = OnnxTensor.createTensor(environment, answers, new long[] {batch, outputs});
                OrtSession.Result written =
                        OnnxCalls.run(session, Map.of(this.input, items), Set.of(), Map.of(output, target))) {
            float[][] rows = new float[batch][outputs];
            for (float[] row : rows) {
                answers.get(row);
            }
            return rows;
        } catch (OrtException | RuntimeException failed) {
            throw new ForwardFailed(EngineMessage.of(failed), failed);
        }
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
        return ModelFormat.ONNX;
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
    public long[] itemShape() {
        return itemShape.clone();
    }

    @Override
    public void close() {
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
