package dev.flsys.picture;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.Random;
import java.util.function.IntUnaryOperator;
import org.junit.jupiter.api.Test;

/** Compares with {@link WeightedRows}. Random with a fixed seed. */
class ShrunkRowsTest {

    private final Random random = new Random(20_250_101);

    @Test
    void a_random_row_has_its_weighted_sums() {
        assertEqualToWeightedRows(i -> random.nextInt(256));
    }

    @Test
    void a_row_of_black_and_white_has_the_largest_errors() {
        assertEqualToWeightedRows(i -> random.nextBoolean() ? 255 : 0);
    }

    @Test
    void a_gradient_has_many_results_near_a_whole_number() {
        assertEqualToWeightedRows(i -> i / 3 % 256);
    }

    @Test
    void a_row_of_one_colour_keeps_it() {
        assertEqualToWeightedRows(i -> 255 - i % 3);
    }

    private void assertEqualToWeightedRows(IntUnaryOperator samples) {
        for (int round = 0; round < 200; round++) {
            int width = 2 + random.nextInt(2000);
            int newWidth = Math.max(1, width / TriangleSpans.LONGEST)
                    + random.nextInt(width - Math.max(1, width / TriangleSpans.LONGEST));
            if (!TriangleSpans.apply(width, newWidth)) {
                continue;
            }
            byte[] pixels = new byte[2 * width * RgbImage.CHANNELS];
            for (int i = 0; i < pixels.length; i++) {
                pixels[i] = (byte) samples.applyAsInt(i);
            }
            RgbImage image = new RgbImage(width, 2, pixels);
            ResampleWeights weights = ResampleWeights.bilinear(width, newWidth);

            assertThat(secondRow(new ShrunkRows(image, weights), newWidth))
                    .as("%d to %d pixels", width, newWidth)
                    .isEqualTo(secondRow(new WeightedRows(image, weights), newWidth));
        }
    }

    private static int[] secondRow(RowResize rows, int width) {
        int[] row = new int[width * RgbImage.CHANNELS];
        rows.read(1, row);
        return row;
    }
}
