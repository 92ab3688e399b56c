package dev.flsys.weights;

import dev.flsys.testsupport.Unchecked;
import java.io.ByteArrayOutputStream;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.charset.StandardCharsets;
import java.util.zip.CRC32;
import java.util.zip.ZipEntry;
import java.util.zip.ZipOutputStream;

/** Bytes of small files of weights. */
public final class WeightsBytes {

    private WeightsBytes() {}

    /** An array of NumPy; {@code type} with its quotes. */
    public static byte[] npy(String type, String fortran, String shape, byte[] data) {
        return npyOf("{'descr': " + type + ", 'fortran_order': " + fortran + ", 'shape': " + shape + ", }", data);
    }

    static byte[] npyOf(String header, byte[] data) {
        byte[] text = (header + "\n").getBytes(StandardCharsets.ISO_8859_1);
        return ByteBuffer.allocate(10 + text.length + data.length)
                .order(ByteOrder.LITTLE_ENDIAN)
                .put("\u0093NUMPY\u0001\u0000".getBytes(StandardCharsets.ISO_8859_1))
                .putShort((short) text.length)
                .put(text)
                .put(data)
                .array();
    }

    static byte[] safetensors(String header, byte[] data) {
        byte[] text = header.getBytes(StandardCharsets.UTF_8);
        return ByteBuffer.allocate(8 + text.length + data.length)
                .order(ByteOrder.LITTLE_ENDIAN)
                .putLong(text.length)
                .put(text)
                .put(data)
                .array();
    }

    /** A pickle of protocol 3; each character of {@code program} is a byte. */
    public static byte[] pickle(String program) {
        return ("\u0080\u0003" + program).getBytes(StandardCharsets.ISO_8859_1);
    }

    /** A state dict of torch: the program of {@code data.pkl} and the storage {@code 0}. */
    static byte[] torch(String program, byte[] storage) {
        return zip("archive/data.pkl", pickle(program), "archive/data/0", storage);
    }

    /** An archive of stored entries: names and contents in turn. */
    public static byte[] zip(Object... entries) {
        return archive(ZipEntry.STORED, entries);
    }

    static byte[] deflated(Object... entries) {
        return archive(ZipEntry.DEFLATED, entries);
    }

    private static byte[] archive(int method, Object... entries) {
        ByteArrayOutputStream bytes = new ByteArrayOutputStream();
        Unchecked.io(() -> {
            try (ZipOutputStream zip = new ZipOutputStream(bytes)) {
                for (int i = 0; i < entries.length; i += 2) {
                    byte[] content = (byte[]) entries[i + 1];
                    CRC32 sum = new CRC32();
                    sum.update(content);
                    ZipEntry entry = new ZipEntry((String) entries[i]);
                    entry.setMethod(method);
                    entry.setSize(content.length);
                    entry.setCrc(sum.getValue());
                    zip.putNextEntry(entry);
                    zip.write(content);
                }
            }
            return bytes;
        });
        return bytes.toByteArray();
    }
}
