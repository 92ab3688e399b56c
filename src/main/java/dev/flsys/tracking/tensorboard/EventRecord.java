package dev.flsys.tracking.tensorboard;

import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.util.zip.CRC32C;

/**
 * The framing of a record in a TFRecord file: length (uint64), masked CRC-32C of the length (uint32), content, masked
 * CRC-32C of the content (uint32), all little-endian. Source: "TFRecords format details" in TensorFlow's guide
 * "TFRecord and tf.train.Example", and {@code tensorflow/core/lib/io/record_writer.h}.
 */
final class EventRecord {

    private static final int MASK = 0xa282ead8;
    private static final int FRAME = Long.BYTES + 2 * Integer.BYTES;

    private EventRecord() {}

    /** The record with {@code content}. */
    static byte[] of(byte[] content) {
        ByteBuffer record = ByteBuffer.allocate(content.length + FRAME).order(ByteOrder.LITTLE_ENDIAN);
        record.putLong(content.length);
        record.putInt(masked(record.array(), Long.BYTES));
        record.put(content);
        record.putInt(masked(content, content.length));
        return record.array();
    }

    /** CRC-32C (RFC 3720) of the first {@code length} bytes, rotated and shifted as TensorFlow does. */
    private static int masked(byte[] bytes, int length) {
        CRC32C crc = new CRC32C();
        crc.update(bytes, 0, length);
        return Integer.rotateRight((int) crc.getValue(), 15) + MASK;
    }
}
