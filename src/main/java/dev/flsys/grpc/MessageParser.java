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
import org.jspecify.annotations.Nullable;

/**
 * Parses messages of one type. Before that, it counts their parts: two bytes of a message can become an object of a
 * hundred bytes, which a limit of bytes does not bound. Safe for use by several threads.
 *
 * @param parser ignores unknown fields
 */
record MessageParser<Q extends Message>(Descriptor type, Parser<Q> parser) {

    /** The most messages, strings and byte strings in a message. */
    private static final int MOST_PARTS = 100_000;

    /** The most bytes of a list of whole numbers, of which one byte becomes up to eight. */
    private static final int LARGEST_LIST = 8 * 1024 * 1024;

    /**
     * Parses a message.
     *
     * @param bytes are not copied: byte strings of the message are views of them
     * @throws GrpcProblem if it is malformed, or has too many parts
     */
    Q parse(byte[] bytes) {
        ByteString all = UnsafeByteOperations.unsafeWrap(bytes);
        try {
            var unused = count(all.newCodedInput(), type, 0);
            CodedInputStream input = all.newCodedInput();
            input.enableAliasing(true);
            return parser.parseFrom(input);
        } catch (InvalidProtocolBufferException malformed) {
            throw GrpcProblem.malformed("The message is not a valid " + type.getFullName() + ".");
        } catch (IOException impossible) {
            throw new IllegalStateException(impossible);
        }
    }

    private static int count(CodedInputStream input, Descriptor type, int before) throws IOException {
        int parts = before;
        for (int tag = input.readTag(); tag != 0; tag = input.readTag()) {
            FieldDescriptor field = type.findFieldByNumber(WireFormat.getTagFieldNumber(tag));
            if (WireFormat.getTagWireType(tag) != WireFormat.WIRETYPE_LENGTH_DELIMITED || field == null) {
                if (!input.skipField(tag)) {
                    break;
                }
                continue;
            }
            int length = input.readRawVarint32();
            if (field.getJavaType() == FieldDescriptor.JavaType.MESSAGE) {
                int end = input.pushLimit(length);
                parts = count(input, field.getMessageType(), parts + 1);
                input.popLimit(end);
            } else {
                if (isList(field, length)) {
                    throw GrpcProblem.tooLarge("The list " + field.getName() + " has " + length + " bytes; "
                            + LARGEST_LIST + " are possible. Send such tensors in raw_input_contents.");
                }
                parts++;
                input.skipRawBytes(length);
            }
            if (parts > MOST_PARTS) {
                throw GrpcProblem.tooLarge("The message has more than " + MOST_PARTS + " parts.");
            }
        }
        return parts;
    }

    private static boolean isList(@Nullable FieldDescriptor field, int length) {
        return field != null
                && length > LARGEST_LIST
                && switch (field.getJavaType()) {
                    case INT, LONG, BOOLEAN, ENUM -> true;
                    default -> false;
                };
    }
}
