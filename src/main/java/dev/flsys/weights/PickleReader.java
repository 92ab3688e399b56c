package dev.flsys.weights;

import dev.flsys.weights.PickleValue.Array;
import dev.flsys.weights.PickleValue.Dict;
import dev.flsys.weights.PickleValue.Empty;
import dev.flsys.weights.PickleValue.Global;
import dev.flsys.weights.PickleValue.Inert;
import dev.flsys.weights.PickleValue.Items;
import dev.flsys.weights.PickleValue.Plain;
import dev.flsys.weights.PickleValue.Range;
import dev.flsys.weights.PickleValue.Storage;
import java.io.IOException;
import java.math.BigInteger;
import java.nio.ByteBuffer;
import java.nio.charset.CharacterCodingException;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/**
 * Reads one pickle of protocols 2 to 5 (Lib/pickle.py, Lib/pickletools.py) into values. A call in the pickle is one of
 * {@link PickleCalls}, or it is refused with its name. Instructions, depth and memory are bounded. Not thread-safe.
 *
 * <p>Longer than other files because the instructions are one closed set, handled in one place.
 */
final class PickleReader {

    /** Estimated bytes of the values beside weights. A state dict takes about 1 KB for each tensor. */
    private static final long MAX_MEMORY = 40L << 20;

    /** The estimated bytes of plain data in memory; a number takes about 90. */
    private static final long MAX_DATA = 128L << 20;

    private static final long MAX_INSTRUCTIONS = 20_000_000;
    /** A pickle that describes one storage has about 30. */
    private static final long MAX_INSTRUCTIONS_OF_STORAGE = 1_000;

    private static final int MAX_NAME = 1_000;
    private static final int VALUE = 40;
    /** The bytes of a place in a list, and of the old array when the list grows. */
    private static final int SLOT = 24;

    private static final int LIST = 88;
    private static final int ENTRY = 96;

    /** Bytes from which on a value is kept as its place in the file. */
    private static final int LONG_VALUE = 4_096;

    private static final int MAX_INTEGER_BYTES = 256;

    /** Estimated bytes of the readers of a storage that is inside of the pickle. */
    private static final int STORAGE_IN_BYTES = 6_144;

    private final PickleInput input;
    private final Map<String, Storage> storages;
    private final Purpose purpose;
    private final List<PickleValue> stack = new ArrayList<>();
    private final List<Integer> marks = new ArrayList<>();
    private PickleValue[] memo = new PickleValue[64];
    private int memoized;
    private long memory;

    private enum Purpose {
        WEIGHTS,
        /** Plain data, in which unknown calls have no value. */
        DATA,
        /** One of the pickles before a storage, inside of another pickle. */
        STORAGE
    }

    private PickleReader(PickleInput input, Map<String, Storage> storages, Purpose purpose) {
        this.input = input;
        this.storages = storages;
        this.purpose = purpose;
    }

    /** Reads the pickle at the position of {@code input}. The position is behind the pickle afterwards. */
    static PickleValue read(PickleInput input) throws IOException, WeightsRefused {
        return read(input, new HashMap<>());
    }

    /** Reads a pickle, and adds the storages that it names to {@code storages}, by their keys. */
    static PickleValue read(PickleInput input, Map<String, Storage> storages) throws IOException, WeightsRefused {
        return new PickleReader(input, storages, Purpose.WEIGHTS).run();
    }

    /**
     * Reads a pickle of plain data. Unlike weights, it may hold anything: a call that is not one of {@link PickleCalls}
     * has an {@link Inert} result, and arrays of objects are read. Nothing is loaded or run.
     */
    static PickleValue readData(PickleInput input) throws IOException, WeightsRefused {
        return new PickleReader(input, new HashMap<>(), Purpose.DATA).run();
    }

    /**
     * Reads a short pickle of a storage that is inside of another pickle. It may have no storage inside of it, so that
     * the depth is bounded.
     */
    static PickleValue readOfStorage(PickleInput input, Map<String, Storage> storages)
            throws IOException, WeightsRefused {
        return new PickleReader(input, storages, Purpose.STORAGE).run();
    }

    private PickleValue run() throws IOException, WeightsRefused {
        long most = purpose == Purpose.STORAGE ? MAX_INSTRUCTIONS_OF_STORAGE : MAX_INSTRUCTIONS;
        for (long steps = 0; steps < most; steps++) {
            int code = input.unsignedByte();
            if (code == '.') {
                return pop();
            }
            if (!plain(code) && !container(code) && !object(code)) {
                throw WeightsRefused.because("Its pickle has an instruction that FLSys does not read ("
                        + (code > ' ' && code < 0x7f ? "'" + (char) code + "'" : "0x" + Integer.toHexString(code))
                        + ").");
            }
        }
        throw WeightsRefused.because("Its pickle has more than " + most + " instructions.");
    }

    /** Numbers, texts and bytes. */
    private boolean plain(int code) throws IOException, WeightsRefused {
        switch (code) {
            case 'N' -> push(Empty.NONE);
            case 0x88 -> push(new Plain(true));
            case 0x89 -> push(new Plain(false));
            case 'J' -> push(new Plain((long) input.int32()));
            case 'K' -> push(new Plain((long) input.unsignedByte()));
            case 'M' -> push(new Plain((long) input.unsignedShort()));
            case 'G' -> push(new Plain(input.float64()));
            case 0x8a -> integer(input.unsignedByte());
            case 0x8b -> integer(input.int32());
            case 'U', 0x8c -> text(input.unsignedByte());
            case 'T' -> text(input.int32());
            case 'X' -> text(Integer.toUnsignedLong(input.int32()));
            case 0x8d -> text(input.int64());
            case 'C' -> bytes(input.unsignedByte());
            case 'B' -> bytes(Integer.toUnsignedLong(input.int32()));
            case 0x8e, 0x96 -> bytes(input.int64());
            default -> {
                return false;
            }
        }
        return true;
    }

    /** The stack, the memo, and containers. */
    private boolean container(int code) throws IOException, WeightsRefused {
        switch (code) {
            case 0x80 -> protocol(input.unsignedByte());
            case 0x95 -> frame(input.int64());
            case '(' -> mark();
            case '0' -> popOrUnmark();
            case '1' -> popMark();
            case '2' -> repeat(top());
            case 'q' -> put(input.unsignedByte());
            case 'r' -> put(input.int32());
            case 0x94 -> put(memoized);
            case 'h' -> get(input.unsignedByte());
            case 'j' -> get(input.int32());
            case ']', 0x8f -> {
                charge(LIST);
                push(Items.list());
            }
            case ')' -> push(new Items(List.of(), true));
            case '}' -> push(dict());
            case 'l', 0x91 -> push(new Items(popMark(), false));
            case 't' -> push(new Items(popMark(), true));
            case 0x85 -> push(new Items(popLast(1), true));
            case 0x86 -> push(new Items(popLast(2), true));
            case 0x87 -> push(new Items(popLast(3), true));
            case 'd' -> {
                List<PickleValue> items = popMark();
                push(dict());
                set(items);
            }
            case 'a' -> append(popLast(1));
            case 'e', 0x90 -> append(popMark());
            case 's' -> set(popLast(2));
            case 'u' -> set(popMark());
            default -> {
                return false;
            }
        }
        return true;
    }

    /** Names, calls and objects. */
    private boolean object(int code) throws IOException, WeightsRefused {
        switch (code) {
            case 'c' -> global(input.line(MAX_NAME), input.line(MAX_NAME));
            case 0x93 -> {
                String name = name(pop());
                global(name(pop()), name);
            }
            case 'R' -> {
                Items arguments = tuple(pop());
                push(charged(called(pop(), arguments.items)));
            }
            case 0x81 -> {
                Items arguments = tuple(pop());
                push(charged(created(pop(), arguments.items)));
            }
            case 0x92 -> {
                pop();
                Items arguments = tuple(pop());
                push(charged(created(pop(), arguments.items)));
            }
            case 'b' -> {
                PickleValue state = pop();
                build(top(), state);
            }
            case 'Q' -> {
                Storage storage = PickleCalls.storage(pop());
                charge(ENTRY);
                storages.put(storage.key(), storage);
                push(storage);
            }
            default -> {
                return false;
            }
        }
        return true;
    }

    private PickleValue called(PickleValue function, List<PickleValue> arguments) throws IOException, WeightsRefused {
        try {
            if (PickleCalls.isStorageInBytes(function)) {
                charge(STORAGE_IN_BYTES);
                return storageInBytes(arguments);
            }
            return PickleCalls.call(function, arguments, this::charge);
        } catch (WeightsRefused unknown) {
            return inert(function, unknown);
        }
    }

    private PickleValue created(PickleValue type, List<PickleValue> arguments) throws WeightsRefused {
        try {
            return PickleCalls.create(type, arguments, this::charge);
        } catch (WeightsRefused unknown) {
            return inert(type, unknown);
        }
    }

    private PickleValue storageInBytes(List<PickleValue> arguments) throws IOException, WeightsRefused {
        // Each read of compressed bytes begins at their start.
        if (purpose == Purpose.STORAGE
                || arguments.size() != 1
                || !(arguments.get(0) instanceof Range range)
                || range.text()
                || range.bytes() instanceof Bytes.Deflated) {
            throw WeightsRefused.named(PickleCalls.STORAGE_IN_BYTES);
        }
        return TorchFile.storage(new Bytes.Window(range.bytes(), range.position(), range.length()));
    }

    private Inert inert(PickleValue type, WeightsRefused unknown) throws WeightsRefused {
        if (purpose != Purpose.DATA || isFull()) {
            throw unknown;
        }
        return new Inert(type instanceof Global global ? global.name() : "");
    }

    private void build(PickleValue object, PickleValue state) throws IOException, WeightsRefused {
        if (purpose == Purpose.DATA
                && object instanceof Array array
                && state instanceof Items items
                && items.items.size() == 5
                && items.items.get(4) instanceof Items objects) {
            array.objects = Optional.of(objects.items);
            array.scalar = items.items.get(1) instanceof Items shape && shape.items.isEmpty();
            return;
        }
        try {
            PickleCalls.build(object, state, this::charge);
        } catch (WeightsRefused unknown) {
            if (purpose != Purpose.DATA || isFull()) {
                throw unknown;
            }
        }
    }

    private boolean isFull() {
        return memory > (purpose == Purpose.DATA ? MAX_DATA : MAX_MEMORY);
    }

    private void protocol(int protocol) throws WeightsRefused {
        if (protocol < 2 || protocol > 5) {
            throw WeightsRefused.because("Its pickle is of protocol " + protocol + "; FLSys reads 2 to 5.");
        }
    }

    private void frame(long length) throws WeightsRefused {
        if (length < 0 || length > input.remaining()) {
            throw WeightsRefused.damaged("its pickle is cut off");
        }
    }

    private void integer(int length) throws IOException, WeightsRefused {
        if (length < 0 || length > MAX_INTEGER_BYTES) {
            throw WeightsRefused.because("Its pickle has a number of " + Integer.toUnsignedLong(length) + " bytes.");
        }
        byte[] little = input.array(length);
        byte[] big = new byte[length + 1];
        for (int i = 0; i < length; i++) {
            big[length - i] = little[i];
        }
        big[0] = (byte) (length > 0 && little[length - 1] < 0 ? -1 : 0);
        BigInteger value = new BigInteger(big);
        push(value.bitLength() < Long.SIZE ? new Plain(value.longValue()) : new Plain(value));
    }

    private void text(long length) throws IOException, WeightsRefused {
        if (length > LONG_VALUE) {
            push(new Range(input.bytes(), input.skip(length), length, true));
            return;
        }
        if (length < 0) {
            throw WeightsRefused.damaged("its pickle has a text of a negative length");
        }
        byte[] text = input.array((int) length);
        charge(2 * length + VALUE);
        push(new Plain(decoded(text)));
    }

    /** Text of Python 2 may be in any encoding: each byte is a character then. */
    private static String decoded(byte[] text) {
        try {
            return StandardCharsets.UTF_8
                    .newDecoder()
                    .decode(ByteBuffer.wrap(text))
                    .toString();
        } catch (CharacterCodingException other) {
            return new String(text, StandardCharsets.ISO_8859_1);
        }
    }

    private void bytes(long length) throws WeightsRefused {
        push(new Range(input.bytes(), input.skip(length), length, false));
    }

    private void global(String module, String name) throws WeightsRefused {
        if (module.startsWith("joblib.")) {
            throw WeightsRefused.named(module + "." + name); // what follows its arrays is no pickle
        }
        charge(2L * (module.length() + name.length()) + VALUE);
        push(new Global(("__builtin__".equals(module) ? "builtins" : module) + "." + name));
    }

    private static String name(PickleValue value) throws WeightsRefused {
        if (value instanceof Plain plain && plain.value() instanceof String text && text.length() <= MAX_NAME) {
            return text;
        }
        throw WeightsRefused.damaged("its pickle names a class by something that is no name");
    }

    private static Items tuple(PickleValue value) throws WeightsRefused {
        if (value instanceof Items items && items.isTuple) {
            return items;
        }
        throw WeightsRefused.damaged("its pickle calls something without arguments");
    }

    private Dict dict() throws WeightsRefused {
        charge(3 * ENTRY);
        return new Dict();
    }

    private void append(List<PickleValue> values) throws WeightsRefused {
        charge((long) values.size() * SLOT);
        PickleValue target = top();
        if (target instanceof Items items && !items.isTuple) {
            items.items.addAll(values);
        } else if (!(target instanceof Inert)) {
            throw WeightsRefused.damaged("its pickle adds values to something that is no list");
        }
    }

    private void set(List<PickleValue> values) throws WeightsRefused {
        PickleValue target = top();
        if (values.size() % 2 != 0) {
            throw WeightsRefused.damaged("its pickle has a key without a value");
        }
        charge((long) values.size() / 2 * ENTRY);
        if (target instanceof Dict dict) {
            for (int i = 0; i < values.size(); i += 2) {
                dict.put(values.get(i), values.get(i + 1));
            }
        } else if (!(target instanceof Inert)) {
            throw WeightsRefused.damaged("its pickle sets a value in something that is no dict");
        }
    }

    private void mark() throws WeightsRefused {
        charge(VALUE);
        marks.add(stack.size());
    }

    private List<PickleValue> popMark() throws WeightsRefused {
        if (marks.isEmpty()) {
            throw WeightsRefused.damaged("its pickle lacks the start of a list");
        }
        return popLast(stack.size() - marks.remove(marks.size() - 1));
    }

    private List<PickleValue> popLast(int count) throws WeightsRefused {
        int from = stack.size() - count;
        if (from < base()) {
            throw empty();
        }
        charge((long) count * SLOT + LIST);
        List<PickleValue> last = stack.subList(from, stack.size());
        List<PickleValue> values = new ArrayList<>(last);
        last.clear();
        return values;
    }

    private void popOrUnmark() throws WeightsRefused {
        if (!marks.isEmpty() && marks.get(marks.size() - 1) == stack.size()) {
            marks.remove(marks.size() - 1);
        } else {
            pop();
        }
    }

    private int base() {
        return marks.isEmpty() ? 0 : marks.get(marks.size() - 1);
    }

    private PickleValue pop() throws WeightsRefused {
        if (stack.size() <= base()) {
            throw empty();
        }
        return stack.remove(stack.size() - 1);
    }

    private PickleValue top() throws WeightsRefused {
        if (stack.size() <= base()) {
            throw empty();
        }
        return stack.get(stack.size() - 1);
    }

    private static WeightsRefused empty() {
        return WeightsRefused.damaged("its pickle takes more values than it has");
    }

    private void push(PickleValue value) throws WeightsRefused {
        charge(VALUE + SLOT);
        stack.add(value);
    }

    /** Pushes a value that exists already. */
    private void repeat(PickleValue value) throws WeightsRefused {
        charge(SLOT);
        stack.add(value);
    }

    private PickleValue charged(PickleValue value) throws WeightsRefused {
        charge(ENTRY);
        return value;
    }

    private void put(int index) throws WeightsRefused {
        if (index < 0 || index > 2L * memoized + 65_536) {
            throw WeightsRefused.damaged("its pickle names the value " + Integer.toUnsignedLong(index) + " in advance");
        }
        if (index >= memo.length) {
            int length = Math.max(index + 1, 2 * memo.length);
            charge(2L * Long.BYTES * length);
            memo = Arrays.copyOf(memo, length);
        }
        memo[index] = top();
        memoized++;
    }

    private void get(int index) throws WeightsRefused {
        if (index < 0 || index >= memo.length || memo[index] == null) {
            throw WeightsRefused.damaged("its pickle uses a value that it does not have");
        }
        repeat(memo[index]);
    }

    /** Counts the memory of values, by an estimate that is not less than their real memory. */
    private void charge(long bytes) throws WeightsRefused {
        memory += bytes;
        if (isFull()) {
            throw WeightsRefused.because(
                    purpose == Purpose.DATA
                            ? "Its pickle describes more than " + (MAX_DATA >> 20) + " MiB of values."
                            : "Its pickle describes more than " + (MAX_MEMORY >> 20)
                                    + " MiB of values that are not weights.");
        }
    }
}
