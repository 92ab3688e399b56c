package dev.flsys.weights;

import dev.flsys.weights.PickleValue.Items;
import dev.flsys.weights.PickleValue.Plain;
import java.io.IOException;
import java.math.BigInteger;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.util.Comparator;
import java.util.HashMap;
import java.util.HashSet;
import java.util.Map;
import java.util.Optional;
import java.util.Set;

/**
 * The files of {@code torch.save} (torch/serialization.py): a zip archive with {@code data.pkl} and one entry for each
 * storage, or, before torch 1.6, several pickles and then the storages. Plain pickles of arrays and tensors, too.
 */
final class TorchFile {

    private static final String PICKLE = "data.pkl";
    private static final BigInteger MAGIC = new BigInteger("1950A86A20F9469CFC6C", 16);
    private static final int MAX_STORAGES = 65_536;

    private TorchFile() {}

    /** The tensors of an archive; empty if it has no {@code data.pkl}. */
    static Optional<Contents> archive(ZipEntries entries) throws IOException, WeightsRefused {
        Optional<String> pickle = entries.names().stream()
                .filter(name -> name.equals(PICKLE) || name.endsWith("/" + PICKLE))
                .min(Comparator.comparingInt(String::length));
        if (pickle.isEmpty()) {
            return Optional.empty();
        }
        if (entries.names().stream().anyMatch(name -> name.endsWith("/constants.pkl"))) {
            throw WeightsRefused.because("The file is a TorchScript archive, not a state dict.");
        }
        String folder = pickle.get().substring(0, pickle.get().length() - PICKLE.length());
        Map<String, Bytes> storages = new HashMap<>();
        PickleValue content = PickleReader.read(new PickleInput(entries.content(pickle.get())));
        return Optional.of(StateDicts.find(
                content,
                storage -> {
                    Bytes known = storages.get(storage.key());
                    if (known == null) {
                        known = entries.content(folder + "data/" + storage.key());
                        storages.put(storage.key(), known);
                    }
                    return known;
                },
                isBigEndian(entries, folder + "byteorder")));
    }

    private static boolean isBigEndian(ZipEntries entries, String name) throws IOException, WeightsRefused {
        if (!entries.has(name)) {
            return false;
        }
        Bytes order = entries.content(name);
        ByteBuffer text = ByteBuffer.allocate((int) Math.min(16, order.size()));
        order.read(0, text);
        return new String(text.array(), StandardCharsets.ISO_8859_1).strip().equals("big");
    }

    /** Reads the older format, or a plain pickle. */
    static Contents pickles(Bytes file) throws IOException, WeightsRefused {
        PickleInput input = new PickleInput(file);
        PickleValue first = PickleReader.read(input);
        if (!isMagic(first)) {
            return StateDicts.find(first, TorchFile::none, false);
        }
        PickleReader.read(input); // the version of the format
        boolean bigEndian = isBigEndian(PickleReader.read(input));
        Map<String, PickleValue.Storage> described = new HashMap<>();
        PickleValue content = PickleReader.read(input, described);
        Map<String, Bytes> storages = storages(PickleReader.read(input), described, input);
        return StateDicts.find(
                content,
                storage -> {
                    Bytes found = storages.get(storage.key());
                    return found == null ? none(storage) : found;
                },
                bigEndian);
    }

    /**
     * The storage in bytes of the older format that are inside of a pickle, as {@code pickle.dump} writes the storages
     * of tensors ({@code TypedStorage.__reduce__} in torch/storage.py).
     */
    static PickleValue.Storage storage(Bytes file) throws IOException, WeightsRefused {
        PickleInput input = PickleInput.small(file);
        Map<String, PickleValue.Storage> described = new HashMap<>();
        if (!isMagic(PickleReader.readOfStorage(input, described))) {
            throw WeightsRefused.damaged("a storage in its pickle has an unknown form");
        }
        PickleReader.readOfStorage(input, described); // the version of the format
        if (isBigEndian(PickleReader.readOfStorage(input, described))) {
            throw WeightsRefused.because("The pickle is of a machine with another byte order."
                    + " Save the state dict instead: torch.save(model.state_dict(), PATH).");
        }
        PickleValue content = PickleReader.readOfStorage(input, described);
        Map<String, Bytes> storages = storages(PickleReader.readOfStorage(input, described), described, input);
        if (content instanceof PickleValue.Storage storage && storages.containsKey(storage.key())) {
            return storage.with(storages.get(storage.key()));
        }
        throw WeightsRefused.damaged("a storage in its pickle is incomplete");
    }

    private static boolean isMagic(PickleValue first) {
        return first instanceof Plain plain && MAGIC.equals(plain.value());
    }

    private static boolean isBigEndian(PickleValue system) {
        return system instanceof PickleValue.Dict dict
                && dict.entries.get("little_endian") instanceof Plain little
                && Boolean.FALSE.equals(little.value());
    }

    /** The storages after the pickles: for each key the number of elements in 8 bytes, then the elements. */
    private static Map<String, Bytes> storages(
            PickleValue keys, Map<String, PickleValue.Storage> described, PickleInput input)
            throws IOException, WeightsRefused {
        Map<String, Bytes> found = new HashMap<>();
        if (!(keys instanceof Items items) || items.items.size() > MAX_STORAGES) {
            throw WeightsRefused.damaged("its list of storages is incomplete");
        }
        Set<String> left = new HashSet<>(described.keySet());
        for (PickleValue key : items.items) {
            String name = key instanceof Plain plain ? String.valueOf(plain.value()) : "";
            PickleValue.Storage storage = described.get(name);
            if (storage == null || !left.remove(name)) {
                throw WeightsRefused.damaged("its list of storages is incomplete");
            }
            long count = input.int64();
            int width = storage.type().bytes();
            if (count < 0 || count > input.remaining() / width) {
                throw WeightsRefused.damaged("a storage is longer than the file");
            }
            found.put(name, new Bytes.Window(input.bytes(), input.skip(count * width), count * width));
        }
        return found;
    }

    private static Bytes none(PickleValue.Storage storage) throws WeightsRefused {
        throw WeightsRefused.damaged("it has no storage " + WeightsRefused.shown(storage.key()));
    }
}
