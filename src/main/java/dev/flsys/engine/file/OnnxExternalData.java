package dev.flsys.engine.file;

import com.google.protobuf.CodedInputStream;
import com.google.protobuf.InvalidProtocolBufferException;
import com.google.protobuf.WireFormat;
import java.io.IOException;
import java.io.InputStream;
import java.nio.file.Files;
import java.nio.file.InvalidPathException;
import java.nio.file.Path;
import java.util.LinkedHashSet;
import java.util.Set;
import java.util.stream.StreamSupport;
import org.jspecify.annotations.Nullable;

/**
 * The files outside an ONNX file that contain its tensors, and the rule that decides which of them may be read.
 * onnxruntime itself would open any file that a model names. Walks the wire format of {@code onnx.proto} (field numbers
 * of ONNX 1.19) and keeps no tensor in memory.
 */
public final class OnnxExternalData {

    /** The limit of protobuf's own parsers; onnxruntime reads nothing deeper. */
    private static final int MAX_DEPTH = 100;

    private static final int MAX_ENTRY_BYTES = 16 * 1024;
    private static final int MAX_LOCATIONS = 10_000;
    private static final int EXTERNAL = 1;
    private static final int MAX_SHOWN = 80;

    private final Set<String> locations = new LinkedHashSet<>();
    private final CodedInputStream input;

    private OnnxExternalData(CodedInputStream input) {
        this.input = input;
    }

    /** The messages of the format that can contain tensors at any depth. */
    private enum Message {
        MODEL,
        TRAINING,
        FUNCTION,
        GRAPH,
        NODE,
        ATTRIBUTE,
        SPARSE_TENSOR,
        TENSOR;

        /** The message in the field {@code number}; null if it contains no tensors. */
        @Nullable Message field(int number) {
            return switch (this) {
                case MODEL -> number == 7 ? GRAPH : number == 20 ? TRAINING : number == 25 ? FUNCTION : null;
                case TRAINING -> number == 1 || number == 2 ? GRAPH : null;
                case FUNCTION -> number == 7 ? NODE : number == 11 ? ATTRIBUTE : null;
                case GRAPH -> number == 1 ? NODE : number == 5 ? TENSOR : number == 15 ? SPARSE_TENSOR : null;
                case NODE -> number == 5 ? ATTRIBUTE : null;
                case ATTRIBUTE ->
                    switch (number) {
                        case 5, 10 -> TENSOR;
                        case 6, 11 -> GRAPH;
                        case 22, 23 -> SPARSE_TENSOR;
                        default -> null;
                    };
                case SPARSE_TENSOR -> number == 1 || number == 2 ? TENSOR : null;
                case TENSOR -> null;
            };
        }
    }

    /**
     * The locations that the tensors of {@code onnx} name, unchanged; none if all tensors are inside.
     *
     * @throws ModelUnusable if the file cannot be read, or is not an ONNX file; the detail is the rest of a sentence
     */
    public static Set<String> locations(Path onnx) {
        RegularFile.require(onnx);
        try (InputStream bytes = Files.newInputStream(onnx)) {
            OnnxExternalData found = new OnnxExternalData(CodedInputStream.newInstance(bytes));
            found.walk(Message.MODEL, 0);
            return found.locations;
        } catch (InvalidProtocolBufferException malformed) {
            throw new ModelUnusable("does not load: it is not a complete ONNX file", malformed);
        } catch (IOException unreadable) {
            throw new ModelUnusable("cannot be read", unreadable);
        }
    }

    /**
     * Refuses a model with external weights.
     *
     * @throws ModelUnusable if a tensor of {@code onnx} is outside the file
     */
    public static void requireNone(Path onnx) {
        for (String location : locations(onnx)) {
            throw new ModelUnusable(
                    "keeps its weights in another file (" + shown(location) + "); they have to be inside");
        }
    }

    /**
     * Checks that all weights are inside the file or beside it.
     *
     * @return the files that hold them, relative to the folder of {@code onnx}; none if all weights are inside
     * @throws ModelUnusable if a tensor of {@code onnx} is neither inside nor in a regular file in or below its folder,
     *     links followed
     */
    public static Set<String> requireBeside(Path onnx) {
        Set<String> found = locations(onnx);
        for (String location : found) {
            if (!isBeside(onnx, location)) {
                throw notBeside(location);
            }
        }
        return found;
    }

    /**
     * Copies {@code onnx} and the files beside it that have its weights. onnxruntime maps such files into memory. If it
     * mapped the files themselves, a loaded model would change with them. A file that becomes shorter would end the
     * process.
     *
     * @return the copy of {@code onnx}
     * @throws ModelUnusable in the cases of {@link #requireBeside}; also if the folder for temporary files has too
     *     little space
     * @throws IOException if a file cannot be read or written
     */
    public static Path copyInto(PrivateCopy copies, Path onnx) throws IOException {
        Path copy = copied(copies, onnx, "model.onnx");
        for (String location : locations(copy)) {
            if (!isBeside(onnx, location)) {
                throw notBeside(location);
            }
            copied(copies, onnx.resolveSibling(location), location);
        }
        return copy;
    }

    private static Path copied(PrivateCopy copies, Path file, String name) throws IOException {
        return copies.add(file, name)
                .orElseThrow(() -> new ModelUnusable("keeps weights in other files, which are copied to "
                        + PrivateCopy.place() + " for the load, and that folder has too little space; make room there,"
                        + " or save the model as one file"));
    }

    private static ModelUnusable notBeside(String location) {
        return new ModelUnusable("keeps weights in " + shown(location) + ", which is not a file in its folder");
    }

    private static boolean isBeside(Path onnx, String location) {
        try {
            Path written = Path.of(location);
            boolean plain = !location.isEmpty()
                    && location.indexOf('\\') < 0
                    && !written.isAbsolute()
                    && StreamSupport.stream(written.spliterator(), false)
                            .noneMatch(part -> part.toString().equals(".."));
            Path folder = onnx.toAbsolutePath().resolveSibling("").toRealPath();
            Path file = folder.resolve(written);
            return plain && file.toRealPath().startsWith(folder) && Files.isRegularFile(file);
        } catch (InvalidPathException | IOException missing) {
            return false;
        }
    }

    /** The last part of a location, shortened for clients. */
    private static String shown(String location) {
        String name = location.substring(Math.max(location.lastIndexOf('/'), location.lastIndexOf('\\')) + 1)
                .replaceAll("\\p{Cntrl}", "?");
        return "'" + (name.length() <= MAX_SHOWN ? name : name.substring(0, MAX_SHOWN) + "…") + "'";
    }

    private void walk(Message message, int depth) throws IOException {
        if (depth > MAX_DEPTH) {
            throw new InvalidProtocolBufferException("Too deep");
        }
        boolean external = false;
        boolean located = false;
        for (int tag = input.readTag(); tag != 0; tag = input.readTag()) {
            int number = WireFormat.getTagFieldNumber(tag);
            boolean bytes = WireFormat.getTagWireType(tag) == WireFormat.WIRETYPE_LENGTH_DELIMITED;
            Message inner = bytes ? message.field(number) : null;
            if (inner != null) {
                int end = enter(Integer.MAX_VALUE);
                walk(inner, depth + 1);
                leave(end);
            } else if (message == Message.TENSOR && number == 13 && bytes) {
                int end = enter(MAX_ENTRY_BYTES);
                located |= readEntry();
                leave(end);
            } else if (message == Message.TENSOR && number == 14 && !bytes) {
                external |= input.readEnum() == EXTERNAL;
            } else if (!input.skipField(tag)) {
                throw new InvalidProtocolBufferException("A group has an end without a start");
            }
        }
        if (external && !located) {
            locate("");
        }
    }

    /** Reads a key and its value; true if they are the location. */
    private boolean readEntry() throws IOException {
        String key = "";
        String value = "";
        for (int tag = input.readTag(); tag != 0; tag = input.readTag()) {
            if (tag == WireFormat.WIRETYPE_LENGTH_DELIMITED + 8) {
                key = input.readString();
            } else if (tag == WireFormat.WIRETYPE_LENGTH_DELIMITED + 16) {
                value = input.readString();
            } else if (!input.skipField(tag)) {
                throw new InvalidProtocolBufferException("A group has an end without a start");
            }
        }
        if (key.equals("location")) {
            locate(value);
            return true;
        }
        return false;
    }

    private void locate(String location) throws IOException {
        if (locations.size() >= MAX_LOCATIONS) {
            throw new InvalidProtocolBufferException("Too many files");
        }
        locations.add(location);
    }

    private int enter(int maxBytes) throws IOException {
        int length = input.readRawVarint32();
        if (length > maxBytes) {
            throw new InvalidProtocolBufferException("Too long");
        }
        return input.pushLimit(length);
    }

    private void leave(int end) throws IOException {
        // the walk also stops at the end of the file
        if (input.getBytesUntilLimit() != 0) {
            throw new InvalidProtocolBufferException("Cut off");
        }
        input.popLimit(end);
    }
}
