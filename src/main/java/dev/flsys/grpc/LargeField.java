package dev.flsys.grpc;

import com.google.protobuf.WireFormat;
import io.netty.buffer.ByteBuf;

/** Finds the first field of a message that is longer than the bytes that have arrived, such as a tensor. */
final class LargeField {

    private static final int MOST_BITS = 64;

    private LargeField() {}

    /**
     * The index of the first byte of its value; 0 if there is none, or the message is malformed.
     *
     * @param start the first bytes of a message
     */
    static int start(ByteBuf start) {
        ByteBuf in = start.duplicate();
        try {
            while (in.isReadable()) {
                long length = length(in, WireFormat.getTagWireType((int) varint(in)));
                if (length < 0) {
                    return 0;
                }
                if (length > in.readableBytes()) {
                    return in.readerIndex() - start.readerIndex();
                }
                in.skipBytes((int) length);
            }
        } catch (IndexOutOfBoundsException cutOff) {
            // The field is not complete.
        }
        return 0;
    }

    /** The length of the value that follows; negative for a group, or if there is no such type. */
    private static long length(ByteBuf in, int type) {
        return switch (type) {
            case WireFormat.WIRETYPE_LENGTH_DELIMITED -> varint(in);
            case WireFormat.WIRETYPE_FIXED64 -> Long.BYTES;
            case WireFormat.WIRETYPE_FIXED32 -> Integer.BYTES;
            case WireFormat.WIRETYPE_VARINT -> {
                var unused = varint(in);
                yield 0;
            }
            default -> -1;
        };
    }

    private static long varint(ByteBuf in) {
        long value = 0;
        for (int bits = 0; bits < MOST_BITS; bits += Byte.SIZE - 1) {
            byte next = in.readByte();
            value |= (long) (next & 0x7f) << bits;
            if (next >= 0) {
                break;
            }
        }
        return value;
    }
}
