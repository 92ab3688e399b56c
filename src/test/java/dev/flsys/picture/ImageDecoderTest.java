package dev.flsys.picture;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.nio.charset.StandardCharsets;
import java.util.Arrays;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class ImageDecoderTest {

    private final ImageDecoder decoder = new ImageDecoder();

    @Test
    void an_empty_file_is_refused() {
        assertRefused(new byte[0], "empty");
    }

    @Test
    void text_is_refused_with_the_formats_that_are_read() {
        assertRefused("<svg xmlns='...'/>".getBytes(StandardCharsets.US_ASCII), "WebP");
    }

    @ParameterizedTest
    @ValueSource(strings = {"jpeg_420.jpg", "jpeg_progressive.jpg", "jpeg_grey.jpg", "jpeg_cmyk.jpg"})
    void a_truncated_jpeg_is_refused(String name) {
        assertTruncationsRefused(ParityPictures.file(name));
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "png_rgb.png",
                "png_grey16.png",
                "gif_plain.gif",
                "bmp_24.bmp",
                "tiff_lzw.tif",
                "webp_lossy.webp",
                "webp_lossless.webp"
            })
    void a_truncated_picture_is_refused(String name) {
        assertTruncationsRefused(ParityPictures.file(name));
    }

    @ParameterizedTest
    @ValueSource(strings = {"jpeg_420.jpg", "png_rgb.png", "webp_lossy.webp", "gif_plain.gif", "bmp_24.bmp"})
    void bytes_after_the_end_of_a_picture_are_ignored(String name) {
        byte[] file = ParityPictures.file(name);

        byte[] longer = Arrays.copyOf(file, file.length + 1000);

        assertThat(decode(longer, ImageDecoder.DEFAULT_MAX_PIXELS).pixels())
                .isEqualTo(decode(file, ImageDecoder.DEFAULT_MAX_PIXELS).pixels());
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "png_rgb.png",
                "jpeg_420.jpg",
                "jpeg_cmyk.jpg",
                "gif_plain.gif",
                "bmp_24.bmp",
                "tiff_rgb.tif",
                "webp_lossy.webp"
            })
    void a_picture_beyond_the_limit_is_refused(String name) {
        byte[] file = ParityPictures.file(name);
        RgbImage image = decode(file, ImageDecoder.DEFAULT_MAX_PIXELS);
        long pixels = (long) image.width() * image.height();

        assertThat(decode(file, pixels)).isNotNull();
        assertThatThrownBy(() -> decode(file, pixels - 1))
                .isInstanceOf(ImageUnreadable.class)
                .hasMessageContaining("at most");
    }

    @Test
    void a_decompression_bomb_is_refused_by_its_header() {
        byte[] file = ParityPictures.file("png_rgb.png");
        Arrays.fill(file, 17, 20, (byte) 0xff);
        Arrays.fill(file, 21, 24, (byte) 0xff);

        assertRefused(file, "16777215x16777215");
    }

    @ParameterizedTest
    @ValueSource(ints = {6, 7})
    void a_tiff_with_jpeg_inside_is_refused(int compression) {
        byte[] file = ParityPictures.rareFile("tiff_alpha.tif");
        setTiffTag(file, 259, compression);

        assertRefused(file, "JPEG compression");
    }

    @Test
    void a_tiff_with_odd_samples_is_refused() {
        byte[] file = ParityPictures.rareFile("tiff_white_is_zero.tif");
        setTiffTag(file, 258, 30);

        assertRefused(file, "samples of 30 bits");
    }

    @Test
    void a_first_webp_frame_beside_its_canvas_is_refused() {
        byte[] file = ParityPictures.rareFile("webp_animated_lossy.webp");
        int frame = new String(file, StandardCharsets.ISO_8859_1).indexOf("ANMF");
        file[frame + 8] = 100;

        assertRefused(file, "corrupt");
    }

    @Test
    void a_limit_of_nothing_is_refused() {
        assertThatIllegalArgumentException().isThrownBy(() -> new ImageDecoder(0));
    }

    private static void setTiffTag(byte[] littleEndianFile, int tag, int value) {
        for (int at = 10; ; at += 12) {
            if (((littleEndianFile[at] & 0xff) | (littleEndianFile[at + 1] << 8)) == tag) {
                littleEndianFile[at + 8] = (byte) value;
                return;
            }
        }
    }

    private void assertTruncationsRefused(byte[] file) {
        for (int percent = 0; percent < 100; percent += 9) {
            assertRefused(Arrays.copyOf(file, Math.max(4, file.length * percent / 100)), "");
        }
        // Some formats can be decoded without their last few bytes, but not without this many.
        assertRefused(Arrays.copyOf(file, file.length - 40), "");
    }

    private void assertRefused(byte[] file, String reason) {
        assertThatThrownBy(() -> decoder.decode(file))
                .isInstanceOfSatisfying(ImageUnreadable.class, problem -> assertThat(problem.status())
                        .isEqualTo(400))
                .hasMessageContaining(reason);
    }

    private static RgbImage decode(byte[] file, long maxPixels) {
        try (Picture picture = new ImageDecoder(maxPixels).decode(file)) {
            return picture.rgb();
        }
    }
}
