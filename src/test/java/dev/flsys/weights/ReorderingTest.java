package dev.flsys.weights;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.ByteBuffer;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.Random;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** Copies of tensors in any order, compared with a copy of one element after the other. */
class ReorderingTest {

    private static final int[] SIZES = {1, 2, 3, 7, 63, 64, 65, 130};

    private final Random random = new Random(5);

    @ParameterizedTest
    @ValueSource(ints = {1, 2, 4, 8, 16})
    void each_element_has_its_place(int width) {
        for (int each = 0; each < 300; each++) {
            compare(1 + random.nextInt(4), width);
        }
    }

    private void compare(int dimensions, int width) {
        List<Long> shape = new ArrayList<>();
        List<Integer> order = new ArrayList<>();
        int elements = 1;
        for (int i = 0; i < dimensions; i++) {
            int size = SIZES[random.nextInt(SIZES.length)];
            size = elements * size > 100_000 ? 2 : size;
            shape.add((long) size);
            order.add(i);
            elements *= size;
        }
        Collections.shuffle(order, random);
        long[] strides = strides(shape, order);
        long last = 0;
        for (int i = 0; i < dimensions; i++) {
            last += strides[i] * (shape.get(i) - 1);
        }
        byte[] file = new byte[((int) last + 1) * width];
        random.nextBytes(file);
        ByteBuffer copy = ByteBuffer.allocate(elements * width);
        new Reordering(shape, strides, width).copy(ByteBuffer.wrap(file), copy.duplicate());
        assertThat(copy.array())
                .as("%s, strides %s, width %d", shape, strides, width)
                .isEqualTo(oneByOne(shape, strides, width, file, elements));
    }

    /** Strides of a transposed tensor, of a part of a larger one, or of one that repeats elements. */
    private long[] strides(List<Long> shape, List<Integer> order) {
        long[] strides = new long[shape.size()];
        long next = random.nextInt(4) == 0 ? 2 : 1;
        for (int dimension : order) {
            strides[dimension] = random.nextInt(10) == 0 ? 0 : next;
            next *= shape.get(dimension) + (random.nextInt(4) == 0 ? 3 : 0);
        }
        return strides;
    }

    private static byte[] oneByOne(List<Long> shape, long[] strides, int width, byte[] file, int elements) {
        byte[] copy = new byte[elements * width];
        for (int element = 0; element < elements; element++) {
            long from = 0;
            long left = element;
            for (int i = strides.length - 1; i >= 0; i--) {
                from += left % shape.get(i) * strides[i];
                left /= shape.get(i);
            }
            System.arraycopy(file, (int) from * width, copy, element * width, width);
        }
        return copy;
    }
}
