package dev.flsys.picture;

import static org.assertj.core.api.Assertions.assertThat;

import dev.flsys.picture.ParityPictures.Case;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;
import org.junit.jupiter.params.provider.MethodSource;

/** Pixels are Pillow's, bit for bit. No format is excepted: lossy and CMYK pictures are equal, too. */
class PictureParityTest {

    private static final ParityPictures.Expected EXPECTED = ParityPictures.expected();

    private final ImageDecoder decoder = new ImageDecoder();

    static List<Case> cases() {
        return EXPECTED.cases();
    }

    @Test
    void there_are_pictures_to_compare() {
        assertThat(EXPECTED.cases()).hasSizeGreaterThan(20);
    }

    @ParameterizedTest
    @MethodSource("cases")
    void a_decoded_picture_has_the_pixels_of_pillow(Case expected) {
        RgbImage image = decode(ParityPictures.file(expected.file()));

        assertThat(new int[] {image.width(), image.height()}).isEqualTo(expected.size());
        assertThat(Digests.sha256(image.pixels())).isEqualTo(expected.decodedSha256());
    }

    @ParameterizedTest
    @MethodSource("cases")
    void a_resized_picture_has_the_pixels_of_pillow(Case expected) {
        try (Picture picture = decoder.decode(ParityPictures.file(expected.file()))) {
            for (ResizeRule rule : ResizeRule.values()) {
                RgbImage resized = PillowResize.resize(picture, EXPECTED.imgSize(), EXPECTED.imgSize(), rule);

                assertThat(Digests.sha256(resized.pixels())).as("%s", rule).isEqualTo(expected.resizedSha256(rule));
            }
        }
    }

    @Test
    void there_are_pictures_that_pillow_13_resizes_otherwise() {
        assertThat(EXPECTED.cases().stream().filter(picture -> picture.pillow13() != null))
                .hasSizeGreaterThan(1);
    }

    @ParameterizedTest
    @EnumSource
    void a_rare_kind_of_picture_has_the_pixels_of_pillow(PillowSample sample) {
        RgbImage image = decode(sample.file());

        assertThat(image.width()).isEqualTo(sample.width);
        assertThat(image.height()).isEqualTo(sample.height);
        assertThat(Digests.sha256(image.pixels())).isEqualTo(sample.sha256);
    }

    private RgbImage decode(byte[] file) {
        try (Picture picture = decoder.decode(file)) {
            return picture.rgb();
        }
    }
}
