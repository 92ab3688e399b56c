package dev.flsys.picture.resize;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.flsys.picture.ImageUnreadable;
import dev.flsys.picture.Picture;
import dev.flsys.picture.RgbImage;
import dev.flsys.picture.SeenRegion;
import dev.flsys.testsupport.Digests;
import dev.flsys.testsupport.FormulaPicture;
import java.nio.ByteBuffer;
import java.nio.FloatBuffer;
import java.util.Arrays;
import java.util.Optional;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvFileSource;

class PreprocessingTest {

    private static final float[] MEAN = {0.485f, 0.456f, 0.406f};
    private static final float[] STD = {0.229f, 0.224f, 0.225f};

    /**
     * The result of torchvision 0.14 for the same picture: {@code Compose([Resize((32, 32)), ToTensor(),
     * Normalize(MEAN, STD)])}, hashed as big-endian floats.
     */
    @Test
    void the_seen_region_is_the_whole_picture_without_a_crop() {
        Preprocessing whole = new Preprocessing(32, new float[3], new float[] {1, 1, 1});
        assertThat(whole.region(640, 480)).isEqualTo(new SeenRegion(0, 0, 640, 480));
    }

    @Test
    void the_seen_region_of_a_crop_is_mapped_back_to_the_picture() {
        Preprocessing cropped = new Preprocessing(224, Optional.of(256), new float[3], new float[] {1, 1, 1});
        // Resized to 341 x 256; the crop begins at column 58 and row 16.
        SeenRegion region = cropped.region(640, 480);
        assertThat(region.left()).isEqualTo(58 * 640 / 341.0);
        assertThat(region.top()).isEqualTo(30);
        assertThat(region.width()).isEqualTo(224 * 640 / 341.0);
        assertThat(region.height()).isEqualTo(420);
    }

    @Test
    void the_seen_region_extends_beyond_a_picture_that_is_padded() {
        Preprocessing padded = new Preprocessing(4, Optional.of(2), new float[3], new float[] {1, 1, 1});
        assertThat(padded.region(6, 6)).isEqualTo(new SeenRegion(-3, -3, 12, 12));
    }

    @Test
    void a_tensor_is_that_of_torchvision_to_the_last_bit() {
        float[] tensor = tensor(new Preprocessing(32, MEAN, STD), FormulaPicture.IMAGE, ResizeRule.NEWEST);

        assertThat(tensor).hasSize(3 * 32 * 32).startsWith(-1.9637812f, -1.7411594f, -1.4671633f);
        assertThat(tensor).endsWith(-0.23581691f, 0.74021804f, -0.11381256f);
        ByteBuffer bytes = ByteBuffer.allocate(tensor.length * Float.BYTES);
        bytes.asFloatBuffer().put(tensor);
        assertThat(Digests.sha256(bytes.array()))
                .isEqualTo("5cfae912db87f59f1644ffac5d6b82d194ea30dc0cbf167601b42a643cf035c1");
    }

    @Test
    void channels_follow_one_another() {
        RgbImage pixel = new RgbImage(1, 1, new byte[] {0, (byte) 255, 51});

        assertThat(tensor(new Preprocessing(1, new float[3], new float[] {1, 1, 1}), pixel, ResizeRule.NEWEST))
                .containsExactly(0f, 1f, 51 / 255f);
    }

    /** Digests by three versions of Pillow with the sizes of torchvision, computed by {@code make_crop.py}. */
    @ParameterizedTest
    @CsvFileSource(resources = "/parity/crop.csv", numLinesToSkip = 1, maxCharsPerColumn = 64)
    void a_cropped_or_grey_picture_has_the_pixels_of_torchvision(
            String mode,
            int width,
            int height,
            @Nullable Integer shorter,
            int size,
            String before122,
            String from122,
            String from13) {
        RgbImage picture = FormulaPicture.create(width, height);
        int channels = mode.length();
        Preprocessing seen = Preprocessing.levels(size, Optional.ofNullable(shorter), channels);

        assertThat(Arrays.stream(ResizeRule.values()).map(rule -> digest(tensor(seen, picture, rule), channels)))
                .containsExactly(before122, from122, from13);
    }

    /** The digest of the levels in the order of Pillow: pixel by pixel. */
    private static String digest(float[] tensor, int channels) {
        byte[] pixels = new byte[tensor.length];
        for (int i = 0; i < pixels.length; i++) {
            pixels[i] = (byte) (int) tensor[i % channels * (tensor.length / channels) + i / channels];
        }
        return Digests.sha256(pixels);
    }

    @Test
    void a_grey_picture_is_shown_in_grey() {
        RgbImage pixels = new RgbImage(2, 1, new byte[] {10, 20, 30, (byte) 255, (byte) 255, (byte) 255});

        RgbImage shown = new Preprocessing(1, new float[1], new float[] {1}).resized(pixels, ResizeRule.NEWEST);

        // (19595 * 10 + 38470 * 20 + 7471 * 30 + 32768) >> 16 = 18, and the mean of 18 and 255
        assertThat(shown.pixels()).containsExactly(137, 137, 137);
    }

    @Test
    void one_channel_is_normalised_by_its_own_values() {
        RgbImage pixel = new RgbImage(1, 1, new byte[] {51, 51, 51});

        assertThat(tensor(new Preprocessing(1, new float[] {0.5f}, new float[] {0.5f}), pixel, ResizeRule.NEWEST))
                .containsExactly((51 / 255f - 0.5f) / 0.5f);
    }

    @Test
    void a_line_of_pixels_needs_no_memory_for_its_resized_length() {
        Picture line = new EndlessLine();
        Preprocessing cropped = new Preprocessing(4, Optional.of(4096), new float[3], new float[] {1, 1, 1});
        float[] tensor = tensor(cropped, line, ResizeRule.NEWEST);

        assertThat(tensor).hasSize(3 * 4 * 4).containsOnly(7 / 255f);
    }

    @Test
    void a_picture_whose_longer_side_would_be_too_long_is_refused() {
        assertThatThrownBy(() -> new Preprocessing(4, Optional.of(4096), new float[3], new float[] {1, 1, 1})
                        .resized(new RgbImage(600_000, 1, new byte[1_800_000]), ResizeRule.NEWEST))
                .isInstanceOf(ImageUnreadable.class)
                .hasMessageContaining("600000x1");
    }

    private static float[] tensor(Preprocessing preprocessing, Picture picture, ResizeRule rule) {
        FloatBuffer target = FloatBuffer.allocate(preprocessing.count());
        preprocessing.normalise(preprocessing.resized(picture, rule), target);
        return target.array();
    }

    /** 500,000 pixels of one colour: two billion after a resize. */
    private static final class EndlessLine implements Picture {

        @Override
        public int width() {
            return 500_000;
        }

        @Override
        public int height() {
            return 1;
        }

        @Override
        public void read(int y, int[] row) {
            Arrays.fill(row, 0x07070700);
        }

        @Override
        public void close() {}
    }

    @Test
    void invalid_settings_are_refused() {
        float[] zero = {1, 0, 1};
        float[] two = {1, 1};
        assertThatIllegalArgumentException().isThrownBy(() -> new Preprocessing(0, MEAN, STD));
        assertThatIllegalArgumentException().isThrownBy(() -> new Preprocessing(4097, MEAN, STD));
        assertThatIllegalArgumentException().isThrownBy(() -> new Preprocessing(32, MEAN, zero));
        assertThatIllegalArgumentException().isThrownBy(() -> new Preprocessing(32, two, STD));
        assertThatIllegalArgumentException().isThrownBy(() -> new Preprocessing(32, two, two));
        assertThatIllegalArgumentException().isThrownBy(() -> new Preprocessing(32, Optional.of(0), MEAN, STD));
        assertThatIllegalArgumentException().isThrownBy(() -> new Preprocessing(32, new float[1], STD));
    }
}
