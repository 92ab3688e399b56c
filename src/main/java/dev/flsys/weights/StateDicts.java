package dev.flsys.weights;

import dev.flsys.weights.PickleValue.Array;
import dev.flsys.weights.PickleValue.Dict;
import dev.flsys.weights.PickleValue.Inert;
import dev.flsys.weights.PickleValue.Items;
import dev.flsys.weights.PickleValue.Plain;
import dev.flsys.weights.PickleValue.Tensor;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Collections;
import java.util.Deque;
import java.util.IdentityHashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;

/** Finds the dicts and lists of tensors in the content of a pickle, the outer ones first. Not thread-safe. */
final class StateDicts {

    private static final String HOW_TO_SAVE = " Save the state dict instead: torch.save(model.state_dict(), PATH).";

    /** The levels of nested containers in a file that are searched. */
    private static final int MAX_DEPTH = 5;

    /** Containers of a file that are searched. */
    private static final int MAX_CONTAINERS = 2_000;

    /** Items of a list that are searched for containers. */
    private static final int MAX_ITEMS = 8;

    private static final int MAX_PATH = 1_000;

    /** The bytes of storages. */
    interface Storages {
        /**
         * The bytes of a storage.
         *
         * @throws WeightsRefused if the file has no storage of this key
         */
        Bytes bytes(PickleValue.Storage storage) throws IOException, WeightsRefused;
    }

    private final Storages storages;
    private final boolean bigEndian;
    private final Contents contents = new Contents();
    private final Deque<Place> queue = new ArrayDeque<>();
    private final Set<PickleValue> seen = Collections.newSetFromMap(new IdentityHashMap<>());
    private Optional<String> alien = Optional.empty();

    private record Place(String path, PickleValue value, int depth) {}

    private StateDicts(Storages storages, boolean bigEndian) {
        this.storages = storages;
        this.bigEndian = bigEndian;
    }

    /**
     * @param bigEndian whether the numbers in the storages begin with their highest byte
     * @throws WeightsRefused if there is no tensor, or one is outside of its storage
     */
    static Contents find(PickleValue content, Storages storages, boolean bigEndian) throws IOException, WeightsRefused {
        return new StateDicts(storages, bigEndian).find(content);
    }

    private Contents find(PickleValue content) throws IOException, WeightsRefused {
        queue.add(new Place("", content, 0));
        for (int searched = 0; searched < MAX_CONTAINERS && !queue.isEmpty(); searched++) {
            Place place = queue.remove();
            if (place.value() instanceof Dict dict) {
                search(place, dict);
            } else if (place.value() instanceof Items items) {
                search(place, items.items);
            } else if (place.value() instanceof Inert inert && alien.isEmpty()) {
                alien = Optional.of(inert.name());
            }
        }
        if (contents.isEmpty()) {
            if (!isTensor(content)) {
                throw alien.isPresent()
                        ? WeightsRefused.named(alien.get())
                        : WeightsRefused.because("The file holds no state dict." + HOW_TO_SAVE);
            }
            contents.add("", List.of(stored("0", content)));
        }
        return contents;
    }

    private void search(Place place, Dict dict) throws IOException, WeightsRefused {
        Map<String, PickleValue> tensors = new LinkedHashMap<>();
        for (Map.Entry<Object, PickleValue> entry : dict.entries.entrySet()) {
            String key = entry.getKey() instanceof PickleValue ? "" : String.valueOf(entry.getKey());
            if (isTensor(entry.getValue())) {
                tensors.put(key, entry.getValue());
                Contents.requireFew(tensors.size());
            }
            add(place, key, entry.getValue());
        }
        add(place.path(), tensors);
    }

    private void search(Place place, List<PickleValue> items) throws IOException, WeightsRefused {
        boolean any = false;
        boolean all = true;
        for (PickleValue each : items) {
            any |= isTensor(each);
            all &= isTensor(each) || isNumber(each);
        }
        if (any && all) {
            Contents.requireFew(items.size());
            Map<String, PickleValue> tensors = new LinkedHashMap<>();
            for (int i = 0; i < items.size(); i++) {
                tensors.put(String.valueOf(i), items.get(i));
            }
            add(place.path(), tensors);
        }
        for (int i = 0; i < Math.min(MAX_ITEMS, items.size()); i++) {
            add(place, String.valueOf(i), items.get(i));
        }
    }

    private void add(Place parent, String key, PickleValue value) {
        boolean searched = value instanceof Dict || value instanceof Items || value instanceof Inert;
        if (searched && parent.depth() < MAX_DEPTH && queue.size() < MAX_CONTAINERS && seen.add(value)) {
            String path = parent.path().isEmpty() ? key : parent.path() + "." + key;
            queue.add(new Place(
                    path.length() > MAX_PATH ? path.substring(0, MAX_PATH) : path, value, parent.depth() + 1));
        }
    }

    private void add(String path, Map<String, PickleValue> tensors) throws IOException, WeightsRefused {
        if (tensors.isEmpty()) {
            return;
        }
        List<StoredTensor> found = new ArrayList<>(tensors.size());
        for (Map.Entry<String, PickleValue> each : tensors.entrySet()) {
            found.add(stored(each.getKey(), each.getValue()));
        }
        contents.add(path, found);
    }

    private static boolean isTensor(PickleValue value) {
        return value instanceof Tensor || (value instanceof Array array && !array.scalar && !isForeign(array.code));
    }

    /** Whether the type of an array is of texts, records or times, which are no weights. */
    private static boolean isForeign(String code) {
        return code.isEmpty() || "SUVMm".indexOf(code.charAt(0)) >= 0;
    }

    private static boolean isNumber(PickleValue value) {
        if (value instanceof Plain plain) {
            return plain.value() instanceof Long || plain.value() instanceof Double || plain.value() instanceof Boolean;
        }
        return value instanceof Array array
                && array.scalar
                && ElementType.ofNumpy(array.code).isPresent();
    }

    private StoredTensor stored(String name, PickleValue value) throws IOException, WeightsRefused {
        if (value instanceof Tensor tensor) {
            PickleValue.Storage storage = tensor.storage();
            int width = tensor.type().bytes();
            long offset;
            try {
                offset = Math.multiplyExact(Math.addExact(tensor.offset(), storage.start()), (long) width);
            } catch (ArithmeticException tooLarge) {
                offset = -1;
            }
            return new StoredTensor(
                    new WeightTensor(name, tensor.type(), list(tensor.shape())),
                    storage.own().isPresent() ? storage.own().get() : storages.bytes(storage),
                    offset,
                    tensor.strides(),
                    bigEndian);
        }
        return value instanceof Array array ? array(name, array) : number(name, ((Plain) value).value());
    }

    private static StoredTensor array(String name, Array array) throws WeightsRefused {
        ElementType type = ElementType.ofNumpy(array.code)
                .orElseThrow(() -> array.code.startsWith("O")
                        ? PickleCalls.objectArray()
                        : WeightsRefused.because("FLSys cannot read an array: its type is "
                                + WeightsRefused.shown(array.code) + ". Save float32."));
        return StoredTensor.ofArray(
                new WeightTensor(name, type, list(array.shape)),
                new Bytes.Window(array.data.bytes(), array.data.position(), array.data.length()),
                0,
                array.fortran,
                array.bigEndian);
    }

    /** A number of a list as {@code torch.tensor} makes it: INT64, FLOAT32 or BOOL. */
    private static StoredTensor number(String name, Object number) {
        ByteBuffer bytes = ByteBuffer.allocate(Long.BYTES).order(ByteOrder.LITTLE_ENDIAN);
        ElementType type;
        if (number instanceof Double real) {
            type = ElementType.FLOAT32;
            bytes.putFloat(real.floatValue());
        } else if (number instanceof Boolean truth) {
            type = ElementType.BOOL;
            bytes.put((byte) (truth ? 1 : 0));
        } else {
            type = ElementType.INT64;
            bytes.putLong((Long) number);
        }
        return new StoredTensor(
                new WeightTensor(name, type, List.of()), new Bytes.Held(bytes.array()), 0, new long[0], false);
    }

    private static List<Long> list(long[] values) {
        List<Long> list = new ArrayList<>(values.length);
        for (long value : values) {
            list.add(value);
        }
        return list;
    }
}
