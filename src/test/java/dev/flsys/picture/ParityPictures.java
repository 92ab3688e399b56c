package dev.flsys.picture;

import com.fasterxml.jackson.databind.DeserializationFeature;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.PropertyNamingStrategies;
import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.util.List;
import org.jspecify.annotations.Nullable;

/** The pictures of {@code src/test/resources/parity} and what Pillow made of them. */
final class ParityPictures {

    private static final ObjectMapper JSON = new ObjectMapper()
            .setPropertyNamingStrategy(PropertyNamingStrategies.SNAKE_CASE)
            .disable(DeserializationFeature.FAIL_ON_UNKNOWN_PROPERTIES);

    private ParityPictures() {}

    static Expected expected() {
        try (InputStream json = open("expected.json")) {
            return JSON.readValue(json, Expected.class);
        } catch (IOException unreadable) {
            throw new UncheckedIOException(unreadable);
        }
    }

    static byte[] file(String name) {
        try (InputStream picture = open("pictures/" + name)) {
            return picture.readAllBytes();
        } catch (IOException unreadable) {
            throw new UncheckedIOException(unreadable);
        }
    }

    private static InputStream open(String name) throws IOException {
        InputStream found = ParityPictures.class.getResourceAsStream("/parity/" + name);
        if (found == null) {
            throw new IOException("src/test/resources/parity/" + name + " is missing");
        }
        return found;
    }

    /** The answer of another version of Pillow. */
    record Resized(String resizedSha256) {}

    /** What is used here of {@code expected.json}. */
    record Expected(int imgSize, float[] mean, float[] std, List<Case> cases) {}

    /**
     * One picture.
     *
     * @param size width and height
     * @param decodedSha256 of the bytes of {@code convert("RGB")}
     * @param resizedSha256 of those after {@code resize((imgSize, imgSize), BILINEAR)}, by Pillow before 13
     * @param pillow13 where Pillow 13 gives other pixels
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
