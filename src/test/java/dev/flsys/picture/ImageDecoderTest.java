package dev.flsys.picture;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.charset.StandardCharsets;
import java.util.Arrays;
import java.util.Random;
import java.util.zip.DeflaterOutputStream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
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
    @ValueSource(ints = {1, 4, 8, 11, 12})
    void a_png_without_its_end_is_read_as_by_pillow(int missing) {
        byte[] file = ParityPictures.file("png_rgb.png");
        RgbImage whole = decode(file, ImageDecoder.DEFAULT_MAX_PIXELS);

        byte[] cut = Arrays.copyOf(file, file.length - missing);

        assertThat(decode(cut, ImageDecoder.DEFAULT_MAX_PIXELS).pixels()).isEqualTo(whole.pixels());
    }

    @Test
    void a_png_with_other_bytes_in_place_of_its_end_is_read_as_by_pillow() {
        byte[] file = ParityPictures.file("png_rgb.png");
        RgbImage whole = decode(file, ImageDecoder.DEFAULT_MAX_PIXELS);
        byte[] other = file.clone();
        Arrays.fill(other, file.length - 12, file.length, (byte) '-');

        assertThat(decode(other, ImageDecoder.DEFAULT_MAX_PIXELS).pixels()).isEqualTo(whole.pixels());
        assertRefused(Arrays.copyOf(file, file.length - 30), "truncated");
    }

    @Test
    void a_big_tiff_in_big_endian_order_is_read() {
        byte[] file = ParityPictures.file("tiff_rgb.tif");
        RgbImage whole = decode(file, ImageDecoder.DEFAULT_MAX_PIXELS);

        byte[] big = bigTiff(whole);

        assertThat(decode(big, ImageDecoder.DEFAULT_MAX_PIXELS).pixels()).isEqualTo(whole.pixels());
        assertRefused(Arrays.copyOf(big, big.length - 30), "truncated");
        assertRefused(Arrays.copyOf(big, 12), "truncated");
    }

    @Test
    void a_big_tiff_whose_entries_share_many_values_is_refused_before_they_are_copied() {
        ByteBuffer file = ByteBuffer.allocate(1 << 20);
        file.put(new byte[] {'M', 'M', 0, 43, 0, 8, 0, 0}).putLong(16).putLong(4_000);
        for (int i = 0; i < 4_000; i++) {
            file.putShort((short) (300 + i))
                    .putShort((short) 16)
                    .putLong(100_000)
                    .putLong(16);
        }
        assertRefused(file.array(), "corrupt");
    }

    /** A file in one strip, in big-endian order. */
    private static byte[] bigTiff(RgbImage image) {
        byte[] pixels = image.pixels();
        long[][] entries = {
            {256, 3, 1, image.width() * (1L << 48)},
            {257, 3, 1, image.height() * (1L << 48)},
            {258, 3, 3, 0x0008_0008_0008_0000L},
            {259, 3, 1, 1L << 48},
            {262, 3, 1, 2L << 48},
            {273, 16, 1, 16},
            {277, 3, 1, 3L << 48},
            {279, 16, 1, pixels.length}
        };
        ByteBuffer file = ByteBuffer.allocate(16 + pixels.length + 8 + 20 * entries.length + 8);
        file.put(new byte[] {'M', 'M', 0, 43, 0, 8, 0, 0}).putLong(16L + pixels.length);
        file.put(pixels).putLong(entries.length);
        for (long[] entry : entries) {
            file.putShort((short) entry[0])
                    .putShort((short) entry[1])
                    .putLong(entry[2])
                    .putLong(entry[3]);
        }
        return file.array();
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

    @ParameterizedTest
    @CsvSource({"34925, LZMA", "50000, Zstandard", "50001, WebP", "34712, JPEG 2000", "34887, LERC"})
    void a_tiff_with_a_rare_compression_is_refused_with_its_name(int compression, String name) {
        byte[] file = ParityPictures.rareFile("tiff_alpha.tif");
        setTiffTag(file, 259, compression);

        assertRefused(file, name + " compression");
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

    @Test
    void a_tiff_of_16_bits_with_a_predictor_has_the_pixels_of_the_one_without() throws IOException {
        byte[] samples = new byte[3 * 6 * 4];
        new Random(3).nextBytes(samples);
        byte[] differences = samples.clone();
        for (int i = samples.length - 1; i >= 6; i--) {
            if (i / 6 % 4 != 0 && i % 2 == 0) {
                int difference = u16(samples, i) - u16(samples, i - 6);
                differences[i] = (byte) difference;
                differences[i + 1] = (byte) (difference >> 8);
            }
        }
        int[] plain = pixels(tiff16(1, samples));
        assertThat(pixels(tiff16(2, differences))).isEqualTo(plain);
        assertThat(plain[0])
                .isEqualTo((samples[1] & 0xff) << 24 | (samples[3] & 0xff) << 16 | (samples[5] & 0xff) << 8);
        assertRefused(tiff16(3, samples), "predictor 3 for samples of 16 bits");
    }

    private static int u16(byte[] bytes, int at) {
        return (bytes[at] & 0xff) | (bytes[at + 1] & 0xff) << 8;
    }

    private int[] pixels(byte[] file) {
        try (Picture picture = decoder.decode(file)) {
            int[] all = new int[12];
            int[] row = new int[4];
            for (int y = 0; y < 3; y++) {
                picture.read(y, row);
                System.arraycopy(row, 0, all, 4 * y, 4);
            }
            return all;
        }
    }

    /** A little-endian TIFF of 4x3 pixels in RGB of 16 bits, with Deflate. */
    private static byte[] tiff16(int predictor, byte[] samples) throws IOException {
        ByteArrayOutputStream deflated = new ByteArrayOutputStream();
        try (DeflaterOutputStream deflater = new DeflaterOutputStream(deflated)) {
            deflater.write(samples);
        }
        int bits = 8 + 2 + 11 * 12 + 4;
        int[][] tags = {
            {256, 1, 4},
            {257, 1, 3},
            {258, 3, bits},
            {259, 1, 8},
            {262, 1, 2},
            {273, 1, bits + 6},
            {277, 1, 3},
            {278, 1, 3},
            {279, 1, deflated.size()},
            {284, 1, 1},
            {317, 1, predictor}
        };
        ByteBuffer file = ByteBuffer.allocate(bits + 6 + deflated.size()).order(ByteOrder.LITTLE_ENDIAN);
        file.put(new byte[] {'I', 'I', 42, 0}).putInt(8).putShort((short) tags.length);
        for (int[] tag : tags) {
            boolean offset = tag[0] == 273 || tag[0] == 279;
            file.putShort((short) tag[0])
                    .putShort((short) (offset ? 4 : 3))
                    .putInt(tag[1])
                    .putInt(tag[2]);
        }
        file.putInt(0)
                .putShort((short) 16)
                .putShort((short) 16)
                .putShort((short) 16)
                .put(deflated.toByteArray());
        return file.array();
    }

    private static void setTiffTag(byte[] littleEndianFile, int tag, int value) {
        for (int at = 10; ; at += 12) {
            if (((littleEndianFile[at] & 0xff) | (littleEndianFile[at + 1] << 8)) == tag) {
                littleEndianFile[at + 8] = (byte) value;
                littleEndianFile[at + 9] = (byte) (value >> 8);
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
