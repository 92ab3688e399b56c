package dev.flsys.picture;

import com.fasterxml.jackson.databind.DeserializationFeature;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.PropertyNamingStrategies;
import dev.flsys.picture.resize.ResizeRule;
import dev.flsys.testsupport.Unchecked;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import org.jspecify.annotations.Nullable;

/** The pictures of {@code src/test/resources/parity} and their pixels as Pillow 9.4 decodes them. */
final class ParityPictures {

    private static final Path FOLDER = Path.of("src/test/resources/parity");
    private static final ObjectMapper JSON = new ObjectMapper()
            .setPropertyNamingStrategy(PropertyNamingStrategies.SNAKE_CASE)
            .disable(DeserializationFeature.FAIL_ON_UNKNOWN_PROPERTIES);

    private ParityPictures() {}

    static Expected expected() {
        return Unchecked.io(() -> JSON.readValue(bytes(FOLDER.resolve("expected.json")), Expected.class));
    }

    /** Tiny pictures of the kinds that decoders disagree about, from {@code rare.csv}. */
    static List<Rare> rare() {
        try (var lines = Files.lines(FOLDER.resolve("rare.csv"))) {
            return lines.skip(1)
                    .map(line -> line.split(","))
                    .map(row -> new Rare(row[0], Integer.parseInt(row[1]), Integer.parseInt(row[2]), row[3]))
                    .toList();
        } catch (IOException unreadable) {
            throw new UncheckedIOException(unreadable);
        }
    }

    static byte[] file(String name) {
        return bytes(FOLDER.resolve("pictures").resolve(name));
    }

    static byte[] rareFile(String name) {
        return bytes(FOLDER.resolve("rare").resolve(name));
    }

    /** Pillow's pixels of a JPEG in CMYK as a PNG file; null for other pictures, which have only a digest. */
    static byte @Nullable [] cmyk(String folder, String name) {
        Path png = FOLDER.resolve("cmyk").resolve(folder).resolve(name.replace(".jpg", ".png"));
        return name.endsWith(".jpg") && Files.exists(png) ? bytes(png) : null;
    }

    private static byte[] bytes(Path file) {
        return Unchecked.io(() -> Files.readAllBytes(file));
    }

    /**
     * One file of {@code rare}.
     *
     * @param sha256 of {@code Image.open(file).convert("RGB").tobytes()}
     */
    record Rare(String name, int width, int height, String sha256) {

        byte[] file() {
            return rareFile(name);
        }

        @Override
        public String toString() {
            return name;
        }
    }

    /** The digest by another version of Pillow. */
    record Resized(String resizedSha256) {}

    /** The part of {@code expected.json} that these tests use. */
    record Expected(int imgSize, float[] mean, float[] std, List<Case> cases) {}

    /**
     * One picture.
     *
     * @param size width and height
     * @param decodedSha256 of the bytes of {@code convert("RGB")}
     * @param resizedSha256 of those after {@code resize((imgSize, imgSize), BILINEAR)}, by Pillow before 13
     * @param pillow13 present where Pillow 13 gives other pixels
     */
    record Case(
            String file,
            boolean lossless,
            int[] size,
            String decodedSha256,
            String resizedSha256,
            @Nullable Resized pillow13) {

        /** The digest of the resized picture by the Pillow of {@code rule}. */
        String resizedSha256(ResizeRule rule) {
            return rule == ResizeRule.FROM_13 && pillow13 != null ? pillow13.resizedSha256 : resizedSha256;
        }

        @Override
        public String toString() {
            return file;
        }
    }
}
