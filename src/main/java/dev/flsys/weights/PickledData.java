package dev.flsys.weights;

import dev.flsys.weights.PickleValue.Array;
import dev.flsys.weights.PickleValue.Dict;
import dev.flsys.weights.PickleValue.Inert;
import dev.flsys.weights.PickleValue.Items;
import dev.flsys.weights.PickleValue.Plain;
import dev.flsys.weights.PickleValue.Range;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.Collections;
import java.util.IdentityHashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/**
 * The plain data in a pickle that {@code pickle.dump} wrote: dicts, lists, numbers, texts, and numbers and arrays of
 * NumPy. Objects of classes become maps of their attributes. No class is loaded and no function is called: the result
 * of each call is null.
 *
 * <p>Values are those of Java: {@code Map<String, Object>} in the order of the file, {@code List<Object>},
 * {@link Long}, {@link java.math.BigInteger}, {@link Double}, {@link Boolean}, {@link String} and null. Used by one
 * thread.
 */
public final class PickledData {

    private static final int MAX_DEPTH = 64;
    private static final int MAX_TEXT = 1 << 16;
    private static final int PROTOCOL = 0x80;

    private final long maxValues;
    /** The containers around the value that is being read. */
    private final Set<PickleValue> around = Collections.newSetFromMap(new IdentityHashMap<>());

    private long values;

    PickledData(long maxValues) {
        this.maxValues = maxValues;
    }

    /**
     * The value of a pickle of protocols 2 to 5. Bytes behind its end are ignored.
     *
     * @param maxValues values that the result may have; a value that occurs twice in the pickle counts twice
     * @throws WeightsRefused if it is no such pickle, is incomplete, is nested too deeply, or has more values
     */
    public static @Nullable Object read(byte[] pickle, long maxValues) throws WeightsRefused {
        if (pickle.length < 2 || Byte.toUnsignedInt(pickle[0]) != PROTOCOL) {
            throw WeightsRefused.because("It is no pickle of the protocols 2 to 5, or it is compressed.");
        }
        try {
            return new PickledData(maxValues).read(new Bytes.Held(pickle));
        } catch (IOException ofMemory) {
            throw new UncheckedIOException(ofMemory);
        }
    }

    /** The value of one more pickle. Its values count towards the same limits. */
    @Nullable Object read(Bytes pickle) throws IOException, WeightsRefused {
        return value(PickleReader.readData(new PickleInput(pickle)), 0);
    }

    private @Nullable Object value(PickleValue value, int depth) throws IOException, WeightsRefused {
        count(1);
        if (depth > MAX_DEPTH) {
            throw WeightsRefused.because("Its pickle is nested more than " + MAX_DEPTH + " times.");
        }
        if (value instanceof Plain plain) {
            return plain.value();
        }
        if (value instanceof Range range) {
            return range.text() ? text(range) : null;
        }
        if (!around.add(value)) {
            return null; // a container in itself
        }
        try {
            return container(value, depth);
        } finally {
            around.remove(value);
        }
    }

    private @Nullable Object container(PickleValue value, int depth) throws IOException, WeightsRefused {
        if (value instanceof Items items) {
            return list(items.items, depth);
        }
        if (value instanceof Dict dict) {
            return map(dict, depth);
        }
        if (value instanceof Array array) {
            return array(array, depth);
        }
        return value instanceof Inert inert ? attributes(inert, depth) : null;
    }

    private List<@Nullable Object> list(List<PickleValue> items, int depth) throws IOException, WeightsRefused {
        List<@Nullable Object> list = new ArrayList<>(items.size());
        for (PickleValue item : items) {
            list.add(value(item, depth + 1));
        }
        return list;
    }

    private Map<String, @Nullable Object> map(Dict dict, int depth) throws IOException, WeightsRefused {
        Map<String, @Nullable Object> map = new LinkedHashMap<>();
        for (Map.Entry<Object, PickleValue> entry : dict.entries.entrySet()) {
            Object key = entry.getKey() instanceof PickleValue other ? key(other) : entry.getKey();
            if (key != null) {
                map.put(key.toString(), value(entry.getValue(), depth + 1));
            }
        }
        return map;
    }

    /** A number of NumPy as a key; null for a key that JSON cannot have. */
    private @Nullable Object key(PickleValue key) throws IOException, WeightsRefused {
        return key instanceof Array array && array.scalar ? array(array, 0) : null;
    }

    /**
     * The attributes of an object: a dict, or a dict together with the attributes of {@code __slots__}. Containers and
     * values of OmegaConf (omegaconf/basecontainer.py, omegaconf/nodes.py) are replaced by their content.
     */
    private @Nullable Object attributes(Inert object, int depth) throws IOException, WeightsRefused {
        if (object.state instanceof Dict dict) {
            if (object.name().startsWith("omegaconf.")) {
                PickleValue content = dict.entries.getOrDefault("_content", dict.entries.get("_val"));
                return content == null ? null : value(content, depth + 1);
            }
            return map(dict, depth);
        }
        if (object.state instanceof Items both && both.items.size() == 2 && both.items.get(1) instanceof Dict slots) {
            Map<String, @Nullable Object> map = map(slots, depth);
            if (both.items.get(0) instanceof Dict dict) {
                map.putAll(map(dict, depth));
            }
            return map;
        }
        return null;
    }

    private @Nullable Object array(Array array, int depth) throws IOException, WeightsRefused {
        if (array.objects.isPresent()) {
            List<PickleValue> objects = array.objects.get();
            return array.scalar && objects.size() == 1 ? value(objects.get(0), depth + 1) : list(objects, depth);
        }
        Optional<ElementType> type = ElementType.ofNumpy(array.code);
        if (type.isEmpty() || type.get().isComplex()) {
            return null;
        }
        long elements = 1;
        for (long side : array.shape) {
            elements = side < 0 || side > maxValues || elements > maxValues ? Long.MAX_VALUE : elements * side;
        }
        if (elements > array.data.length() / type.get().bytes()) {
            return null;
        }
        count(elements);
        ByteBuffer bytes = ByteBuffer.allocate((int) elements * type.get().bytes())
                .order(array.bigEndian ? ByteOrder.BIG_ENDIAN : ByteOrder.LITTLE_ENDIAN);
        array.data.bytes().read(array.data.position(), bytes);
        bytes.flip();
        if (array.fortran && array.shape.length > 1) {
            return null;
        }
        return numbers(bytes, type.get(), array.shape, 0);
    }

    /** The numbers of an array: nested lists, or one number; null for types that no history has. */
    @Nullable Object numbers(StoredTensor array) throws IOException, WeightsRefused {
        WeightTensor tensor = array.requireInside().tensor();
        count(tensor.elements());
        ByteBuffer bytes = ByteBuffer.allocate((int) tensor.bytes()).order(ByteOrder.LITTLE_ENDIAN);
        array.read(bytes);
        return numbers(
                bytes.flip(),
                tensor.type(),
                tensor.shape().stream().mapToLong(Long::longValue).toArray(),
                0);
    }

    private @Nullable Object numbers(ByteBuffer bytes, ElementType type, long[] shape, int dimension)
            throws WeightsRefused {
        if (dimension == shape.length) {
            return number(bytes, type);
        }
        count(1);
        List<@Nullable Object> list = new ArrayList<>();
        for (long i = 0; i < shape[dimension]; i++) {
            list.add(numbers(bytes, type, shape, dimension + 1));
        }
        return list;
    }

    private static @Nullable Object number(ByteBuffer bytes, ElementType type) {
        return switch (type) {
            case FLOAT64 -> bytes.getDouble();
            case FLOAT32 -> shortest(bytes.getFloat());
            case FLOAT16 -> SmallFloats.shortestHalf(bytes.getShort());
            case INT64, UINT64 -> bytes.getLong();
            case INT32 -> (long) bytes.getInt();
            case UINT32 -> Integer.toUnsignedLong(bytes.getInt());
            case INT16 -> (long) bytes.getShort();
            case UINT16 -> (long) Short.toUnsignedInt(bytes.getShort());
            case INT8 -> (long) bytes.get();
            case UINT8 -> (long) Byte.toUnsignedInt(bytes.get());
            case BOOL -> bytes.get() != 0;
            default -> null;
        };
    }

    /** The double with the fewest digits: 0.1 for the float 0.1, not 0.10000000149011612. */
    private static double shortest(float value) {
        return Float.isFinite(value) ? Double.parseDouble(Float.toString(value)) : value;
    }

    private static @Nullable String text(Range range) throws IOException {
        if (range.length() > MAX_TEXT) {
            return null;
        }
        byte[] utf8 = new byte[(int) range.length()];
        range.bytes().read(range.position(), ByteBuffer.wrap(utf8));
        return new String(utf8, StandardCharsets.UTF_8);
    }

    private void count(long more) throws WeightsRefused {
        values += more;
        if (values > maxValues) {
            throw tooMany();
        }
    }

    WeightsRefused tooMany() {
        return WeightsRefused.because("Its pickle has more than " + maxValues + " values.");
    }
}
