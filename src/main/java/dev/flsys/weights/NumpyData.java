package dev.flsys.weights;

import java.io.EOFException;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.channels.FileChannel;
import java.nio.file.Path;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.zip.ZipException;
import org.jspecify.annotations.Nullable;

/**
 * The plain data in the arrays that {@code numpy.save} and {@code numpy.savez} wrote: numbers, and objects as
 * {@link PickledData} reads them. No class is loaded and no function is called. Thread-safe.
 */
public final class NumpyData {

    private static final String SUFFIX = ".npy";

    /** Bytes of one array of objects. */
    private static final long MAX_PICKLE = 32L << 20;

    private NumpyData() {}

    /**
     * The array of a {@code .npy} file, as {@link PickledData} has values: a list of its first dimension.
     *
     * @param file a regular file
     * @param maxValues values that the result may have
     * @throws WeightsRefused if it is no such file, is incomplete, or has more values
     */
    public static @Nullable Object array(Path file, long maxValues) throws IOException, WeightsRefused {
        try (FileChannel channel = FileChannel.open(file)) {
            return value("0", new Bytes.Part(channel, 0, channel.size()), new PickledData(maxValues));
        } catch (EOFException | ZipException damaged) {
            throw incomplete();
        }
    }

    /**
     * The arrays of a {@code .npz} file by their names.
     *
     * @param file a regular file
     * @param maxValues values that the result may have
     * @throws WeightsRefused if it is no such file, is incomplete, or has more values
     */
    public static Map<String, @Nullable Object> archive(Path file, long maxValues) throws IOException, WeightsRefused {
        try (FileChannel channel = FileChannel.open(file)) {
            ZipEntries entries = ZipEntries.read(channel);
            PickledData data = new PickledData(maxValues);
            Map<String, @Nullable Object> arrays = new LinkedHashMap<>();
            for (String entry : entries.names()) {
                if (entry.endsWith(SUFFIX)) {
                    String name = name(entry);
                    arrays.put(name, value(name, entries.content(entry), data));
                }
            }
            return arrays;
        } catch (EOFException | ZipException damaged) {
            throw incomplete();
        }
    }

    /**
     * The names of the arrays of a {@code .npz} file, which are not read; empty if it is no such file.
     *
     * @param file a regular file
     */
    public static List<String> names(Path file) {
        try (FileChannel channel = FileChannel.open(file)) {
            return ZipEntries.read(channel).names().stream()
                    .filter(entry -> entry.endsWith(SUFFIX))
                    .map(NumpyData::name)
                    .toList();
        } catch (IOException | WeightsRefused other) {
            return List.of();
        }
    }

    private static String name(String entry) {
        return entry.substring(0, entry.length() - SUFFIX.length());
    }

    private static @Nullable Object value(String name, Bytes bytes, PickledData data)
            throws IOException, WeightsRefused {
        NumpyHeader header = NumpyHeader.read(name, bytes);
        if (!header.isObjects()) {
            return data.numbers(header.tensor(name, bytes));
        }
        long length = bytes.size() - header.data();
        if (length > MAX_PICKLE) {
            throw data.tooMany();
        }
        ByteBuffer pickle = ByteBuffer.allocate((int) length);
        bytes.read(header.data(), pickle);
        return data.read(new Bytes.Held(pickle.array()));
    }

    private static WeightsRefused incomplete() {
        return WeightsRefused.damaged("it is incomplete, or one of its entries is");
    }
}
