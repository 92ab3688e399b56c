package dev.flsys.engine;

import ai.onnxruntime.OnnxTensor;
import ai.onnxruntime.OrtEnvironment;
import ai.onnxruntime.OrtException;
import ai.onnxruntime.OrtSession;
import ai.onnxruntime.TensorInfo;
import dev.flsys.engine.file.FifoSafeOpen;
import dev.flsys.engine.file.ModelUnusable;
import dev.flsys.engine.file.OnnxExternalData;
import dev.flsys.engine.file.PrivateCopy;
import dev.flsys.engine.onnx.GradientGraph;
import dev.flsys.engine.onnx.NoGradients;
import dev.flsys.project.FileStamp;
import java.io.IOException;
import java.io.InputStream;
import java.nio.ByteBuffer;
import java.nio.FloatBuffer;
import java.nio.channels.FileChannel;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.util.HashMap;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import java.util.Set;
import org.jboss.logging.Logger;
import org.jspecify.annotations.Nullable;

/**
 * A second session of an ONNX model, which computes gradients, too. It is loaded by the first call that needs it, from
 * the content that the model itself was loaded from: the file is kept open, because a form that was made from a state
 * dict is deleted after the load. The files of weights beside a settled file are kept open, too. Thread-safe, except
 * {@link #close}.
 */
final class OnnxGradients implements AutoCloseable {

    private static final Logger LOG = Logger.getLogger(OnnxGradients.class);

    /** The values of the feature maps: 64 MiB. */
    private static final int MAX_VALUES = 1 << 24;

    private final Path file;
    private final InferenceDevice device;
    private final long folded;
    private final Optional<FileStamp> stamp;
    private final @Nullable FileChannel content;
    /** The files of weights beside a settled file, by their names in it. */
    private final Map<String, FileChannel> beside = new HashMap<>();

    private @Nullable GradientGraph graph;
    private @Nullable String reason;
    private @Nullable OrtSession session;

    /** @param folded the most bytes of a tensor that is computed at the load */
    OnnxGradients(EngineFile file, InferenceDevice device, long folded) {
        this.file = file.path();
        this.device = device;
        this.folded = folded;
        this.stamp = FileStamp.read(this.file);
        this.content = opened(this.file);
        if (file.settled()) {
            for (String location : OnnxExternalData.locations(this.file)) {
                FileChannel weights = opened(this.file.resolveSibling(location));
                if (weights != null) {
                    beside.put(location, weights);
                }
            }
        }
    }

    private static @Nullable FileChannel opened(Path file) {
        try {
            return FifoSafeOpen.open(file, () -> FileChannel.open(file, StandardOpenOption.READ));
        } catch (IOException gone) {
            return null;
        }
    }

    /** The reason why there are no gradients; empty if there are gradients. */
    synchronized Optional<String> reason(String answer) {
        if (graph == null && reason == null) {
            try {
                graph = GradientGraph.of(new Content(), answer);
            } catch (NoGradients none) {
                reason = none.detail();
            } catch (IOException unreadable) {
                reason = "cannot be read again";
            }
        }
        return Optional.ofNullable(reason);
    }

    FeatureGradients of(OrtEnvironment environment, Map<String, OnnxTensor> item, float[] seed, String answer)
            throws OrtException {
        GradientGraph ready = ready(environment, answer);
        OrtSession loaded = Objects.requireNonNull(session);
        try (OnnxTensor seeds =
                OnnxTensor.createTensor(environment, FloatBuffer.wrap(seed), new long[] {1, seed.length})) {
            Map<String, OnnxTensor> inputs = new HashMap<>(item);
            inputs.put(ready.seed(), seeds);
            try (OrtSession.Result result =
                    OnnxCalls.run(loaded, inputs, Set.of(ready.features(), ready.gradients()), Map.of())) {
                return gradients((OnnxTensor) result.get(ready.features()).orElseThrow(), (OnnxTensor)
                        result.get(ready.gradients()).orElseThrow());
            }
        }
    }

    private static FeatureGradients gradients(OnnxTensor features, OnnxTensor gradients) {
        TensorInfo info = features.getInfo();
        long[] shape = info.getShape();
        if (shape.length != 4 || shape[0] != 1 || shape[1] * shape[2] * shape[3] > MAX_VALUES) {
            throw new ForwardFailed("its feature maps have the shape " + ItemLayout.describeShape(shape)
                    + "; [1, channels, height, width] is expected");
        }
        return new FeatureGradients(
                (int) shape[1], (int) shape[2], (int) shape[3], values(features), values(gradients));
    }

    private static float[] values(OnnxTensor tensor) {
        FloatBuffer buffer = tensor.getFloatBuffer();
        float[] values = new float[buffer.remaining()];
        buffer.get(values);
        return values;
    }

    private synchronized GradientGraph ready(OrtEnvironment environment, String answer) throws OrtException {
        reason(answer).ifPresent(why -> {
            throw new ForwardFailed("it " + why);
        });
        GradientGraph known = Objects.requireNonNull(graph);
        if (session == null) {
            try (OrtSession.SessionOptions options = Engines.onnxOptions(device)) {
                options.addConfigEntry(OnnxModel.FOLDED, String.valueOf(folded));
                session = loaded(environment, known.addition(), options);
            } catch (IOException | ModelUnusable unreadable) {
                throw new ForwardFailed("its file cannot be read again", unreadable);
            }
        }
        return known;
    }

    private OrtSession loaded(OrtEnvironment environment, byte[] addition, OrtSession.SessionOptions options)
            throws OrtException, IOException {
        if (FileStamp.read(file).filter(now -> !Optional.of(now).equals(stamp)).isPresent()) {
            throw new ForwardFailed("its file has changed since it was loaded; try again in a moment");
        }
        FileChannel open = content;
        if (open == null) {
            throw new IOException("The file is gone");
        }
        try (PrivateCopy copies = PrivateCopy.start()) {
            Path copy;
            if (Files.exists(file) && !OnnxExternalData.locations(file).isEmpty()) {
                copy = OnnxExternalData.copyInto(copies, file);
                Files.write(copy, addition, StandardOpenOption.APPEND);
            } else {
                copy = copies.add(open, "model", addition);
                for (Map.Entry<String, FileChannel> weights : beside.entrySet()) {
                    copies.add(weights.getValue(), weights.getKey(), new byte[0]);
                }
            }
            return environment.createSession(copy.toString(), options);
        }
    }

    /** The content of the open file. */
    private final class Content extends InputStream {

        private final byte[] one = new byte[1];
        private long position;

        @Override
        public int read() throws IOException {
            return read(one, 0, 1) < 0 ? -1 : one[0] & 0xFF;
        }

        @Override
        public int read(byte[] to, int offset, int length) throws IOException {
            if (content == null) {
                throw new IOException("The file is gone");
            }
            int read = content.read(ByteBuffer.wrap(to, offset, length), position);
            position += Math.max(0, read);
            return read;
        }

        @Override
        public long skip(long bytes) throws IOException {
            long end = content == null ? 0 : content.size();
            long skipped = Math.max(0, Math.min(bytes, end - position));
            position += skipped;
            return skipped;
        }
    }

    /** Frees the session, and closes the files. */
    @Override
    public synchronized void close() {
        try {
            if (session != null) {
                session.close();
            }
            if (content != null) {
                content.close();
            }
            for (FileChannel weights : beside.values()) {
                weights.close();
            }
        } catch (OrtException | IOException failed) {
            LOG.warnf("The gradients of %s were not freed: %s", file, failed.getMessage());
        }
        session = null;
    }
}
