package dev.flsys.weights;

import java.io.EOFException;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.channels.FileChannel;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Optional;
import java.util.OptionalLong;
import java.util.zip.ZipException;

/**
 * An open file of weights: names, shapes and types of its tensors, and their bytes. Only the requested parts are read.
 * Any number of threads may read at once.
 *
 * <p>A file that becomes shorter while it is open gives an {@link EOFException}. The sums (CRC-32) of archives are not
 * checked.
 */
public final class WeightsFile implements AutoCloseable {

    private static final int HEAD_BYTES = 16;
    private static final int ZIP = 0x04034b50;
    private static final int PICKLE = 0x80;

    private final FileChannel channel;
    private final WeightsFormat format;
    private final Contents contents;
    private final WeightGroup main;

    private WeightsFile(FileChannel channel, WeightsFormat format, Contents contents) {
        this.channel = channel;
        this.format = format;
        this.contents = contents;
        this.main = main(contents.groups());
    }

    /**
     * The largest group; the first one if several have the same size. A group of an optimizer counts only if there is
     * no other one.
     */
    private static WeightGroup main(List<WeightGroup> groups) {
        WeightGroup main = groups.get(0);
        for (WeightGroup each : groups) {
            boolean better = main.isOfOptimizer() == each.isOfOptimizer()
                    ? each.elements() > main.elements()
                    : main.isOfOptimizer();
            main = better ? each : main;
        }
        return main;
    }

    /**
     * Opens a file and reads its directory.
     *
     * @throws WeightsRefused if it is not a regular file, or holds no state dict that this reader knows
     * @throws IOException if it cannot be read
     */
    public static WeightsFile open(Path file) throws IOException, WeightsRefused {
        if (Files.exists(file) && !Files.isRegularFile(file)) {
            throw WeightsRefused.because("It is not a regular file.");
        }
        FileChannel channel = FileChannel.open(file);
        try {
            try {
                return read(channel);
            } catch (EOFException | ZipException damaged) {
                throw WeightsRefused.damaged("it is incomplete, or one of its entries is");
            }
        } catch (IOException | WeightsRefused | RuntimeException | Error failed) {
            try {
                channel.close();
            } catch (IOException notClosed) {
                failed.addSuppressed(notClosed);
            }
            throw failed;
        }
    }

    private static WeightsFile read(FileChannel channel) throws IOException, WeightsRefused {
        Bytes file = new Bytes.Part(channel, 0, channel.size());
        ByteBuffer head =
                ByteBuffer.allocate((int) Math.min(HEAD_BYTES, file.size())).order(ByteOrder.LITTLE_ENDIAN);
        file.read(0, head);
        head.flip();
        if (head.limit() < HEAD_BYTES / 4) {
            throw WeightsRefused.because("The file is empty.");
        }
        if (head.getInt(0) == ZIP) {
            ZipEntries entries = ZipEntries.read(channel);
            Optional<Contents> torch = TorchFile.archive(entries);
            if (torch.isPresent()) {
                return new WeightsFile(channel, WeightsFormat.PYTORCH, torch.get());
            }
            Contents arrays = NumpyFile.archive(entries)
                    .orElseThrow(() -> WeightsRefused.because("The file is an archive that holds no weights."
                            + " Save the state dict instead: torch.save(model.state_dict(), PATH)."));
            return new WeightsFile(channel, WeightsFormat.NPZ, arrays);
        }
        if (NumpyHeader.begins(head)) {
            return new WeightsFile(channel, WeightsFormat.NPZ, NumpyFile.single(file));
        }
        if (SafetensorsFile.begins(head, file.size())) {
            return new WeightsFile(channel, WeightsFormat.SAFETENSORS, SafetensorsFile.read(file));
        }
        if (Byte.toUnsignedInt(head.get(0)) == PICKLE) {
            return new WeightsFile(channel, WeightsFormat.PYTORCH, TorchFile.pickles(file));
        }
        throw WeightsRefused.because("The file is not one that torch.save wrote; FLSys also reads .npz, .safetensors,"
                + " TorchScript and ONNX. Save the state dict instead: torch.save(model.state_dict(), PATH).");
    }

    public WeightsFormat format() {
        return format;
    }

    /**
     * The tensors of the main group, in the file's order: the group with the most elements, or the outermost one of
     * several such groups. A group of an optimizer counts only if there is no other group. Names are unique. A caller
     * that serves them checks that no other group of {@link #groups} fits as well.
     */
    public List<WeightTensor> tensors() {
        return main.tensors();
    }

    /** The keys in the file that lead to {@link #tensors}, joined by dots; empty for the content of the file. */
    public String path() {
        return main.path();
    }

    /** All dicts and lists of tensors in the file, the outer ones first; at least one. */
    public List<WeightGroup> groups() {
        return List.copyOf(contents.groups());
    }

    /**
     * Copies the elements of a tensor into {@code to}, from its position on. The position of {@code to} is behind the
     * elements afterwards. The copied elements are little-endian, row-major and contiguous, for any strides in the
     * file.
     *
     * @param tensor one of this file
     * @throws IllegalArgumentException if {@code to} has less room than {@link WeightTensor#bytes}
     * @throws EOFException if the file has become shorter
     * @throws ZipException if the tensor is compressed, and its bytes are damaged
     */
    public void read(WeightTensor tensor, ByteBuffer to) throws IOException {
        stored(tensor).read(to);
    }

    /**
     * The position of a tensor in the file, for {@link FileChannel#transferTo}. Empty if its bytes are not contiguous,
     * row-major and little-endian, or if it has no elements.
     */
    public OptionalLong position(WeightTensor tensor) {
        return stored(tensor).position();
    }

    public FileChannel channel() {
        return channel;
    }

    @Override
    public void close() throws IOException {
        channel.close();
    }

    private StoredTensor stored(WeightTensor tensor) {
        StoredTensor found = contents.stored().get(tensor);
        if (found == null) {
            throw new IllegalArgumentException("The tensor is of another file: " + tensor.name());
        }
        return found;
    }
}
