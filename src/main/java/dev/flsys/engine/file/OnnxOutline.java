package dev.flsys.engine.file;

import dev.flsys.engine.torchscript.FilePart;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.channels.FileChannel;
import java.util.Optional;

/**
 * Walks the top-level fields of an ONNX file without reading their contents: {@code ModelProto} of {@code onnx.proto},
 * in the wire format of Protocol Buffers. A file that was cut off or holds something else is detected within
 * microseconds.
 */
final class OnnxOutline {

    private static final int GRAPH = 7;
    private static final int VARINT = 0;
    private static final int FIXED64 = 1;
    private static final int BYTES = 2;
    private static final int FIXED32 = 5;

    /** A tag and a length are at most twenty bytes. */
    private static final int PIECE = 20;

    /** Real files have a few dozen fields at the top. */
    private static final int MAX_FIELDS = 100_000;

    private OnnxOutline() {}

    /**
     * The reason why the file is not an ONNX model, in sentences; empty if it may be one.
     *
     * @throws IOException if it cannot be read
     */
    static Optional<String> findFault(FileChannel channel) throws IOException {
        long size = channel.size();
        long at = 0;
        boolean graph = false;
        for (int fields = 0; at < size && fields < MAX_FIELDS; fields++) {
            ByteBuffer piece = FilePart.read(channel, at, PIECE);
            long tag = varint(piece);
            graph |= tag >>> 3 == GRAPH && (tag & 7) == BYTES;
            long content = content(tag, piece);
            if (tag <= 0 || tag >>> 3 == 0 || content < 0) {
                return Optional.of("The file is no ONNX model, or is damaged. Export it again.");
            }
            at += piece.position();
            // The sum of the two may exceed a long.
            if (content > size - at) {
                return Optional.of("The file is damaged: its end is missing. Export or download it again.");
            }
            at += content;
        }
        return graph ? Optional.empty() : Optional.of("The file is no ONNX model: it has no graph. Export it again.");
    }

    /** The bytes of the field's value after {@code piece}'s position; negative if the field is invalid. */
    private static long content(long tag, ByteBuffer piece) {
        return switch ((int) (tag & 7)) {
            case VARINT -> varint(piece) == -1 && !piece.hasRemaining() ? -1 : 0;
            case FIXED64 -> 8;
            case BYTES -> varint(piece);
            case FIXED32 -> 4;
            default -> -1;
        };
    }

    /** The next number; -1 if it is incomplete. */
    private static long varint(ByteBuffer piece) {
        long value = 0;
        for (int shift = 0; shift < 64 && piece.hasRemaining(); shift += 7) {
            byte next = piece.get();
            value |= (next & 0x7FL) << shift;
            if (next >= 0) {
                return value;
            }
        }
        return -1;
    }
}
