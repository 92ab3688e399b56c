package dev.flsys.engine;

import java.nio.ByteBuffer;
import java.nio.ByteOrder;

/**
 * Memory outside the heap through which a thread exchanges values with an engine, used again for each call: a buffer
 * made for each call would be freed only when the garbage collector finds it.
 */
final class ThreadBuffer {

    /** What goes into an engine. */
    static final ThreadBuffer INPUT = new ThreadBuffer();

    /** What comes out of one. */
    static final ThreadBuffer OUTPUT = new ThreadBuffer();

    /** 16 pictures of 512 x 512; what is bigger is made for the call. */
    private static final int MAX_KEPT_BYTES = 48 * 1024 * 1024;

    private final ThreadLocal<ByteBuffer> kept = ThreadLocal.withInitial(() -> allocate(64 * 1024));

    private ThreadBuffer() {}

    /** {@code values} in a buffer that holds them until this thread asks again. */
    ByteBuffer with(float[] values) {
        ByteBuffer buffer = of(values.length);
        buffer.asFloatBuffer().put(values);
        return buffer;
    }

    /** Room for {@code floats} values, of any content, this thread's until it asks again. */
    ByteBuffer of(int floats) {
        int bytes = Math.multiplyExact(floats, Float.BYTES);
        ByteBuffer buffer = kept.get();
        if (buffer.capacity() < bytes) {
            buffer = allocate(bytes);
            if (bytes <= MAX_KEPT_BYTES) {
                kept.set(buffer);
            }
        }
        return buffer.clear().limit(bytes);
    }

    private static ByteBuffer allocate(int bytes) {
        return ByteBuffer.allocateDirect(bytes).order(ByteOrder.nativeOrder());
    }
}
