package dev.flsys.weights;

import dev.flsys.weights.PickleValue.Array;
import dev.flsys.weights.PickleValue.Dict;
import dev.flsys.weights.PickleValue.Dtype;
import dev.flsys.weights.PickleValue.Empty;
import dev.flsys.weights.PickleValue.Global;
import dev.flsys.weights.PickleValue.Inert;
import dev.flsys.weights.PickleValue.Items;
import dev.flsys.weights.PickleValue.Plain;
import dev.flsys.weights.PickleValue.Range;
import dev.flsys.weights.PickleValue.Storage;
import dev.flsys.weights.PickleValue.Tensor;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;

/**
 * The calls in a pickle, and their values. Only functions of state dicts (torch/_utils.py, torch/_tensor.py) and of
 * NumPy arrays (numpy/core/src/multiarray) are known; every other function is refused with its name. Nothing is loaded
 * or run.
 */
final class PickleCalls {

    /** The function that {@code pickle.dump} calls for each storage: its argument is a file of torch's older format. */
    static final String STORAGE_IN_BYTES = "torch.storage._load_from_bytes";

    private static final String ORDERED_DICT = "collections.OrderedDict";

    private static final Set<String> DICTS = Set.of(ORDERED_DICT, "builtins.dict", "collections.Counter");

    private static final Set<String> SEQUENCES =
            Set.of("builtins.set", "builtins.frozenset", "builtins.list", "builtins.tuple");

    /** Types and functions whose values are no weights, and are dropped. */
    private static final Set<String> DROPPED = Set.of(
            "builtins.int",
            "builtins.float",
            "builtins.bool",
            "builtins.str",
            "builtins.bytes",
            "builtins.object",
            "builtins.complex",
            "builtins.slice",
            "builtins.range",
            "datetime.datetime",
            "datetime.date",
            "datetime.time",
            "datetime.timedelta",
            "datetime.timezone",
            "torch.device");

    private static final Set<String> FUNCTIONS = Set.of(
            "torch._utils._rebuild_tensor",
            "torch._utils._rebuild_tensor_v2",
            "torch._utils._rebuild_tensor_v3",
            "torch._utils._rebuild_parameter",
            "torch._utils._rebuild_parameter_with_state",
            "torch._tensor._rebuild_from_type_v2",
            "torch._tensor._rebuild_from_type",
            "torch.Size",
            "numpy.dtype",
            "numpy.core.multiarray.scalar",
            "numpy._core.multiarray.scalar",
            "numpy.core.multiarray._reconstruct",
            "numpy._core.multiarray._reconstruct",
            "numpy.core.numeric._frombuffer",
            "numpy._core.numeric._frombuffer",
            "_codecs.encode",
            "collections.defaultdict",
            "builtins.bytearray");

    /** Classes whose objects are found beside weights; a call of such a class returns an object without content. */
    private static final Pattern RECORDS = Pattern.compile(
            "argparse\\.Namespace|types\\.SimpleNamespace|pathlib\\.\\w*Path|pathlib\\._local\\.\\w*Path"
                    + "|uuid\\.UUID|decimal\\.Decimal|omegaconf\\.[\\w.]+|enum\\.\\w+"
                    + "|torch\\.nn\\.parameter\\.(?:Parameter|Buffer)|torch\\.Tensor|typing\\.\\w+|numpy\\.ndarray");

    private static final Set<String> STORAGE_MODULES = Set.of("torch", "torch.storage", "torch.cuda");

    /** Encodings that NumPy's pickles of old protocols use for their bytes. */
    private static final Map<String, Boolean> IS_LATIN1 =
            Map.of("latin1", true, "latin-1", true, "utf-8", false, "ascii", false);

    /** Counts memory. */
    interface Charge {
        void bytes(long bytes) throws WeightsRefused;
    }

    private PickleCalls() {}

    static boolean isStorageInBytes(PickleValue function) {
        return function instanceof Global global && global.name().equals(STORAGE_IN_BYTES);
    }

    /** The value of a call. */
    static PickleValue call(PickleValue function, List<PickleValue> arguments, Charge charge)
            throws IOException, WeightsRefused {
        if (!(function instanceof Global global)) {
            throw WeightsRefused.named(function instanceof Inert inert ? inert.name() : "a call of a value");
        }
        String name = global.name();
        if (FUNCTIONS.contains(name)) {
            return known(name, arguments, charge);
        }
        if (RECORDS.matcher(name).matches()) {
            return new Inert(name);
        }
        return type(name, arguments, charge).orElseThrow(() -> WeightsRefused.named(name));
    }

    /** The value of a new object of a class, before its state is set. */
    static PickleValue create(PickleValue type, List<PickleValue> arguments, Charge charge) throws WeightsRefused {
        if (!(type instanceof Global global)
                || FUNCTIONS.contains(global.name())
                || storageType(global).isPresent()
                || elementType(global).isPresent()) {
            throw WeightsRefused.named(type instanceof Global global ? global.name() : "an object of a value");
        }
        Optional<PickleValue> known = type(global.name(), arguments, charge);
        return known.isPresent() ? known.get() : new Inert(global.name());
    }

    /** Sets the state of an object. */
    static void build(PickleValue object, PickleValue state, Charge charge) throws IOException, WeightsRefused {
        if (object instanceof Dtype dtype) {
            if (state instanceof Items items && items.items.size() > 1) {
                dtype.bigEndian = text(items.items.get(1)).equals(">");
            }
        } else if (object instanceof Array array) {
            setState(array, state, charge);
        } else if (object instanceof Inert inert) {
            inert.state = state;
        } else if (object instanceof Global global) {
            throw WeightsRefused.named("an attribute of " + global.name());
        }
    }

    /** The storage of a persistent id: {@code ('storage', type, key, location, elements[, view])}. */
    static Storage storage(PickleValue id) throws WeightsRefused {
        if (!(id instanceof Items items)
                || items.items.size() < 5
                || !text(items.items.get(0)).equals("storage")) {
            throw WeightsRefused.named("a persistent id");
        }
        PickleValue type = items.items.get(1);
        Optional<ElementType> element = type instanceof Global global ? storageType(global) : Optional.empty();
        if (element.isEmpty()) {
            throw WeightsRefused.named(type instanceof Global global ? global.name() : "a storage of an unknown type");
        }
        long start = 0;
        if (items.items.size() > 5 && items.items.get(5) instanceof Items view && view.items.size() == 3) {
            start = number(view.items.get(1));
        }
        PickleValue key = items.items.get(2);
        String name = key instanceof Plain plain ? String.valueOf(plain.value()) : "";
        return new Storage(name, element.get(), number(items.items.get(4)), start);
    }

    private static Optional<PickleValue> type(String name, List<PickleValue> arguments, Charge charge)
            throws WeightsRefused {
        if (DICTS.contains(name)) {
            return Optional.of(dict(arguments, 0, charge));
        }
        if (SEQUENCES.contains(name)) {
            List<PickleValue> items = arguments.isEmpty() ? List.of() : items(arguments.get(0));
            charge.bytes(8L * items.size());
            return Optional.of(new Items(new ArrayList<>(items), name.equals("builtins.tuple")));
        }
        return DROPPED.contains(name) ? Optional.of(Empty.DROPPED) : Optional.empty();
    }

    private static PickleValue known(String name, List<PickleValue> arguments, Charge charge)
            throws IOException, WeightsRefused {
        return switch (name) {
            case "torch._utils._rebuild_tensor", "torch._utils._rebuild_tensor_v2" -> tensor(arguments, null);
            case "torch._utils._rebuild_tensor_v3" -> tensor(arguments, argument(arguments, 6));
            case "torch._utils._rebuild_parameter", "torch._utils._rebuild_parameter_with_state" ->
                argument(arguments, 0);
            case "torch._tensor._rebuild_from_type_v2", "torch._tensor._rebuild_from_type" -> ofType(arguments, charge);
            case "torch.Size" -> new Items(arguments.isEmpty() ? List.of() : items(arguments.get(0)), true);
            case "numpy.dtype" -> new Dtype(text(argument(arguments, 0)));
            case "numpy.core.multiarray.scalar", "numpy._core.multiarray.scalar" -> scalar(arguments, charge);
            case "numpy.core.multiarray._reconstruct", "numpy._core.multiarray._reconstruct" -> new Array();
            case "numpy.core.numeric._frombuffer", "numpy._core.numeric._frombuffer" -> fromBuffer(arguments, charge);
            case "_codecs.encode" -> encoded(arguments, charge);
            case "collections.defaultdict" -> dict(arguments, 1, charge);
            case "builtins.bytearray" -> arguments.isEmpty() ? range(new byte[0]) : data(arguments.get(0), charge);
            default -> throw WeightsRefused.named(name);
        };
    }

    private static PickleValue tensor(List<PickleValue> arguments, @Nullable PickleValue dtype) throws WeightsRefused {
        if (!(argument(arguments, 0) instanceof Storage storage)) {
            throw WeightsRefused.named("a tensor without storage");
        }
        ElementType type = storage.type();
        if (dtype != null) {
            type = (dtype instanceof Global global ? elementType(global) : Optional.<ElementType>empty())
                    .orElseThrow(() -> WeightsRefused.because("FLSys does not read the type "
                            + (dtype instanceof Global global ? WeightsRefused.shown(global.name()) : "of a tensor")
                            + ". Save float32."));
        }
        return new Tensor(
                storage,
                type,
                number(argument(arguments, 1)),
                numbers(argument(arguments, 2)),
                numbers(argument(arguments, 3)));
    }

    /**
     * {@code _rebuild_from_type_v2(function, type, arguments, state)}; the type is a subclass, whose code is not used.
     */
    private static PickleValue ofType(List<PickleValue> arguments, Charge charge) throws IOException, WeightsRefused {
        if (argument(arguments, 0) instanceof Global function
                && function.name().startsWith("torch._utils._rebuild_")
                && FUNCTIONS.contains(function.name())) {
            return known(function.name(), items(argument(arguments, 2)), charge);
        }
        throw WeightsRefused.named("a tensor subclass");
    }

    private static Array scalar(List<PickleValue> arguments, Charge charge) throws IOException, WeightsRefused {
        if (!(argument(arguments, 0) instanceof Dtype dtype)) {
            throw WeightsRefused.named("numpy scalar");
        }
        Array array = new Array();
        array.scalar = true;
        array.code = dtype.code;
        array.bigEndian = dtype.bigEndian;
        if (arguments.size() > 1 && !dtype.code.startsWith("O")) {
            take(array, data(arguments.get(1), charge));
        }
        return array;
    }

    private static Array fromBuffer(List<PickleValue> arguments, Charge charge) throws IOException, WeightsRefused {
        Array array = new Array();
        array.fortran = arguments.size() > 3 && text(arguments.get(3)).equals("F");
        set(array, argument(arguments, 2), argument(arguments, 1), data(argument(arguments, 0), charge));
        return array;
    }

    /** {@code (version, shape, dtype, is_fortran, bytes)}. */
    private static void setState(Array array, PickleValue state, Charge charge) throws IOException, WeightsRefused {
        List<PickleValue> items = items(state);
        if (items.size() != 5) {
            throw WeightsRefused.damaged("its pickle has an array of an unknown form");
        }
        array.fortran = items.get(3) instanceof Plain plain
                && (Boolean.TRUE.equals(plain.value()) || Long.valueOf(1).equals(plain.value()));
        if (items.get(4) instanceof Items) {
            throw objectArray();
        }
        set(array, items.get(1), items.get(2), data(items.get(4), charge));
    }

    private static void set(Array array, PickleValue shape, PickleValue type, Range data) throws WeightsRefused {
        if (!(type instanceof Dtype dtype)) {
            throw objectArray();
        }
        array.shape = numbers(shape);
        array.code = dtype.code;
        array.bigEndian = dtype.bigEndian;
        take(array, data);
    }

    private static void take(Array array, Range data) {
        array.data = data;
    }

    static WeightsRefused objectArray() {
        return WeightsRefused.because("The file holds an array of Python objects (in the pickle). It was refused, and"
                + " nothing in it was run. Save arrays of numbers: np.savez(PATH, *[value.cpu().numpy() for value in"
                + " model.state_dict().values()]).");
    }

    private static Range encoded(List<PickleValue> arguments, Charge charge) throws IOException, WeightsRefused {
        Boolean latin1 = IS_LATIN1.get(arguments.size() > 1 ? text(arguments.get(1)) : "utf-8");
        if (latin1 == null) {
            throw WeightsRefused.named("_codecs.encode");
        }
        String text;
        if (argument(arguments, 0) instanceof Range range && range.text()) {
            charge.bytes(4 * range.length());
            byte[] utf8 = new byte[(int) range.length()];
            range.bytes().read(range.position(), ByteBuffer.wrap(utf8));
            text = new String(utf8, StandardCharsets.UTF_8);
        } else {
            text = text(argument(arguments, 0));
        }
        charge.bytes(text.length());
        return range(text.getBytes(latin1 ? StandardCharsets.ISO_8859_1 : StandardCharsets.UTF_8));
    }

    /** The bytes of a value: bytes, or a text of Python 2. */
    private static Range data(PickleValue value, Charge charge) throws IOException, WeightsRefused {
        if (value instanceof Range range && !range.text()) {
            return range;
        }
        if (value instanceof Range || value instanceof Plain) {
            return encoded(List.of(value, new Plain("latin1")), charge);
        }
        throw objectArray();
    }

    private static Range range(byte[] data) {
        return new Range(new Bytes.Held(data), 0, data.length, false);
    }

    private static Dict dict(List<PickleValue> arguments, int first, Charge charge) throws WeightsRefused {
        Dict dict = new Dict();
        charge.bytes(128);
        if (arguments.size() <= first) {
            return dict;
        }
        PickleValue from = arguments.get(first);
        if (from instanceof Dict other) {
            charge.bytes(64L * other.entries.size());
            dict.entries.putAll(other.entries);
            return dict;
        }
        List<PickleValue> pairs = items(from);
        charge.bytes(64L * pairs.size());
        for (PickleValue pair : pairs) {
            List<PickleValue> both = items(pair);
            if (both.size() != 2) {
                throw WeightsRefused.damaged("its pickle has a key without a value");
            }
            dict.put(both.get(0), both.get(1));
        }
        return dict;
    }

    static Optional<ElementType> storageType(Global global) {
        int dot = global.name().lastIndexOf('.');
        return STORAGE_MODULES.contains(global.name().substring(0, dot))
                ? ElementType.ofStorage(global.name().substring(dot + 1))
                : Optional.empty();
    }

    private static Optional<ElementType> elementType(Global global) {
        return global.name().startsWith("torch.")
                ? ElementType.ofTorch(global.name().substring("torch.".length()))
                : Optional.empty();
    }

    private static PickleValue argument(List<PickleValue> arguments, int index) throws WeightsRefused {
        if (index >= arguments.size()) {
            throw WeightsRefused.damaged("its pickle calls something with too few arguments");
        }
        return arguments.get(index);
    }

    private static List<PickleValue> items(PickleValue value) throws WeightsRefused {
        if (value instanceof Items items) {
            return items.items;
        }
        throw WeightsRefused.damaged("its pickle has something else in place of a list");
    }

    private static String text(PickleValue value) {
        return value instanceof Plain plain && plain.value() instanceof String text ? text : "";
    }

    private static long number(PickleValue value) throws WeightsRefused {
        if (value instanceof Plain plain && plain.value() instanceof Long number) {
            return number;
        }
        throw WeightsRefused.damaged("its pickle has something else in place of a number");
    }

    private static long[] numbers(PickleValue value) throws WeightsRefused {
        List<PickleValue> items = items(value);
        if (items.size() > StoredTensor.MAX_DIMENSIONS) {
            throw WeightsRefused.damaged("a tensor has an impossible shape");
        }
        long[] numbers = new long[items.size()];
        for (int i = 0; i < numbers.length; i++) {
            numbers[i] = number(items.get(i));
        }
        return numbers;
    }
}
