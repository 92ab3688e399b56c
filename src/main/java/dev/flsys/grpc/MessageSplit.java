package dev.flsys.grpc;

import com.google.protobuf.ByteString;
import com.google.protobuf.Descriptors.Descriptor;
import com.google.protobuf.Descriptors.FieldDescriptor;
import com.google.protobuf.InvalidProtocolBufferException;
import com.google.protobuf.UnsafeByteOperations;
import com.google.protobuf.WireFormat;
import io.netty.buffer.ByteBuf;
import java.nio.ByteBuffer;
import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * A message in pieces without its lists of byte strings, which may be large. The parser of protobuf would copy a byte
 * string that is in several pieces. Format: protobuf's encoding of fields.
 *
 * @param rest the other fields, in their order
 * @param strings the elements of the lists, in their order; views of the message
 */
record MessageSplit(ByteString rest, List<Element> strings) {

    private static final int MAX_BITS = 64;

    /** A byte string, and the list that it is an element of. */
    record Element(FieldDescriptor field, ByteString value) {}

    /** @throws InvalidProtocolBufferException if a field is not of that format; the parser finds other faults */
    static MessageSplit of(ByteBuf message, Descriptor type) throws InvalidProtocolBufferException {
        ByteBuf in = message.duplicate();
        List<ByteBuf> others = new ArrayList<>();
        List<Element> strings = new ArrayList<>();
        int begin = in.readerIndex();
        while (in.isReadable()) {
            int start = in.readerIndex();
            int tag = (int) readVarint(in);
            FieldDescriptor list = listOfBytes(type, tag);
            long length = WireFormat.getTagWireType(tag) == WireFormat.WIRETYPE_LENGTH_DELIMITED ? readVarint(in) : 0;
            if (list == null) {
                skip(in, tag, length);
                continue;
            }
            others.add(message.slice(begin, start - begin));
            strings.add(new Element(list, readString(in.readSlice(checkLength(in, length)))));
            begin = in.readerIndex();
        }
        others.add(message.slice(begin, in.readerIndex() - begin));
        return new MessageSplit(UnsafeByteOperations.unsafeWrap(join(others)), strings);
    }

    private static @Nullable FieldDescriptor listOfBytes(Descriptor type, int tag) {
        FieldDescriptor field = type.findFieldByNumber(WireFormat.getTagFieldNumber(tag));
        return field != null
                        && field.isRepeated()
                        && field.getJavaType() == FieldDescriptor.JavaType.BYTE_STRING
                        && WireFormat.getTagWireType(tag) == WireFormat.WIRETYPE_LENGTH_DELIMITED
                ? field
                : null;
    }

    private static void skip(ByteBuf in, int tag, long length) throws InvalidProtocolBufferException {
        switch (WireFormat.getTagWireType(tag)) {
            case WireFormat.WIRETYPE_VARINT -> readVarint(in);
            case WireFormat.WIRETYPE_FIXED64 -> in.skipBytes(checkLength(in, Long.BYTES));
            case WireFormat.WIRETYPE_FIXED32 -> in.skipBytes(checkLength(in, Integer.BYTES));
            case WireFormat.WIRETYPE_LENGTH_DELIMITED -> in.skipBytes(checkLength(in, length));
            // The messages have no groups. The fields of a group would be read as fields of the message.
            default -> throw new InvalidProtocolBufferException("A field is a group or has no type");
        }
    }

    private static long readVarint(ByteBuf in) throws InvalidProtocolBufferException {
        long value = 0;
        for (int bits = 0; bits < MAX_BITS && in.isReadable(); bits += Byte.SIZE - 1) {
            byte next = in.readByte();
            value |= (long) (next & 0x7f) << bits;
            if (next >= 0) {
                return value;
            }
        }
        throw new InvalidProtocolBufferException("A number has no end");
    }

    private static int checkLength(ByteBuf in, long length) throws InvalidProtocolBufferException {
        if (length < 0 || length > in.readableBytes()) {
            throw new InvalidProtocolBufferException("A field is longer than its message");
        }
        return (int) length;
    }

    private static ByteString readString(ByteBuf bytes) {
        List<ByteString> pieces = new ArrayList<>();
        for (ByteBuffer piece : bytes.nioBuffers()) {
            pieces.add(UnsafeByteOperations.unsafeWrap(piece));
        }
        return ByteString.copyFrom(pieces);
    }

    private static byte[] join(List<ByteBuf> parts) {
        byte[] all = new byte[parts.stream().mapToInt(ByteBuf::readableBytes).sum()];
        int at = 0;
        for (ByteBuf part : parts) {
            int count = part.readableBytes();
            part.getBytes(part.readerIndex(), all, at, count);
            at += count;
        }
        return all;
    }
}
