package dev.flsys.grpc;

import com.google.protobuf.CodedInputStream;
import com.google.protobuf.WireFormat;
import io.netty.buffer.ByteBuf;
import io.netty.buffer.ByteBufInputStream;
import java.io.IOException;

/** Finds the first field of a message that is longer than the bytes that have arrived, such as a tensor. */
final class LargeField {

    private LargeField() {}

    /**
     * The index of the first byte of its value; 0 if there is none, or the message is malformed.
     *
     * @param start the first bytes of a message
     */
    static int start(ByteBuf start) {
        CodedInputStream in = CodedInputStream.newInstance(new ByteBufInputStream(start.duplicate()));
        try {
            for (int tag = in.readTag(); tag != 0; tag = in.readTag()) {
                if (WireFormat.getTagWireType(tag) != WireFormat.WIRETYPE_LENGTH_DELIMITED) {
                    if (!in.skipField(tag)) {
                        return 0;
                    }
                    continue;
                }
                int length = in.readRawVarint32();
                if (length > start.readableBytes() - in.getTotalBytesRead()) {
                    return in.getTotalBytesRead();
                }
                in.skipRawBytes(length);
            }
        } catch (IOException malformed) {
            // The message is refused later.
        }
        return 0;
    }
}
