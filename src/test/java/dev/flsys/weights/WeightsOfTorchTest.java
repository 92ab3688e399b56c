package dev.flsys.weights;

import static org.assertj.core.api.Assertions.assertThat;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import dev.flsys.model.export.TorchProject;
import dev.flsys.testsupport.Unchecked;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.channels.FileChannel;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.MessageDigest;
import java.util.ArrayList;
import java.util.HexFormat;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalLong;
import java.util.TreeMap;
import java.util.stream.Stream;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Files that torch and NumPy wrote, compared with what {@code make_weights.py} wrote about them. */
class WeightsOfTorchTest {

    private static final String EXPECTED = ".expected.json";
    private static final String REFUSED = "REFUSED";
    private static final ObjectMapper JSON = new ObjectMapper();

    @TempDir
    @SuppressWarnings("NullAway.Init") // set by JUnit
    static Path folder;

    @BeforeAll
    static void write() throws Exception {
        Optional<Path> python = TorchProject.pythonWithTorch();
        assumeTrue(python.isPresent(), "There is no Python with torch here");
        Process writer = new ProcessBuilder(
                        python.orElseThrow().toString(),
                        "-W",
                        "ignore",
                        "src/test/resources/weights/make_weights.py",
                        folder.toString())
                .inheritIO()
                .start();
        assertThat(writer.waitFor()).isZero();
    }

    @Test
    void each_file_has_the_tensors_that_python_wrote() throws IOException {
        Map<String, String> wrong = new TreeMap<>();
        List<Path> files = files();
        assertThat(files).hasSizeGreaterThan(50);
        for (Path file : files) {
            String expected = expected(file);
            String found = found(file);
            if (!found.equals(expected)) {
                wrong.put(String.valueOf(file.getFileName()), "expected\n" + expected + "\nfound\n" + found);
            }
        }
        assertThat(wrong).isEmpty();
    }

    @Test
    void the_position_of_a_tensor_is_that_of_its_bytes() throws Exception {
        int positions = 0;
        for (Path file : files()) {
            if (expected(file).equals(REFUSED)) {
                continue;
            }
            try (WeightsFile weights = WeightsFile.open(file);
                    FileChannel channel = FileChannel.open(file)) {
                for (WeightTensor tensor : weights.tensors()) {
                    OptionalLong position = weights.position(tensor);
                    if (position.isPresent()) {
                        ByteBuffer bytes = ByteBuffer.allocate((int) tensor.bytes());
                        assertThat(channel.read(bytes, position.getAsLong())).isEqualTo((int) tensor.bytes());
                        assertThat(bytes.array()).isEqualTo(read(weights, tensor));
                        positions++;
                    }
                }
            }
        }
        assertThat(positions).isGreaterThan(100);
    }

    @Test
    void a_file_that_is_cut_off_is_refused_or_ends_early() throws Exception {
        for (Path file : files()) {
            byte[] whole = Files.readAllBytes(file);
            if (whole.length > 30_000 || expected(file).equals(REFUSED)) {
                continue;
            }
            Path cut = folder.resolve("cut");
            for (int length = 0; length < whole.length; length += Math.max(1, whole.length / 150)) {
                Files.write(cut, java.util.Arrays.copyOf(whole, length));
                assertThat(found(cut)).as(file + " of " + length + " bytes").startsWith(REFUSED);
            }
        }
    }

    @Test
    void a_file_that_becomes_shorter_while_it_is_open_gives_an_exception() throws Exception {
        Path file = Files.copy(folder.resolve("state.pth"), folder.resolve("shorter"));
        try (WeightsFile weights = WeightsFile.open(file);
                FileChannel writer = FileChannel.open(file, java.nio.file.StandardOpenOption.WRITE)) {
            writer.truncate(1_000);
            for (WeightTensor tensor : weights.tensors()) {
                org.assertj.core.api.Assertions.assertThatThrownBy(() -> read(weights, tensor))
                        .isInstanceOf(java.io.EOFException.class);
            }
        }
    }

    private static List<Path> files() throws IOException {
        try (Stream<Path> files = Files.list(folder)) {
            return files.filter(file -> file.toString().endsWith(EXPECTED))
                    .map(file ->
                            Path.of(file.toString().substring(0, file.toString().length() - EXPECTED.length())))
                    .sorted()
                    .toList();
        }
    }

    private static String expected(Path file) throws IOException {
        JsonNode json = JSON.readTree(Files.readString(Path.of(file + EXPECTED)));
        if (json.isTextual()) {
            return json.asText();
        }
        List<String> lines = new ArrayList<>();
        json.forEach(each -> lines.add(each.get(0).asText() + " " + each.get(1).asText() + " " + each.get(2) + " "
                + each.get(3).asText()));
        return String.join("\n", lines);
    }

    private static String found(Path file) throws IOException {
        try (WeightsFile weights = WeightsFile.open(file)) {
            List<String> lines = new ArrayList<>();
            for (WeightTensor tensor : weights.tensors()) {
                lines.add(tensor.name() + " " + tensor.type().name().toLowerCase(Locale.ROOT) + " "
                        + tensor.shape().toString().replace(" ", "") + " " + sha256(read(weights, tensor)));
            }
            return String.join("\n", lines);
        } catch (WeightsRefused refused) {
            assertThat(refused.reason()).endsWith(".");
            return Files.exists(Path.of(file + EXPECTED)) && !expected(file).equals(REFUSED)
                    ? REFUSED + " " + refused.reason()
                    : REFUSED;
        }
    }

    private static byte[] read(WeightsFile weights, WeightTensor tensor) throws IOException {
        // also a position other than 0 and memory outside of the heap
        ByteBuffer bytes = ByteBuffer.allocateDirect((int) tensor.bytes() + 5).order(ByteOrder.BIG_ENDIAN);
        bytes.position(3);
        weights.read(tensor, bytes);
        assertThat(bytes.position()).isEqualTo(3 + (int) tensor.bytes());
        byte[] found = new byte[(int) tensor.bytes()];
        bytes.flip().position(3).get(found);
        return found;
    }

    private static String sha256(byte[] bytes) {
        return Unchecked.io(() -> {
            try {
                return HexFormat.of()
                        .formatHex(MessageDigest.getInstance("SHA-256").digest(bytes));
            } catch (java.security.NoSuchAlgorithmException impossible) {
                throw new IOException(impossible);
            }
        });
    }
}
