package dev.flsys.weights;

import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/**
 * A value that a pickle describes. Plain values of Java are {@link Plain}. No value has a method that the pickle could
 * call. No value is compared by its content, because values may contain each other.
 */
sealed interface PickleValue {

    /** Values without a meaning for weights. */
    enum Empty implements PickleValue {
        NONE,
        /** A value that was read and dropped. */
        DROPPED
    }

    /** A whole number, a real number, a truth value, or a text. */
    record Plain(Object value) implements PickleValue {}

    /** A part of the pickle: bytes, or a long text in UTF-8. */
    record Range(Bytes bytes, long position, long length, boolean text) implements PickleValue {}

    /** A list, a tuple or a set. */
    final class Items implements PickleValue {
        final List<PickleValue> items;
        final boolean isTuple;

        Items(List<PickleValue> items, boolean isTuple) {
            this.items = items;
            this.isTuple = isTuple;
        }

        static Items list() {
            return new Items(new ArrayList<>(0), false);
        }
    }

    /** A dict in the order of its keys. Plain keys are values of Java; other keys are equal only to themselves. */
    final class Dict implements PickleValue {
        final Map<Object, PickleValue> entries = new LinkedHashMap<>();

        void put(PickleValue key, PickleValue value) {
            entries.put(key instanceof Plain plain ? plain.value() : key, value);
        }
    }

    /** A class or function by its name, which is not loaded. */
    record Global(String name) implements PickleValue {}

    /** An object of a class that was not loaded. */
    final class Inert implements PickleValue {
        private final String name;
        /** The state that the pickle sets in the object: its attributes. */
        PickleValue state = Empty.NONE;

        Inert(String name) {
            this.name = name;
        }

        String name() {
            return name;
        }
    }

    /**
     * A storage of torch.
     *
     * @param start first element of a view, in elements
     * @param own its bytes, if the pickle itself has them; empty if the file has them under the key
     */
    record Storage(String key, ElementType type, long count, long start, Optional<Bytes> own) implements PickleValue {

        Storage(String key, ElementType type, long count, long start) {
            this(key, type, count, start, Optional.empty());
        }

        /** The same storage with its bytes. */
        Storage with(Bytes bytes) {
            return new Storage(key, type, count, start, Optional.of(bytes));
        }
    }

    /** A tensor of torch whose storage is not known yet. */
    record Tensor(Storage storage, ElementType type, long offset, long[] shape, long[] strides)
            implements PickleValue {}

    /** A type of NumPy: its characters, and its order after BUILD. */
    final class Dtype implements PickleValue {
        final String code;
        boolean bigEndian;

        Dtype(String code) {
            this.code = code;
        }
    }

    /** An array or a scalar of NumPy. */
    final class Array implements PickleValue {
        String code = "O";
        boolean bigEndian;
        boolean fortran;
        boolean scalar;
        long[] shape = {};
        /** The elements of an array of objects. Only {@link PickleReader#readData} reads such an array. */
        Optional<List<PickleValue>> objects = Optional.empty();

        Range data = new Range(new Bytes.Held(new byte[0]), 0, 0, false);
    }
}
