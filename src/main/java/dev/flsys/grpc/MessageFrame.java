package dev.flsys.grpc;

import com.google.protobuf.CodedOutputStream;
import com.google.protobuf.Message;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.ByteBuffer;

/**
 * Converts answers to the form in which they are sent: a prefix (see {@link MessageReader}), and the message, not
 * compressed.
 */
final class MessageFrame {

    /** The largest answer in bytes. */
    private static final int MAX_SIZE = 64 << 20;

    private MessageFrame() {}

    /** @throws GrpcProblem if the message is too large */
    static byte[] of(Message message) {
        int size = message.getSerializedSize();
        if (size > MAX_SIZE) {
            throw GrpcProblem.tooLarge("The answer has " + size + " bytes; " + MAX_SIZE
                    + " are possible. Ask for fewer rows, or for fewer classes.");
        }
        byte[] frame = new byte[MessageReader.PREFIX + size];
        ByteBuffer.wrap(frame).putInt(1, size);
        try {
            CodedOutputStream output = CodedOutputStream.newInstance(frame, MessageReader.PREFIX, size);
            message.writeTo(output);
            output.flush();
        } catch (IOException impossible) {
            throw new UncheckedIOException(impossible);
        }
        return frame;
    }
}
