package dev.flsys.model.export;

import dev.flsys.project.PrivateFiles;
import dev.flsys.project.Sha256;
import dev.flsys.weights.WeightTensor;
import dev.flsys.weights.WeightsFile;
import java.io.EOFException;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.channels.Channels;
import java.nio.channels.FileChannel;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.security.MessageDigest;
import java.util.HashMap;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalLong;
import java.util.zip.CRC32;

/**
 * The file of an architecture with the weights of a file. A tensor whose values are contiguous in the file is copied in
 * parts of at most 128 KiB, or by the system. So the memory for it does not depend on its size. For use by one thread.
 */
final class FilledFile {

    private static final int PART = 1 << 17;

    private final Architecture architecture;
    private final WeightsFile weights;
    private final Map<String, WeightTensor> tensors = new HashMap<>();
    private final ByteBuffer part = ByteBuffer.allocateDirect(PART);

    /** Gets the bytes of the file in their order; it consumes each buffer. */
    @FunctionalInterface
    private interface Target {
        void accept(ByteBuffer bytes) throws IOException;
    }

    /** @throws IOException if the weights lack a tensor, or have another one in a place that the graph depends on */
    FilledFile(Architecture architecture, WeightsFile weights) throws IOException {
        this.architecture = architecture;
        this.weights = weights;
        weights.tensors().forEach(tensor -> tensors.put(tensor.name(), tensor));
        for (Architecture.Hole hole : architecture.holes()) {
            if (byteSize(hole.tensor()) != hole.length()) {
                throw new IOException("The tensor " + hole.tensor() + " is of another size or type");
            }
        }
        for (Map.Entry<String, String> fixed : architecture.fixed().entrySet()) {
            long size = byteSize(fixed.getKey());
            MessageDigest digest = Sha256.begin();
            copy(fixed.getKey(), size, digest::update);
            if (!Sha256.end(digest).equals(fixed.getValue())) {
                throw new IOException("The graph depends on other values of " + fixed.getKey());
            }
        }
    }

    /** The SHA-256 of the whole file, in hexadecimal. */
    String sha256() throws IOException {
        MessageDigest digest = Sha256.begin();
        copyAll(digest::update);
        return Sha256.end(digest);
    }

    /** Writes the whole file to {@code file}. */
    void write(Path file) throws IOException {
        try (FileChannel channel = PrivateFiles.open(file, StandardOpenOption.CREATE_NEW, StandardOpenOption.WRITE)) {
            copyAll(bytes -> write(bytes, channel));
        }
    }

    /**
     * Writes the file with tensors of at least {@code least} bytes in {@link OutsideWeights#FILE} beside it.
     *
     * @return false if the other weights of the graph are too large; nothing is written then
     */
    boolean writeOutside(Path file, int least) throws IOException {
        OutsideWeights outside = new OutsideWeights(architecture, least, (hole, to) -> {
            copy(hole.tensor(), hole.length(), bytes -> Channels.newChannel(to).write(bytes));
        });
        Optional<byte[]> onnx = outside.onnx();
        if (onnx.isEmpty()) {
            return false;
        }
        PrivateFiles.write(file, onnx.get());
        try (FileChannel channel = PrivateFiles.open(
                file.resolveSibling(OutsideWeights.FILE), StandardOpenOption.CREATE_NEW, StandardOpenOption.WRITE)) {
            for (OutsideWeights.Moved each : outside.moved()) {
                channel.position(each.start());
                transfer(each.tensor(), each.length(), channel);
            }
        }
        return true;
    }

    private void transfer(String name, long size, FileChannel to) throws IOException {
        OptionalLong position = weights.position(tensor(name));
        if (position.isEmpty()) {
            copy(name, size, bytes -> write(bytes, to));
            return;
        }
        for (long done = 0; done < size; ) {
            long more = weights.channel().transferTo(position.getAsLong() + done, size - done, to);
            if (more <= 0) {
                throw new EOFException("The file of weights became shorter");
            }
            done += more;
        }
    }

    private static void write(ByteBuffer bytes, FileChannel to) throws IOException {
        while (bytes.hasRemaining()) {
            to.write(bytes);
        }
    }

    /** The graph with the checksums of the weights. */
    private byte[] graph() throws IOException {
        byte[] graph = architecture.graph().clone();
        ByteBuffer bytes = ByteBuffer.wrap(graph).order(ByteOrder.LITTLE_ENDIAN);
        for (Architecture.Hole hole : architecture.holes()) {
            if (!hole.checksums().isEmpty()) {
                CRC32 crc = new CRC32();
                copy(hole.tensor(), hole.length(), crc::update);
                for (long position : hole.checksums()) {
                    bytes.putInt(architecture.place(position), (int) crc.getValue());
                }
            }
        }
        return graph;
    }

    private void copyAll(Target target) throws IOException {
        byte[] graph = graph();
        long at = 0;
        int done = 0;
        for (Architecture.Hole hole : architecture.holes()) {
            int length = (int) (hole.start() - at);
            target.accept(ByteBuffer.wrap(graph, done, length));
            done += length;
            copy(hole.tensor(), hole.length(), target);
            at = hole.start() + hole.length();
        }
        target.accept(ByteBuffer.wrap(graph, done, graph.length - done));
    }

    private void copy(String name, long size, Target target) throws IOException {
        WeightTensor tensor = tensor(name);
        OptionalLong position = weights.position(tensor);
        if (position.isEmpty()) {
            ByteBuffer values = ByteBuffer.allocate(Math.toIntExact(size));
            weights.read(tensor, values);
            target.accept(values.rewind());
            return;
        }
        long at = position.getAsLong();
        for (long left = size; left > 0; ) {
            part.clear().limit((int) Math.min(left, PART));
            int read = weights.channel().read(part, at);
            if (read < 0) {
                throw new EOFException("The file of weights became shorter");
            }
            at += read;
            left -= read;
            target.accept(part.flip());
        }
    }

    private WeightTensor tensor(String name) throws IOException {
        WeightTensor tensor = tensors.get(name);
        if (tensor == null) {
            throw new IOException("There is no tensor " + name);
        }
        return tensor;
    }

    private long byteSize(String name) throws IOException {
        try {
            return tensor(name).bytes();
        } catch (ArithmeticException impossible) {
            throw new IOException("The tensor " + name + " is too large", impossible);
        }
    }
}
