package dev.flsys.model.export;

import com.google.protobuf.CodedOutputStream;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.OutputStream;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/**
 * The graph of an architecture whose large tensors are in a file of weights beside it. onnxruntime maps that file into
 * memory, whereas it parses and copies the tensors inside an ONNX file. Reads and writes the wire format of
 * {@code onnx.proto} (field numbers of ONNX 1.19). Only initialisers of the main graph are moved; all other weights
 * stay inside.
 */
final class OutsideWeights {

    /** The name of the file of weights. */
    static final String FILE = "weights.bin";

    /**
     * The positions of tensors in the file of weights are multiples of this number of bytes, as in files of PyTorch.
     */
    static final int ALIGNMENT = 64;

    /** The weights that stay inside are in memory for a moment. */
    private static final long MAX_INSIDE = 4L << 20;

    private static final int GRAPH = 7;
    private static final int INITIALIZER = 5;
    private static final int RAW = 9;
    private static final int EXTERNAL_DATA = 13;
    private static final int DATA_LOCATION = 14;
    private static final int EXTERNAL = 1;
    private static final int BYTES = 2;

    private final byte[] graph;
    private final List<Architecture.Hole> holes;
    private final int least;
    private final Inside inside;
    private final Map<String, Moved> moved = new LinkedHashMap<>();

    /** The next byte of {@link #graph}, the next hole, and the bytes of the holes before. */
    private int at;

    private int next;
    private long filled;
    private long kept;
    private long end;

    private static final class TooLarge extends IOException {
        private static final long serialVersionUID = 1;
    }

    /** Writes the values of a tensor that stays in the graph. */
    @FunctionalInterface
    interface Inside {
        void write(Architecture.Hole hole, OutputStream to) throws IOException;
    }

    /**
     * A tensor in the file of weights.
     *
     * @param start its position in that file, in bytes
     */
    record Moved(String tensor, long start, int length) {}

    /** @param least the size of the smallest tensor that is moved, in bytes */
    OutsideWeights(Architecture architecture, int least, Inside inside) {
        this.graph = architecture.graph();
        this.holes = architecture.holes();
        this.least = least;
        this.inside = inside;
    }

    /**
     * The ONNX file without the moved tensors; empty if more than 4 MiB of weights would stay inside.
     *
     * @throws IOException if a tensor cannot be read, or the graph is damaged
     */
    Optional<byte[]> onnx() throws IOException {
        try {
            ByteArrayOutputStream result = new ByteArrayOutputStream(graph.length + (1 << 16));
            copyFields(position() + remaining(), GRAPH, result, this::writeGraph);
            return Optional.of(result.toByteArray());
        } catch (TooLarge inside) {
            return Optional.empty();
        } catch (IndexOutOfBoundsException | ArithmeticException damaged) {
            throw new IOException("The graph is damaged", damaged);
        }
    }

    /** The moved tensors in the order of the file of weights. Call {@link #onnx} before. */
    List<Moved> moved() {
        return new ArrayList<>(moved.values());
    }

    @FunctionalInterface
    private interface Message {
        /** Writes the message that ends at {@code until}. */
        void write(long until, ByteArrayOutputStream to) throws IOException;
    }

    /** Copies the fields up to {@code until}. The messages in the field {@code number} are written by {@code inner}. */
    private void copyFields(long until, int number, ByteArrayOutputStream to, Message inner) throws IOException {
        while (position() < until) {
            int from = at;
            long tag = varint();
            if (tag == ((number << 3) | BYTES)) {
                long length = varint();
                ByteArrayOutputStream message = new ByteArrayOutputStream();
                inner.write(position() + length, message);
                CodedOutputStream out = CodedOutputStream.newInstance(to);
                out.writeByteArray(number, message.toByteArray());
                out.flush();
            } else {
                long length = lengthOf(tag);
                to.write(graph, from, at - from);
                copy(length, to);
            }
        }
    }

    private void writeGraph(long until, ByteArrayOutputStream to) throws IOException {
        copyFields(until, INITIALIZER, to, this::writeTensor);
    }

    private void writeTensor(long until, ByteArrayOutputStream to) throws IOException {
        while (position() < until) {
            int from = at;
            long tag = varint();
            long length = lengthOf(tag);
            if (tag == ((RAW << 3) | BYTES) && length >= least && isHole(length)) {
                writePlace(move(skipHole()), to);
            } else {
                to.write(graph, from, at - from);
                copy(length, to);
            }
        }
    }

    private static void writePlace(Moved place, ByteArrayOutputStream to) throws IOException {
        CodedOutputStream out = CodedOutputStream.newInstance(to);
        out.writeByteArray(EXTERNAL_DATA, entry("location", FILE));
        out.writeByteArray(EXTERNAL_DATA, entry("offset", Long.toString(place.start())));
        out.writeByteArray(EXTERNAL_DATA, entry("length", Long.toString(place.length())));
        out.writeInt32(DATA_LOCATION, EXTERNAL);
        out.flush();
    }

    /** Two initialisers with the same tensor have the same place. */
    private Moved move(Architecture.Hole hole) {
        return moved.computeIfAbsent(hole.tensor(), name -> {
            long start = (end + ALIGNMENT - 1) / ALIGNMENT * ALIGNMENT;
            end = start + hole.length();
            return new Moved(name, start, hole.length());
        });
    }

    private static byte[] entry(String key, String value) throws IOException {
        ByteArrayOutputStream entry = new ByteArrayOutputStream();
        CodedOutputStream out = CodedOutputStream.newInstance(entry);
        out.writeString(1, key);
        out.writeString(2, value);
        out.flush();
        return entry.toByteArray();
    }

    /** The position in the whole file. */
    private long position() {
        return at + filled;
    }

    private long remaining() {
        long bytes = (long) graph.length - at;
        for (Architecture.Hole hole : holes.subList(next, holes.size())) {
            bytes += hole.length();
        }
        return bytes;
    }

    private boolean isHole(long length) {
        return next < holes.size()
                && holes.get(next).start() == position()
                && holes.get(next).length() == length;
    }

    private Architecture.Hole skipHole() {
        Architecture.Hole hole = holes.get(next++);
        filled += hole.length();
        return hole;
    }

    /** Copies {@code length} bytes of the whole file, with the weights among them. */
    private void copy(long length, ByteArrayOutputStream to) throws IOException {
        long until = position() + length;
        while (position() < until) {
            if (next < holes.size() && holes.get(next).start() == position()) {
                Architecture.Hole hole = skipHole();
                kept += hole.length();
                if (kept > MAX_INSIDE) {
                    throw new TooLarge();
                }
                inside.write(hole, to);
            } else {
                long stop =
                        next < holes.size() ? Math.min(until, holes.get(next).start()) : until;
                int bytes = Math.toIntExact(stop - position());
                to.write(graph, at, bytes);
                at += bytes;
            }
        }
    }

    /** The bytes of a field after its tag, and after its length if it has one. */
    private long lengthOf(long tag) throws IOException {
        return switch ((int) (tag & 7)) {
            case 0 -> {
                varint();
                yield 0;
            }
            case 1 -> 8;
            case BYTES -> varint();
            case 5 -> 4;
            default -> throw new IOException("The graph has a field of an unknown kind");
        };
    }

    private long varint() {
        long value = 0;
        for (int shift = 0; ; shift += 7) {
            byte each = graph[at++];
            value |= (long) (each & 0x7F) << shift;
            if (each >= 0) {
                return value;
            }
            if (shift > 56) {
                throw new ArithmeticException("A number is too long");
            }
        }
    }
}
