package dev.flsys.history;

import com.google.protobuf.CodedInputStream;
import com.google.protobuf.InvalidProtocolBufferException;
import com.google.protobuf.WireFormat;
import dev.flsys.history.rounds.HistoryInvalid;
import dev.flsys.history.rounds.HistoryProblem;
import java.io.BufferedInputStream;
import java.io.EOFException;
import java.io.IOException;
import java.io.InputStream;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.HashSet;
import java.util.Set;
import java.util.zip.CRC32C;
import org.jspecify.annotations.Nullable;

/**
 * The scalars of one event file of TensorBoard. The file consists of TFRecords: length, masked CRC-32C of the length,
 * content, masked CRC-32C of the content. The contents are messages of {@code event.proto}, {@code summary.proto} and
 * {@code tensor.proto}. A scalar is a {@code simple_value}, or a tensor of one number. Pictures, histograms and records
 * over 1 MiB are skipped. An incomplete last record is ignored, because a training may be writing it at this moment.
 */
final class EventFile {

    /** Maximum size of a file. */
    static final long MAX_BYTES = 256L * 1024 * 1024;

    private static final int MAX_RECORD = 1024 * 1024;
    private static final int MAX_TAG = 1000;
    private static final int MAX_DEPTH = 10;
    private static final int MASK = 0xa282ead8;

    private final String source;
    private final Scalars scalars;
    private final Set<String> others = new HashSet<>();

    /** The receiver of the scalars, in the order of the file. */
    interface Scalars {

        /**
         * Takes one scalar.
         *
         * @param step the global step, as the file has it
         * @param value may be NaN or infinite
         */
        void add(String tag, long step, double value);
    }

    private EventFile(String source, Scalars scalars) {
        this.source = source;
        this.scalars = scalars;
    }

    /**
     * Reads {@code file}.
     *
     * @throws HistoryProblem if it cannot be read
     * @throws HistoryInvalid if it is too large, is no event file, or is damaged
     */
    static void read(Path file, Scalars scalars) {
        String source = HistoryReader.nameOf(file);
        try (InputStream in = new BufferedInputStream(Files.newInputStream(file), 1 << 16)) {
            if (Files.size(file) > MAX_BYTES) {
                throw new HistoryInvalid(source, "It has more than " + MAX_BYTES / (1024 * 1024) + " MiB.");
            }
            new EventFile(source, scalars).readRecords(in, Files.size(file));
        } catch (EOFException cut) {
            // A training may be writing the last record at this moment.
        } catch (IOException unreadable) {
            throw HistoryProblem.unreadable(source, unreadable);
        }
    }

    private void readRecords(InputStream in, long size) throws IOException {
        long at = 0;
        byte[] head = new byte[12];
        while (at < size) {
            readFully(in, head);
            ByteBuffer fields = ByteBuffer.wrap(head).order(ByteOrder.LITTLE_ENDIAN);
            long length = fields.getLong();
            if (fields.getInt() != maskedCrc(head, 8) || length < 0) {
                throw damaged(at);
            }
            if (length > size - at) {
                throw new EOFException();
            } else if (length > MAX_RECORD) {
                in.skipNBytes(length + 4);
            } else {
                byte[] content = new byte[(int) length];
                byte[] check = new byte[4];
                readFully(in, content);
                readFully(in, check);
                if (ByteBuffer.wrap(check).order(ByteOrder.LITTLE_ENDIAN).getInt()
                        != maskedCrc(content, content.length)) {
                    throw damaged(at);
                }
                readEvent(content, at);
            }
            at += 12 + length + 4;
        }
    }

    private static void readFully(InputStream in, byte[] bytes) throws IOException {
        if (in.readNBytes(bytes, 0, bytes.length) < bytes.length) {
            throw new EOFException();
        }
    }

    private static int maskedCrc(byte[] bytes, int length) {
        CRC32C crc = new CRC32C();
        crc.update(bytes, 0, length);
        return Integer.rotateRight((int) crc.getValue(), 15) + MASK;
    }

    private HistoryInvalid damaged(long at) {
        return new HistoryInvalid(source, "It is no event file of TensorBoard, or is damaged at byte " + at + ".");
    }

    private void readEvent(byte[] content, long at) {
        try {
            CodedInputStream in = CodedInputStream.newInstance(content);
            long step = 0;
            byte[] summary = new byte[0];
            for (int tag = in.readTag(); tag != 0; tag = in.readTag()) {
                switch (tag) {
                    case 2 << 3 -> step = in.readInt64();
                    case 5 << 3 | WireFormat.WIRETYPE_LENGTH_DELIMITED -> summary = in.readByteArray();
                    default -> skip(in, tag);
                }
            }
            CodedInputStream values = CodedInputStream.newInstance(summary);
            for (int tag = values.readTag(); tag != 0; tag = values.readTag()) {
                if (tag == (1 << 3 | WireFormat.WIRETYPE_LENGTH_DELIMITED)) {
                    readValue(CodedInputStream.newInstance(values.readByteArray()), step);
                } else {
                    skip(values, tag);
                }
            }
        } catch (IOException notAnEvent) {
            throw damaged(at);
        }
    }

    private void readValue(CodedInputStream in, long step) throws IOException {
        String name = "";
        String plugin = "";
        Double value = null;
        for (int tag = in.readTag(); tag != 0; tag = in.readTag()) {
            switch (tag) {
                case 1 << 3 | WireFormat.WIRETYPE_LENGTH_DELIMITED -> name = in.readString();
                case 2 << 3 | WireFormat.WIRETYPE_FIXED32 -> value = (double) in.readFloat();
                case 8 << 3 | WireFormat.WIRETYPE_LENGTH_DELIMITED -> value = tensor(in.readByteArray());
                case 9 << 3 | WireFormat.WIRETYPE_LENGTH_DELIMITED -> plugin = readPlugin(in.readByteArray(), 0);
                default -> skip(in, tag);
            }
        }
        if (!plugin.isEmpty() && !plugin.equals("scalars")) {
            // Only the first value of a tag names its plugin.
            others.add(name);
        }
        if (value != null && !name.isEmpty() && name.length() <= MAX_TAG && !others.contains(name)) {
            scalars.add(name, step, value);
        }
    }

    /** {@code plugin_name} of {@code plugin_data} of {@code SummaryMetadata}. */
    private static String readPlugin(byte[] metadata, int depth) throws IOException {
        CodedInputStream in = CodedInputStream.newInstance(metadata);
        String plugin = "";
        for (int tag = in.readTag(); tag != 0; tag = in.readTag()) {
            if (tag == (1 << 3 | WireFormat.WIRETYPE_LENGTH_DELIMITED)) {
                plugin = depth == 0 ? readPlugin(in.readByteArray(), 1) : in.readString();
            } else {
                skip(in, tag);
            }
        }
        return plugin;
    }

    /** The number of a {@code TensorProto} with one element; null for any other. */
    private static @Nullable Double tensor(byte[] tensor) throws IOException {
        CodedInputStream in = CodedInputStream.newInstance(tensor);
        int type = 0;
        ByteBuffer content = ByteBuffer.allocate(0);
        Double value = null;
        int values = 0;
        for (int tag = in.readTag(); tag != 0; tag = in.readTag()) {
            int field = WireFormat.getTagFieldNumber(tag);
            if (tag == 1 << 3) {
                type = in.readEnum();
            } else if (tag == (4 << 3 | WireFormat.WIRETYPE_LENGTH_DELIMITED)) {
                content = ByteBuffer.wrap(in.readByteArray()).order(ByteOrder.LITTLE_ENDIAN);
            } else if (field == 5 || field == 6 || field == 7 || field == 10 || field == 13) {
                boolean packed = WireFormat.getTagWireType(tag) == WireFormat.WIRETYPE_LENGTH_DELIMITED;
                CodedInputStream numbers = packed ? CodedInputStream.newInstance(in.readByteArray()) : in;
                do {
                    if (packed && numbers.isAtEnd()) {
                        break;
                    }
                    value = readNumber(numbers, field, type);
                    values++;
                } while (packed);
            } else {
                skip(in, tag);
            }
        }
        if (values == 1) {
            return value;
        }
        return values == 0 ? readNumber(content, type) : null;
    }

    /** A value of {@code float_val}, {@code double_val}, {@code int_val}, {@code int64_val} or {@code half_val}. */
    private static double readNumber(CodedInputStream in, int field, int type) throws IOException {
        return switch (field) {
            case 5 -> in.readFloat();
            case 6 -> in.readDouble();
            case 7, 10 -> in.readInt64();
            default -> decodeHalf((short) in.readInt32(), type == 14);
        };
    }

    /** The number of {@code tensor_content} by its {@code DataType}; null if it is not exactly one number. */
    private static @Nullable Double readNumber(ByteBuffer content, int type) {
        int bytes = content.remaining();
        return switch (type) {
            case 1 -> bytes == 4 ? (Double) (double) content.getFloat() : null;
            case 2 -> bytes == 8 ? (Double) content.getDouble() : null;
            case 3 -> bytes == 4 ? (Double) (double) content.getInt() : null;
            case 9 -> bytes == 8 ? (Double) (double) content.getLong() : null;
            case 14, 19 -> bytes == 2 ? (Double) decodeHalf(content.getShort(), type == 14) : null;
            default -> null;
        };
    }

    /** A bfloat16 (the upper half of a float) or an IEEE 754 binary16. */
    private static double decodeHalf(short bits, boolean bfloat) {
        if (bfloat) {
            return Float.intBitsToFloat(bits << 16);
        }
        int exponent = bits >> 10 & 0x1f;
        int fraction = bits & 0x3ff;
        double size = exponent == 0
                ? fraction * 0x1p-24
                : exponent == 0x1f
                        ? fraction == 0 ? Double.POSITIVE_INFINITY : Double.NaN
                        : (1 + fraction * 0x1p-10) * Math.scalb(1.0, exponent - 15);
        return bits < 0 ? -size : size;
    }

    private static void skip(CodedInputStream in, int tag) throws IOException {
        in.setRecursionLimit(MAX_DEPTH);
        if (!in.skipField(tag)) {
            throw new InvalidProtocolBufferException("An end of a group without a begin");
        }
    }
}
