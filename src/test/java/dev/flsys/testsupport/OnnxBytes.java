package dev.flsys.testsupport;

import com.google.protobuf.CodedOutputStream;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.nio.charset.StandardCharsets;

/** Writes valid and invalid messages of {@code onnx.proto}, field by field. */
public final class OnnxBytes {

    private final ByteArrayOutputStream bytes = new ByteArrayOutputStream();

    /** Adds a field of bytes, which is a text or another message. */
    public OnnxBytes with(int field, byte[] value) {
        return write(output -> output.writeByteArray(field, value));
    }

    public OnnxBytes with(int field, OnnxBytes message) {
        return with(field, message.toByteArray());
    }

    public OnnxBytes with(int field, String text) {
        return with(field, text.getBytes(StandardCharsets.UTF_8));
    }

    public OnnxBytes with(int field, long number) {
        return write(output -> output.writeInt64(field, number));
    }

    public byte[] toByteArray() {
        return bytes.toByteArray();
    }

    private interface Field {
        void writeTo(CodedOutputStream output) throws IOException;
    }

    private OnnxBytes write(Field field) {
        return Unchecked.io(() -> {
            CodedOutputStream output = CodedOutputStream.newInstance(bytes);
            field.writeTo(output);
            output.flush();
            return this;
        });
    }

    /** A tensor of floats with its values in the file {@code location}. */
    public static OnnxBytes externalTensor(String location, long... dimensions) {
        OnnxBytes tensor = new OnnxBytes().with(2, 1).with(8, "w").with(14, 1);
        for (long dimension : dimensions) {
            tensor.with(1, dimension);
        }
        return tensor.with(13, new OnnxBytes().with(1, "location").with(2, location));
    }
}
