package dev.flsys.picture;

import static org.assertj.core.api.Assertions.assertThat;

import dev.flsys.picture.resize.Preprocessing;
import dev.flsys.picture.resize.ResizeRule;
import dev.flsys.testsupport.FormulaPicture;
import java.awt.image.BufferedImage;
import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.nio.FloatBuffer;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.stream.Stream;
import javax.imageio.ImageIO;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.MethodSource;

/** Pictures that are written as PNG and read again, by this room and by the JDK. */
class RgbImageTest {

    private static final float[] ZERO = new float[3];
    private static final float[] ONE = {1, 1, 1};

    /** RGB, grey, alpha, palettes, 16 bits, tiny and odd sizes, in every format. */
    static Stream<Path> pictures() throws IOException {
        try (Stream<Path> files = Files.list(Path.of("src/test/resources/parity/pictures"))) {
            return files.sorted().toList().stream();
        }
    }

    @ParameterizedTest
    @MethodSource("pictures")
    void a_resized_picture_is_written_to_the_last_bit(Path file) throws IOException {
        for (int size : new int[] {1, 7, 32}) {
            Preprocessing preprocessing = new Preprocessing(size, ZERO, ONE);
            try (Picture picture = new ImageDecoder().decode(Files.readAllBytes(file))) {
                RgbImage seen = preprocessing.resized(picture, ResizeRule.NEWEST);
                assertThat(seen.width()).isEqualTo(size);
                assertThat(seen.height()).isEqualTo(size);
                assertWritten(seen);
                FloatBuffer tensor = FloatBuffer.allocate(preprocessing.count());
                preprocessing.normalise(preprocessing.resized(picture, ResizeRule.NEWEST), tensor);
                assertThat(tensor.array()).isEqualTo(planes(seen));
            }
        }
    }

    @ParameterizedTest
    @CsvSource({"1,1", "1,9", "9,1", "3,2", "67,45", "300,1", "4096,3"})
    void odd_sizes_are_written(int width, int height) throws IOException {
        assertWritten(FormulaPicture.create(width, height));
    }

    @Test
    void the_file_has_no_palette_and_no_alpha() {
        byte[] file = new RgbImage(2, 2, new byte[12]).png();
        assertThat(ImageFormat.of(file)).isEqualTo(ImageFormat.PNG);
        assertThat(file[24]).as("bits").isEqualTo((byte) 8);
        assertThat(file[25]).as("colour type: RGB").isEqualTo((byte) 2);
    }

    private static void assertWritten(RgbImage image) throws IOException {
        byte[] file = image.png();
        try (Picture read = new ImageDecoder().decode(file)) {
            assertThat(read.width()).isEqualTo(image.width());
            assertThat(read.height()).isEqualTo(image.height());
            assertThat(read.rgb().pixels()).isEqualTo(image.pixels());
        }
        BufferedImage readByJdk = ImageIO.read(new ByteArrayInputStream(file));
        for (int y = 0, at = 0; y < image.height(); y++) {
            for (int x = 0; x < image.width(); x++) {
                int rgb = (image.pixels()[at++] & 0xff) << 16
                        | (image.pixels()[at++] & 0xff) << 8
                        | (image.pixels()[at++] & 0xff);
                assertThat(readByJdk.getRGB(x, y) & 0xffffff).isEqualTo(rgb);
            }
        }
    }

    /** The tensor of {@code image}, scaled to 0..1 only. */
    private static float[] planes(RgbImage image) {
        int plane = image.width() * image.height();
        float[] planes = new float[3 * plane];
        for (int i = 0; i < planes.length; i++) {
            planes[i] = (image.pixels()[i % plane * 3 + i / plane] & 0xff) / 255f;
        }
        return planes;
    }
}
