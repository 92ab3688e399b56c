package dev.flsys.grpc;

import com.google.protobuf.CodedInputStream;
import com.google.protobuf.Descriptors.Descriptor;
import com.google.protobuf.Descriptors.FieldDescriptor;
import com.google.protobuf.InvalidProtocolBufferException;
import com.google.protobuf.Message;
import com.google.protobuf.Parser;
import com.google.protobuf.UnsafeByteOperations;
import com.google.protobuf.WireFormat;
import io.netty.buffer.ByteBuf;
import java.io.IOException;
import java.util.List;

/**
 * Parses messages of one type. Before that, it counts the parts of a message. Two bytes of a message can become an
 * object of a hundred bytes, so a limit of bytes does not bound the memory. Thread-safe.
 *
 * @param parser ignores unknown fields
 */
record MessageParser<Q extends Message>(Descriptor type, Parser<Q> parser) {

    /** The most messages, strings and byte strings in a message. */
    private static final int MAX_PARTS = 100_000;

    /**
     * The most bytes of all lists of whole numbers in a message. One of these bytes becomes up to eight bytes in
     * memory.
     */
    private static final int MAX_LISTS = 8 * 1024 * 1024;

    /**
     * Parses a message.
     *
     * @param bytes are not copied if they are one piece, nor are byte strings in lists: they are views of them
     * @throws GrpcProblem if it is malformed, or has too many parts
     */
    Q parse(ByteBuf bytes) {
        try {
            return bytes.nioBufferCount() == 1
                    ? parse(new MessageSplit(UnsafeByteOperations.unsafeWrap(bytes.nioBuffer()), List.of()))
                    : parse(MessageSplit.of(bytes, type));
        } catch (InvalidProtocolBufferException malformed) {
            throw GrpcProblem.malformed("The message is not a valid " + type.getFullName() + ".");
        } catch (IOException impossible) {
            throw new IllegalStateException(impossible);
        }
    }

    private Q parse(MessageSplit split) throws IOException {
        Count count = new Count();
        split.strings().forEach(element -> count.addPart());
        count.add(split.rest().newCodedInput(), type);
        CodedInputStream input = split.rest().newCodedInput();
        input.enableAliasing(true);
        Q rest = parser.parseFrom(input);
        if (split.strings().isEmpty()) {
            return rest;
        }
        Message.Builder all = rest.toBuilder();
        split.strings().forEach(element -> all.addRepeatedField(element.field(), element.value()));
        @SuppressWarnings("unchecked") // the builder of a message builds that kind of message
        Q complete = (Q) all.build();
        return complete;
    }

    /** The parts of a message so far. */
    private static final class Count {

        private int parts;
        private long listBytes;

        void add(CodedInputStream input, Descriptor type) throws IOException {
            for (int tag = input.readTag(); tag != 0; tag = input.readTag()) {
                FieldDescriptor field = type.findFieldByNumber(WireFormat.getTagFieldNumber(tag));
                boolean delimited = WireFormat.getTagWireType(tag) == WireFormat.WIRETYPE_LENGTH_DELIMITED;
                if (delimited && field != null && field.getJavaType() == FieldDescriptor.JavaType.MESSAGE) {
                    int end = input.pushLimit(input.readRawVarint32());
                    addPart();
                    add(input, field.getMessageType());
                    input.popLimit(end);
                    continue;
                }
                int begin = input.getTotalBytesRead();
                if (!input.skipField(tag)) {
                    break;
                }
                if (field != null && isListOfWholeNumbers(field)) {
                    // A list may come in one piece, in several, or number by number.
                    addToLists(input.getTotalBytesRead() - begin);
                } else if (delimited && field != null) {
                    addPart();
                }
            }
        }

        private void addPart() {
            parts++;
            if (parts > MAX_PARTS) {
                throw GrpcProblem.tooLarge("The message has more than " + MAX_PARTS + " parts.");
            }
        }

        private void addToLists(int bytes) {
            listBytes += bytes;
            if (listBytes > MAX_LISTS) {
                throw GrpcProblem.tooLarge("The lists of whole numbers have more than " + MAX_LISTS
                        + " bytes. Send such tensors in raw_input_contents.");
            }
        }

        private static boolean isListOfWholeNumbers(FieldDescriptor field) {
            return field.isRepeated()
                    && switch (field.getJavaType()) {
                        case INT, LONG, BOOLEAN, ENUM -> true;
                        default -> false;
                    };
        }
    }
}
