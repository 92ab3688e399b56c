package dev.flsys.testsupport;

import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;

/** Writes small files of safetensors. */
public final class Safetensors {

    private Safetensors() {}

    /**
     * Writes a new file in {@code folder}.
     *
     * @param header the JSON with single quotes, in which {@code {F32[2]0,8}} is a tensor of two FLOAT32 from byte 0 to
     *     8
     * @param data its bytes as numbers of four bytes
     */
    public static Path write(Path folder, String header, float... data) throws IOException {
        byte[] json = header.replaceAll(
                        "\\{([FI]\\d+)\\[([\\d,]*)\\](\\d+),(\\d+)\\}",
                        "{'dtype':'$1','shape':[$2],'data_offsets':[$3,$4]}")
                .replace('\'', '"')
                .getBytes(StandardCharsets.UTF_8);
        ByteBuffer bytes =
                ByteBuffer.allocate(8 + json.length + 4 * data.length).order(ByteOrder.LITTLE_ENDIAN);
        bytes.putLong(json.length).put(json);
        for (float each : data) {
            bytes.putFloat(each);
        }
        return Files.write(Files.createTempFile(folder, "weights", ".safetensors"), bytes.array());
    }
}
