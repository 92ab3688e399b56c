package dev.flsys.engine;

import ai.onnxruntime.OnnxTensor;
import ai.onnxruntime.OnnxValue;
import ai.onnxruntime.OrtException;
import ai.onnxruntime.OrtSession;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.locks.LockSupport;
import org.jboss.logging.Logger;
import org.jspecify.annotations.Nullable;

/**
 * The running calls of onnxruntime, one per thread. This class can end a call that does not end by itself. A call
 * during which the process takes too much memory is ended. onnxruntime ends a call between two operations.
 */
final class OnnxCalls {

    private static final Logger LOG = Logger.getLogger(OnnxCalls.class);
    private static final Map<Thread, Call> RUNNING = new ConcurrentHashMap<>();
    private static final long SAMPLE = TimeUnit.MILLISECONDS.toNanos(25);

    /** Gives free memory back at the end of a call (onnxruntime_run_options_config_keys.h). */
    private static final String SHRINK = "memory.enable_memory_arena_shrinkage";

    /** The bytes that the process may take during a call; 0 for the limit of this machine. Tests change it. */
    static volatile long maxBytes;

    private static final CallMemory MEMORY =
            new CallMemory(() -> maxBytes == 0 ? ModelMemory.callBytes() : maxBytes, ModelMemory::residentBytes);

    private static volatile boolean watching;
    private static @Nullable Thread watch;

    private OnnxCalls() {}

    /** The options of a call. They must not be used after they are closed. */
    private static final class Call extends CallMemory.Begin {

        private final OrtSession.RunOptions options;
        private boolean over;

        Call(OrtSession.RunOptions options) {
            this.options = options;
        }

        synchronized void terminate() {
            try {
                if (!over) {
                    options.setTerminate(true);
                }
            } catch (OrtException failed) {
                LOG.warnf("Could not end a call of onnxruntime: %s", failed.getMessage());
            }
        }

        synchronized void close() {
            over = true;
            options.close();
        }
    }

    /**
     * The same as {@link OrtSession#run(Map, Set, Map, OrtSession.RunOptions)}; fails soon after {@link #end} for this
     * thread.
     *
     * @throws MemoryExceeded if the process took too much memory during the call
     */
    static OrtSession.Result run(
            OrtSession session,
            Map<String, OnnxTensor> inputs,
            Set<String> wanted,
            Map<String, ? extends OnnxValue> targets)
            throws OrtException {
        return run(session, inputs, wanted, targets, new OrtSession.RunOptions());
    }

    /**
     * Calls a model that took too much memory one more time, so that onnxruntime frees the memory that it does not
     * need.
     */
    static void shrink(OrtSession session, Map<String, OnnxTensor> inputs) throws OrtException {
        OrtSession.RunOptions options = new OrtSession.RunOptions();
        options.addRunConfigEntry(SHRINK, "cpu:0");
        run(session, inputs, session.getOutputNames(), Map.of(), options).close();
    }

    private static OrtSession.Result run(
            OrtSession session,
            Map<String, OnnxTensor> inputs,
            Set<String> wanted,
            Map<String, ? extends OnnxValue> targets,
            OrtSession.RunOptions options)
            throws OrtException {
        Call call = new Call(options);
        RUNNING.put(Thread.currentThread(), call);
        if (!watching) {
            wake();
        }
        OrtSession.Result result = null;
        try {
            result = session.run(inputs, wanted, targets, options);
        } catch (OrtException failed) {
            if (call.excess() == 0) {
                throw failed;
            }
        } finally {
            RUNNING.remove(Thread.currentThread());
            call.close();
        }
        if (result == null || call.excess() > 0) {
            if (result != null) {
                result.close();
            }
            throw new MemoryExceeded(call.excess());
        }
        return result;
    }

    /** Ends the call of {@code thread}, if there is one. */
    static void end(Thread thread) {
        Call call = RUNNING.get(thread);
        if (call != null) {
            call.terminate();
        }
    }

    /** Starts the thread that watches the calls, or wakes it. */
    private static synchronized void wake() {
        if (watch == null) {
            watch = new Thread(OnnxCalls::watch, "onnx-memory");
            watch.setDaemon(true);
            watch.start();
        } else {
            LockSupport.unpark(watch);
        }
    }

    private static void watch() {
        while (true) {
            watching = !RUNNING.isEmpty();
            if (watching) {
                MEMORY.findExcessiveCall(RUNNING.values()).ifPresent(Call::terminate);
                LockSupport.parkNanos(SAMPLE);
            } else if (RUNNING.isEmpty()) {
                LockSupport.park(OnnxCalls.class);
            }
        }
    }
}
