package dev.flsys.engine;

import java.nio.ByteBuffer;
import java.nio.ByteOrder;

/**
 * A thread's buffer outside the heap for the values of engine calls. It is reused, because a new buffer for each call
 * would be freed only by the garbage collector.
 */
final class ThreadBuffer {

    /** The input of an engine. */
    static final ThreadBuffer INPUT = new ThreadBuffer();

    /** The output of an engine. */
    static final ThreadBuffer OUTPUT = new ThreadBuffer();

    /** 16 pictures of 512 x 512; a bigger buffer is made for one call. */
    private static final int MAX_KEPT_BYTES = 48 * 1024 * 1024;

    private final ThreadLocal<ByteBuffer> kept = ThreadLocal.withInitial(() -> allocate(64 * 1024));

    private ThreadBuffer() {}

    /** A buffer with {@code values}; valid until the next call of this thread. */
    ByteBuffer with(float[] values) {
        ByteBuffer buffer = of(values.length);
        buffer.asFloatBuffer().put(values);
        return buffer;
    }

    /** The same as {@link #with(float[])}. */
    ByteBuffer with(BatchValues values) {
        ByteBuffer buffer = of(values.count());
        values.writeTo(buffer);
        return buffer.flip();
    }

    /** A buffer for {@code floats} values, with any content; valid until the next call of this thread. */
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
