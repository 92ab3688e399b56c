package dev.flsys.picture.resize;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;

import dev.flsys.picture.RgbImage;
import dev.flsys.testsupport.Digests;
import dev.flsys.testsupport.FormulaPicture;
import java.util.Arrays;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvFileSource;
import org.junit.jupiter.params.provider.CsvSource;

class PillowResizeTest {

    /** Digests of {@code Image.fromarray(formula).resize((width, height), BILINEAR).tobytes()} by Pillow 9.4. */
    @ParameterizedTest
    @CsvSource({
        "32,  32,  ef3b5ddc36494ee653fd4c3c6a84baeb85d5a298a012e376c483b0dc9e8404cd",
        "224, 224, 7bc529bd89ab6bee6561843c596de620c036143d185e7bf08bd28f218be9b6fa",
        "1,   1,   1db581ee4050901ddeb8753a0a4349d268e8ae51c2d7dad5fae3408962febaef",
        "67,  20,  24cfedd35fc6f85a2ff95b999ce4a13ca8ee15e29f02395b3c8a75cb6c36c85b",
        "20,  45,  c1b5aa1092ed76ad0acd29dd6c723f860d2d88ee86a4c5afbc9059b5a07fb1d0",
        "67,  90,  c25223108e0759d6e4fc13b93ef70023553015d3366888961ad62c93a6ba6924",
        "5,   300, 99d5fa32cb2ee2ac063e67746baab37ecac20ca72706fcd4e45933ac7ee0f88c",
        "66,  44,  891a5b4ed1dfc7c088fdf12c9061920ccbc5b06c17893565f4f87a60d027b684"
    })
    void a_resized_picture_has_the_pixels_of_pillow(int width, int height, String sha256) {
        RgbImage resized = PillowResize.resize(FormulaPicture.IMAGE, width, height, ResizeRule.BEFORE_12_2);

        assertThat(resized.width()).isEqualTo(width);
        assertThat(resized.height()).isEqualTo(height);
        assertThat(Digests.sha256(resized.pixels())).isEqualTo(sha256);
    }

    /** Digests of formula pictures of these sizes: spans of 9, 3, 64, 175 (too many) and 1 or 2 inputs. */
    @ParameterizedTest
    @CsvSource({
        "1920, 3, 224, 3, b183f2fbf1393305ec7619aed335e730a498be39133371d39553d51e4c0ad19b",
        "640,  5, 224, 2, 6db3b9b02e548fa39a69e6206f82ff3a864f0c2879c3ee2b758d1bcece08505f",
        "3000, 2, 47,  2, 4d615bcff7693a668a8dc3a3147366d2f09121e4f8eaf52b57a25af7d94ad002",
        "700,  4, 4,   4, d9ab9f7ade4185bca7e91fdab96741553928fd0cf54c5eb114e2ddd2e753b510",
        "257,  3, 256, 3, 725c38b5b0d6443d52d64bbdea19f453a33f8327edc841556d7c49b4d7b83711"
    })
    void a_long_row_has_the_pixels_of_pillow_however_much_it_shrinks(
            int width, int height, int newWidth, int newHeight, String sha256) {
        RgbImage resized =
                PillowResize.resize(FormulaPicture.create(width, height), newWidth, newHeight, ResizeRule.BEFORE_12_2);

        assertThat(Digests.sha256(resized.pixels())).isEqualTo(sha256);
    }

    /** Digests by three versions of Pillow, computed by {@code make_resize.py}. */
    @ParameterizedTest
    @CsvFileSource(resources = "/parity/resize.csv", numLinesToSkip = 1, maxCharsPerColumn = 64)
    void the_order_of_the_passes_is_that_of_the_version(
            int width, int height, int newWidth, int newHeight, String before122, String from122, String from13) {
        RgbImage picture = FormulaPicture.create(width, height);

        assertThat(Arrays.stream(ResizeRule.values())
                        .map(rule -> Digests.sha256(PillowResize.resize(picture, newWidth, newHeight, rule)
                                .pixels())))
                .containsExactly(before122, from122, from13);
    }

    @ParameterizedTest
    @CsvSource({
        "9.4.0, BEFORE_12_2",
        "9.5.0.post1, BEFORE_12_2",
        "12.1.1, BEFORE_12_2",
        "12, BEFORE_12_2",
        "12.2.0, FROM_12_2",
        "12.3.0, FROM_12_2",
        "12.10, FROM_12_2",
        "13.0.0, FROM_13",
        "13.0.0.dev0, FROM_13",
        "100.1, FROM_13",
        "12345678901234567890, FROM_13",
        "unknown, FROM_13",
        "'', FROM_13"
    })
    void a_version_has_its_rule_and_other_text_has_the_newest(String version, ResizeRule rule) {
        assertThat(ResizeRule.of(version)).isEqualTo(rule);
    }

    @Test
    void a_picture_of_the_right_size_is_not_changed() {
        assertThat(PillowResize.resize(FormulaPicture.IMAGE, 67, 45, ResizeRule.NEWEST))
                .isSameAs(FormulaPicture.IMAGE);
    }

    @Test
    void white_stays_white_at_every_scale() {
        RgbImage white = new RgbImage(9001, 1, filled(9001 * 3));

        assertThat(PillowResize.resize(white, 1, 7, ResizeRule.NEWEST).pixels()).containsOnly(255);
        assertThat(PillowResize.resize(white, 333, 1, ResizeRule.NEWEST).pixels())
                .containsOnly(255);
    }

    @Test
    void a_size_of_zero_is_refused() {
        assertThatIllegalArgumentException()
                .isThrownBy(() -> PillowResize.resize(FormulaPicture.IMAGE, 0, 10, ResizeRule.NEWEST));
    }

    private static byte[] filled(int length) {
        byte[] bytes = new byte[length];
        Arrays.fill(bytes, (byte) 255);
        return bytes;
    }
}
