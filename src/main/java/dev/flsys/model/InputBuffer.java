package dev.flsys.model;

import java.nio.ByteBuffer;
import java.nio.ByteOrder;

/**
 * Memory outside the heap through which a thread's inputs reach an engine, used again for each call: a buffer made for each
 * call would be freed only when the garbage collector finds it.
 */
final class InputBuffer {

    /** 16 pictures of 512 x 512; what is bigger is made for the call. */
    private static final int MAX_KEPT_BYTES = 48 * 1024 * 1024;

    private static final ThreadLocal<ByteBuffer> KEPT = ThreadLocal.withInitial(() -> allocate(64 * 1024));

    private InputBuffer() {}

    /** {@code values} in a buffer that holds them until this thread calls again. */
    static ByteBuffer of(float[] values) {
        int bytes = Math.multiplyExact(values.length, Float.BYTES);
        ByteBuffer buffer = KEPT.get();
        if (buffer.capacity() < bytes) {
            buffer = allocate(bytes);
            if (bytes <= MAX_KEPT_BYTES) {
                KEPT.set(buffer);
            }
        }
        buffer.clear().limit(bytes);
        buffer.asFloatBuffer().put(values);
        return buffer;
    }

    private static ByteBuffer allocate(int bytes) {
        return ByteBuffer.allocateDirect(bytes).order(ByteOrder.nativeOrder());
    }
}
