package dev.flsys.simulation.checkpoint;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.channels.SeekableByteChannel;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.LinkOption;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;

/**
 * The notes of the observer in the file of a checkpoint: metadata of its header. See the specification of safetensors:
 * 8 bytes with the length of the header, the header in JSON, the data.
 *
 * @param whole whether the file has all bytes that its header describes
 * @param best whether its round was the best one so far
 * @param metrics metrics of the round by name; only finite numbers, at most {@value #MAX_METRICS}
 */
public record CheckpointHeader(boolean whole, boolean best, Map<String, Double> metrics) {

    private static final CheckpointHeader DAMAGED = new CheckpointHeader(false, false, Map.of());
    private static final ObjectMapper JSON = new ObjectMapper();
    private static final int MAX_SIZE = 32 << 20;
    private static final int MAX_METRICS = 200;
    private static final int MAX_NAME = 200;

    public CheckpointHeader {
        metrics = Map.copyOf(metrics);
    }

    /** Reads the header of a file. The result is not {@code whole} if the file is damaged or has another format. */
    public static CheckpointHeader read(Path file) {
        try (SeekableByteChannel channel =
                Files.newByteChannel(file, Set.of(StandardOpenOption.READ, LinkOption.NOFOLLOW_LINKS))) {
            long size = channel.size();
            ByteBuffer length = filled(channel, Long.BYTES).order(ByteOrder.LITTLE_ENDIAN);
            long header = length.getLong();
            if (header < 2 || header > Math.min(MAX_SIZE, size - Long.BYTES)) {
                return DAMAGED;
            }
            byte[] text = filled(channel, (int) header).array();
            return of(JSON.readTree(new String(text, StandardCharsets.UTF_8)), size - Long.BYTES - header);
        } catch (IOException | RuntimeException damaged) {
            return DAMAGED;
        }
    }

    private static CheckpointHeader of(JsonNode header, long data) throws IOException {
        long end = 0;
        for (Map.Entry<String, JsonNode> each : header.properties()) {
            end = Math.max(end, each.getValue().path("data_offsets").path(1).asLong());
        }
        JsonNode own = JSON.readTree(header.path("__metadata__").path("flsys").asText("{}"));
        Map<String, Double> metrics = new TreeMap<>();
        for (Map.Entry<String, JsonNode> each : own.path("metrics").properties()) {
            double value = each.getValue().asDouble(Double.NaN);
            if (Double.isFinite(value) && each.getKey().length() <= MAX_NAME && metrics.size() < MAX_METRICS) {
                metrics.put(each.getKey(), value);
            }
        }
        return new CheckpointHeader(end == data, own.path("best").asBoolean(), metrics);
    }

    private static ByteBuffer filled(SeekableByteChannel channel, int size) throws IOException {
        ByteBuffer buffer = ByteBuffer.allocate(size);
        while (buffer.hasRemaining()) {
            if (channel.read(buffer) < 0) {
                throw new IOException("The file is incomplete.");
            }
        }
        return buffer.flip();
    }
}
