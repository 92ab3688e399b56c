package dev.flsys.engine;

import ai.onnxruntime.OnnxTensor;
import ai.onnxruntime.OnnxValue;
import ai.onnxruntime.OrtException;
import ai.onnxruntime.OrtSession;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import org.jboss.logging.Logger;

/** The running calls of onnxruntime, one per thread. A call that does not end by itself can be ended here. */
final class OnnxCalls {

    private static final Logger LOG = Logger.getLogger(OnnxCalls.class);
    private static final Map<Thread, Call> RUNNING = new ConcurrentHashMap<>();

    private OnnxCalls() {}

    /** The options of a call. They must not be used after they are closed. */
    private static final class Call {

        private final OrtSession.RunOptions options;
        private boolean over;

        Call(OrtSession.RunOptions options) {
            this.options = options;
        }

        synchronized void terminate() throws OrtException {
            if (!over) {
                options.setTerminate(true);
            }
        }

        synchronized void close() {
            over = true;
            options.close();
        }
    }

    /**
     * As {@link OrtSession#run(Map, Set, Map, OrtSession.RunOptions)}; fails soon after {@link #end} for this thread.
     */
    static OrtSession.Result run(
            OrtSession session,
            Map<String, OnnxTensor> inputs,
            Set<String> wanted,
            Map<String, ? extends OnnxValue> targets)
            throws OrtException {
        OrtSession.RunOptions options = new OrtSession.RunOptions();
        Call call = new Call(options);
        RUNNING.put(Thread.currentThread(), call);
        try {
            return session.run(inputs, wanted, targets, options);
        } finally {
            RUNNING.remove(Thread.currentThread());
            call.close();
        }
    }

    /** Ends the call of {@code thread}, if there is one. */
    static void end(Thread thread) {
        Call call = RUNNING.get(thread);
        if (call == null) {
            return;
        }
        try {
            call.terminate();
        } catch (OrtException failed) {
            LOG.warnf("Could not end a call of onnxruntime: %s", failed.getMessage());
        }
    }
}
