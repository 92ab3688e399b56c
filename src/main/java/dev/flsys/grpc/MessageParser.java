package dev.flsys.grpc;

import com.google.protobuf.ByteString;
import com.google.protobuf.CodedInputStream;
import com.google.protobuf.Descriptors.Descriptor;
import com.google.protobuf.Descriptors.FieldDescriptor;
import com.google.protobuf.InvalidProtocolBufferException;
import com.google.protobuf.Message;
import com.google.protobuf.Parser;
import com.google.protobuf.UnsafeByteOperations;
import com.google.protobuf.WireFormat;
import java.io.IOException;

/**
 * Parses messages of one type. Before that, it counts their parts: two bytes of a message can become an object of a
 * hundred bytes, which a limit of bytes does not bound. Safe for use by several threads.
 *
 * @param parser ignores unknown fields
 */
record MessageParser<Q extends Message>(Descriptor type, Parser<Q> parser) {

    /** The most messages, strings and byte strings in a message. */
    private static final int MOST_PARTS = 100_000;

    /** The most bytes of all lists of whole numbers in a message, of which one byte becomes up to eight. */
    private static final int LARGEST_LISTS = 8 * 1024 * 1024;

    /**
     * Parses a message.
     *
     * @param bytes are not copied: byte strings of the message are views of them
     * @throws GrpcProblem if it is malformed, or has too many parts
     */
    Q parse(byte[] bytes) {
        ByteString all = UnsafeByteOperations.unsafeWrap(bytes);
        try {
            new Count().add(all.newCodedInput(), type);
            CodedInputStream input = all.newCodedInput();
            input.enableAliasing(true);
            return parser.parseFrom(input);
        } catch (InvalidProtocolBufferException malformed) {
            throw GrpcProblem.malformed("The message is not a valid " + type.getFullName() + ".");
        } catch (IOException impossible) {
            throw new IllegalStateException(impossible);
        }
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
            if (parts > MOST_PARTS) {
                throw GrpcProblem.tooLarge("The message has more than " + MOST_PARTS + " parts.");
            }
        }

        private void addToLists(int bytes) {
            listBytes += bytes;
            if (listBytes > LARGEST_LISTS) {
                throw GrpcProblem.tooLarge("The lists of whole numbers have more than " + LARGEST_LISTS
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
