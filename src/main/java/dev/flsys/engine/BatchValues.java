package dev.flsys.engine;

import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.FloatBuffer;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * The values of the rows of a batch. They are copied once, to the memory of the engine, by the thread that calls the
 * model, or not at all if they are {@linkplain #inPlace in place}. For one thread at a time.
 */
public interface BatchValues {

    /** The number of values. */
    int count();

    /**
     * Writes all values.
     *
     * @param target with room for {@code 4 * count()} bytes, in the order of the processor; its position is after the
     *     values at the end
     */
    void writeTo(ByteBuffer target);

    /** The values from {@code from} to {@code to - 1}; a view. */
    BatchValues slice(int from, int to);

    /**
     * All values where they are, if an engine can read them there: outside the heap, in the order of the processor, at
     * an address that is a multiple of 64. Null otherwise.
     */
    default @Nullable FloatBuffer inPlace() {
        return null;
    }

    /** The values in an array: a new one, or the one in which they already are. */
    default float[] array() {
        ByteBuffer all =
                ByteBuffer.allocate(Math.multiplyExact(count(), Float.BYTES)).order(ByteOrder.nativeOrder());
        writeTo(all);
        float[] values = new float[count()];
        all.flip().asFloatBuffer().get(values);
        return values;
    }

    /** The values of an array, which is not copied. */
    static BatchValues of(float... values) {
        return new OfArray(values, 0, values.length);
    }

    /** The values of {@code parts} in their order. */
    static BatchValues concatenate(List<BatchValues> parts) {
        return parts.size() == 1 ? parts.get(0) : new Joined(parts);
    }

    /** A part of an array. */
    record OfArray(float[] values, int from, int to) implements BatchValues {

        @Override
        public int count() {
            return to - from;
        }

        @Override
        public void writeTo(ByteBuffer target) {
            FloatBuffer floats = target.asFloatBuffer();
            floats.put(values, from, count());
            target.position(target.position() + count() * Float.BYTES);
        }

        @Override
        public BatchValues slice(int first, int end) {
            return new OfArray(values, from + first, from + end);
        }

        @Override
        public float[] array() {
            return count() == values.length ? values : Arrays.copyOfRange(values, from, to);
        }
    }

    /** Several parts, one after the other. */
    record Joined(List<BatchValues> parts) implements BatchValues {

        public Joined {
            parts = List.copyOf(parts);
        }

        @Override
        public int count() {
            int count = 0;
            for (BatchValues part : parts) {
                count = Math.addExact(count, part.count());
            }
            return count;
        }

        @Override
        public void writeTo(ByteBuffer target) {
            parts.forEach(part -> part.writeTo(target));
        }

        @Override
        public BatchValues slice(int from, int to) {
            List<BatchValues> wanted = new ArrayList<>();
            int start = 0;
            for (BatchValues part : parts) {
                int first = Math.max(from - start, 0);
                int end = Math.min(to - start, part.count());
                if (first < end) {
                    wanted.add(part.slice(first, end));
                }
                start += part.count();
            }
            return concatenate(wanted);
        }
    }
}
