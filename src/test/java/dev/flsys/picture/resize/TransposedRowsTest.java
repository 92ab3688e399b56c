package dev.flsys.picture.resize;

import static org.assertj.core.api.Assertions.assertThat;

import dev.flsys.picture.RgbImage;
import java.util.Random;
import java.util.function.IntUnaryOperator;
import org.junit.jupiter.api.Test;

/** Compares with {@link WeightedRows}. Random with a fixed seed. */
class TransposedRowsTest {

    private static final int MAX_ROWS = TransposedRows.MAX_ROWS;

    private final Random random = new Random(20_250_101);

    @Test
    void a_random_picture_has_its_weighted_sums() {
        assertEqualToWeightedRows(i -> random.nextInt(256));
    }

    @Test
    void a_picture_of_black_and_white_has_the_largest_sums() {
        assertEqualToWeightedRows(i -> random.nextBoolean() ? 255 : 0);
    }

    @Test
    void a_gradient_has_many_results_near_a_whole_number() {
        assertEqualToWeightedRows(i -> i / 3 % 256);
    }

    @Test
    void a_picture_of_one_colour_keeps_it() {
        assertEqualToWeightedRows(i -> 255 - i % 3);
    }

    @Test
    void blocks_may_be_read_from_any_row_and_again() {
        RgbImage image = image(31, 3 * MAX_ROWS + 5, i -> random.nextInt(256));
        ResampleWeights weights = ResampleWeights.bilinear(31, 7);
        RowResize rows = new TransposedRows(image, weights);

        for (int y : new int[] {70, 69, 133, 134, 0, image.height() - 1, 63, 64}) {
            assertThat(row(rows, y, 7)).as("row %d", y).isEqualTo(row(new WeightedRows(image, weights), y, 7));
        }
    }

    @Test
    void the_widest_picture_has_small_blocks() {
        RgbImage image = image(TransposedRows.WIDEST, 10, i -> i * 31 & 0xff);
        ResampleWeights weights = ResampleWeights.bilinear(image.width(), 5);

        assertEqualRows(image, weights);
    }

    private void assertEqualToWeightedRows(IntUnaryOperator samples) {
        for (int round = 0; round < 60; round++) {
            int width = 2 + random.nextInt(700);
            int newWidth = 1 + random.nextInt(width - 1);
            int left = random.nextInt(newWidth);
            RgbImage image = image(width, 1 + random.nextInt(2 * MAX_ROWS), samples);

            assertEqualRows(image, ResampleWeights.bilinear(width, newWidth));
            assertEqualRows(
                    image, ResampleWeights.bilinear(width, newWidth, left, 1 + random.nextInt(newWidth - left)));
        }
    }

    private static void assertEqualRows(RgbImage image, ResampleWeights weights) {
        RowResize rows = new TransposedRows(image, weights);
        RowResize expected = new WeightedRows(image, weights);
        for (int y = 0; y < image.height(); y++) {
            assertThat(row(rows, y, weights.size()))
                    .as("row %d of %dx%d, to %d pixels", y, image.width(), image.height(), weights.size())
                    .isEqualTo(row(expected, y, weights.size()));
        }
    }

    private static RgbImage image(int width, int height, IntUnaryOperator samples) {
        byte[] pixels = new byte[height * width * RgbImage.CHANNELS];
        for (int i = 0; i < pixels.length; i++) {
            pixels[i] = (byte) samples.applyAsInt(i);
        }
        return new RgbImage(width, height, pixels);
    }

    private static int[] row(RowResize rows, int y, int width) {
        int[] row = new int[width * RgbImage.CHANNELS];
        rows.read(y, row);
        return row;
    }
}
