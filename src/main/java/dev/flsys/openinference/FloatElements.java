package dev.flsys.openinference;

import dev.flsys.engine.BatchValues;
import dev.flsys.received.ReceivedBytes;
import io.netty.buffer.ByteBuf;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.FloatBuffer;
import org.jspecify.annotations.Nullable;

/**
 * 32-bit floating-point numbers of a request, read in the buffers in which they arrived.
 *
 * @param data little-endian: its readable bytes
 */
record FloatElements(ByteBuf data) implements BatchValues {

    @Override
    public int count() {
        return data.readableBytes() / Float.BYTES;
    }

    @Override
    public void writeTo(ByteBuffer target) {
        int bytes = count() * Float.BYTES;
        if (target.order() != ByteOrder.LITTLE_ENDIAN) {
            for (int i = 0; i < bytes; i += Float.BYTES) {
                target.putFloat(data.getFloatLE(data.readerIndex() + i));
            }
            return;
        }
        int limit = target.limit();
        data.getBytes(data.readerIndex(), target.limit(target.position() + bytes));
        target.limit(limit);
    }

    @Override
    public @Nullable FloatBuffer inPlace() {
        if (!data.isDirect() || data.nioBufferCount() != 1 || ByteOrder.nativeOrder() != ByteOrder.LITTLE_ENDIAN) {
            return null;
        }
        ByteBuffer bytes = data.nioBuffer();
        return bytes.alignmentOffset(bytes.position(), ReceivedBytes.ALIGNMENT) == 0
                ? bytes.order(ByteOrder.LITTLE_ENDIAN).asFloatBuffer()
                : null;
    }

    @Override
    public BatchValues slice(int from, int to) {
        return new FloatElements(data.slice(data.readerIndex() + from * Float.BYTES, (to - from) * Float.BYTES));
    }
}
