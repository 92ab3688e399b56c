package dev.flsys.picture;

import static org.assertj.core.api.Assertions.assertThat;

import dev.flsys.picture.ParityPictures.Case;
import dev.flsys.picture.ParityPictures.Rare;
import dev.flsys.picture.resize.PillowResize;
import dev.flsys.picture.resize.ResizeRule;
import dev.flsys.testsupport.Digests;
import java.util.List;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/** Pixels are those of Pillow, bit for bit. A JPEG in CMYK may differ by one level, as Leptonica rounds differently. */
class PictureParityTest {

    private static final ParityPictures.Expected EXPECTED = ParityPictures.expected();

    private final ImageDecoder decoder = new ImageDecoder();

    static List<Case> cases() {
        return EXPECTED.cases();
    }

    static List<Rare> rare() {
        return ParityPictures.rare();
    }

    @Test
    void there_are_pictures_to_compare() {
        assertThat(EXPECTED.cases()).hasSizeGreaterThan(20);
        assertThat(rare()).hasSizeGreaterThan(40);
    }

    @ParameterizedTest
    @MethodSource("cases")
    void a_decoded_picture_has_the_pixels_of_pillow(Case expected) {
        RgbImage image = decode(ParityPictures.file(expected.file()));

        assertThat(new int[] {image.width(), image.height()}).isEqualTo(expected.size());
        assertPixels(image, ParityPictures.cmyk("pictures", expected.file()), expected.decodedSha256());
    }

    @ParameterizedTest
    @MethodSource("cases")
    void a_resized_picture_has_the_pixels_of_pillow(Case expected) {
        byte[] cmyk = ParityPictures.cmyk("pictures", expected.file());
        try (Picture picture = decoder.decode(ParityPictures.file(expected.file()))) {
            for (ResizeRule rule : ResizeRule.values()) {
                RgbImage resized = resize(picture, rule);
                byte[] reference =
                        cmyk == null ? null : resize(decode(cmyk), rule).png();
                assertPixels(resized, reference, expected.resizedSha256(rule));
            }
        }
    }

    @Test
    void there_are_pictures_that_pillow_13_resizes_otherwise() {
        assertThat(EXPECTED.cases().stream().filter(picture -> picture.pillow13() != null))
                .hasSizeGreaterThan(1);
    }

    @ParameterizedTest
    @MethodSource("rare")
    void a_rare_kind_of_picture_has_the_pixels_of_pillow(Rare expected) {
        RgbImage image = decode(expected.file());

        assertThat(image.width()).isEqualTo(expected.width());
        assertThat(image.height()).isEqualTo(expected.height());
        assertPixels(image, ParityPictures.cmyk("rare", expected.name()), expected.sha256());
    }

    /** Compares with the digest; where there is a reference, the reference has that digest and a tolerance of one. */
    private void assertPixels(RgbImage image, byte @Nullable [] reference, String sha256) {
        RgbImage exact = reference == null ? image : decode(reference);
        assertThat(Digests.sha256(exact.pixels())).isEqualTo(sha256);
        int max = 0;
        for (int i = 0; i < exact.pixels().length; i++) {
            max = Math.max(max, Math.abs((image.pixels()[i] & 0xff) - (exact.pixels()[i] & 0xff)));
        }
        assertThat(max).as("levels of difference").isLessThanOrEqualTo(1);
    }

    private static RgbImage resize(Picture picture, ResizeRule rule) {
        return PillowResize.resize(picture, EXPECTED.imgSize(), EXPECTED.imgSize(), rule);
    }

    private RgbImage decode(byte[] file) {
        try (Picture picture = decoder.decode(file)) {
            return picture.rgb();
        }
    }
}
