package dev.flsys.picture;

import static dev.flsys.testsupport.HostileFiles.bitmap;
import static dev.flsys.testsupport.HostileFiles.gif;
import static dev.flsys.testsupport.HostileFiles.repeated;
import static dev.flsys.testsupport.HostileFiles.webpWith;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.flsys.testsupport.HostileJpeg;
import dev.flsys.testsupport.HostilePng;
import dev.flsys.testsupport.HostileTiff;
import java.io.ByteArrayOutputStream;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.charset.StandardCharsets;
import java.util.Arrays;
import java.util.Random;
import java.util.function.Supplier;
import java.util.function.UnaryOperator;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/**
 * Small files that demand much work. Each is refused before it is decoded, or the decoder gets only the data that its
 * pixels need. Both are asserted without a clock.
 */
class HostilePicturesTest {

    private static final byte[] NOTHING = {};

    private final ImageDecoder decoder = new ImageDecoder();

    /**
     * A malicious file.
     *
     * @param reason part of the error message
     */
    private record Hostile(String name, Supplier<byte[]> file, String reason) {
        @Override
        public String toString() {
            return name;
        }
    }

    static Stream<Hostile> refused() {
        return Stream.of(
                new Hostile(
                        "thousands of scans",
                        () -> progressive(640, 1).acs(3_000).end(),
                        "3,001 scans; at most 100"),
                new Hostile(
                        "thousands of DC scans",
                        () -> progressive(640, 3).dcs(3_000).end(),
                        "3,001 scans"),
                new Hostile(
                        "one scan too many", () -> progressive(8, 1).acs(100).end(), "101 scans"),
                new Hostile(
                        "scans over a large picture",
                        () -> progressive(5_000, 1).acs(70).end(),
                        "71 scans of 5000x5000"),
                new Hostile(
                        "scans of four components",
                        () -> progressive(4_500, 4).acs(90).end(),
                        "91 scans of 4500x4500"),
                new Hostile(
                        "scans repeated in a baseline picture",
                        () -> new HostileJpeg(HostileJpeg.SEQUENTIAL, 640, 3)
                                .dcs(4)
                                .end(),
                        "4 scans; at most 3"),
                new Hostile(
                        "scans behind megabytes of segments",
                        () -> progressive(640, 1)
                                .segments(0xe1, 0xffff, 20)
                                .acs(500)
                                .end(),
                        "501 scans"),
                new Hostile(
                        "scans without parameters",
                        () -> progressive(640, 1).segments(0xda, 2, 1_500_000).end(),
                        "1,500,001 scans"),
                new Hostile(
                        "arithmetic coding",
                        () -> new HostileJpeg(HostileJpeg.ARITHMETIC, 8_000, 1)
                                .dc()
                                .end(),
                        "arithmetic coding"),
                new Hostile(
                        "64 megapixels of 16 bits",
                        () -> new HostilePng(8_000, 8_000, 16, 6).pixels().end(),
                        "at most 32000000 pixels"),
                new Hostile(
                        "a million pixels in a row of strips",
                        () -> new HostileTiff(1, 200_000, 1, new byte[1], 200_000).end(),
                        "200,000 strips or tiles; at most 100,000"),
                new Hostile(
                        "tiles of one pixel",
                        () -> new HostileTiff(400, 400, 1, new byte[1], 160_000, 1, 1).end(),
                        "160,000 strips or tiles"),
                new Hostile(
                        "tiles far larger than the picture",
                        () -> new HostileTiff(1, 50_000, 8, new byte[100], 50, 64_000, 1_000).end(),
                        "50 tiles of 64000x1000"),
                new Hostile(
                        "strips that share their bytes",
                        () -> new HostileTiff(1, 20_000, 8, new byte[100_000], 20_000).end(),
                        "share the same bytes"),
                new Hostile(
                        "strips that expand to megabytes each",
                        () -> new HostileTiff(1, 1_000, 5, HostileTiff.lzwBomb(), 1_000).end(),
                        "more than its pixels"),
                new Hostile(
                        "a height that is given twice",
                        () -> new HostileTiff(6, 33_554_437, 1, new byte[12], 1)
                                .tag(257, 2)
                                .end(),
                        "corrupt"),
                new Hostile("two heights of different types", PictureFuzzTest::twoHeights, "corrupt"),
                new Hostile(
                        "a bitmap of steps that go nowhere",
                        () -> bitmap(8, 8, repeated(new byte[] {0, 2, 0, 0}, 500_000)),
                        "truncated"),
                new Hostile("a bitmap of text without its pixels", () -> ascii("P1 8000 8000\n101"), "truncated"),
                new Hostile("a pixmap without its pixels", () -> ascii("P6 8000 8000 255\nabc"), "truncated"),
                new Hostile("a pixmap of 16 bits without its last pixel", () -> ascii("P5 2 2 300\nabcdefg"), "trunc"),
                new Hostile("a pixmap beyond the limit", () -> ascii("P6 9000000000 8000 255\n"), "9000000000x8000"),
                new Hostile("a pixmap of no pixels", () -> ascii("P6 0 8000 255\n"), "corrupt"),
                new Hostile("a negative width", () -> ascii("P6 -1 8000 255\n"), "corrupt"),
                new Hostile("a number without an end", () -> repeated(ascii("P2"), 1_000_000), "corrupt"),
                new Hostile("digits without an end", () -> ascii("P2 1" + "1".repeat(1_000_000)), "corrupt"),
                new Hostile("a comment without an end", () -> ascii("P2 #" + "1".repeat(1_000_000)), "truncated"),
                new Hostile("comments without a pixel", () -> ascii("P2 1 1 1\n" + "#\n".repeat(500_000)), "truncated"),
                new Hostile("a white of zero", () -> ascii("P5 1 1 0\na"), "corrupt"),
                new Hostile("a white of 17 bits", () -> ascii("P5 1 1 65536\naa"), "corrupt"),
                new Hostile("a sample above white", () -> ascii("P2 1 1 15\n16"), "corrupt"),
                new Hostile(
                        "a sample of a million digits", () -> ascii("P2 1 1 15\n" + "0".repeat(1_000_000)), "corrupt"),
                new Hostile("a sample of overflowing digits", () -> ascii("P2 1 1 15\n9999999999"), "corrupt"),
                new Hostile("a sample that is no number", () -> ascii("P2 1 1 15\n-1"), "corrupt"),
                new Hostile("a bit that is neither", () -> ascii("P1 1 1\n2"), "corrupt"),
                new Hostile("a float map", () -> ascii("Pf 1 1 -1.0\nabcd"), "none of the formats"),
                new Hostile("an unknown kind", () -> ascii("P6x 1 1 255\nabc"), "corrupt"),
                new Hostile("a canvas of a frame beyond the limit", () -> gif(30_000, 30_000, 1, NOTHING), "at most"),
                new Hostile(
                        "codes that only clear the table",
                        () -> gif(8, 8, 1, repeated(new byte[] {4, 0x24, 0x49, (byte) 0x92, 0x24}, 100_000)),
                        ""));
    }

    @ParameterizedTest
    @MethodSource("refused")
    void a_picture_that_would_take_too_long_is_refused_before_it_is_decoded(Hostile hostile) {
        byte[] file = hostile.file.get();
        assertThat(file.length).isLessThan(8 << 20);
        assertThatThrownBy(() -> decoder.decode(file).close())
                .isInstanceOfSatisfying(ImageUnreadable.class, problem -> assertThat(problem.status())
                        .isEqualTo(400))
                .hasMessageContaining(hostile.reason);
    }

    /** PNG files with chunks that a decoder does not need and does not get. */
    static Stream<Hostile> chunks() {
        return Stream.of(
                png("compressed text", small -> small.bomb("zTXt", "a\0\0", 500)),
                png("compressed international text", small -> small.bomb("iTXt", "a\0\1\0\0\0", 500)),
                png("colour profiles", small -> small.bomb("iCCP", "a\0\0", 500)),
                png("a hundred thousand texts", small -> small.chunk("tEXt", new byte[] {'a', 0, 'b'}, 100_000)),
                png("a hundred thousand empty data chunks", small -> small.chunk("IDAT", NOTHING, 100_000)),
                png("a hundred thousand unknown chunks", small -> small.chunk("abCd", NOTHING, 100_000)),
                png("suggested palettes and histograms", small -> small.chunk("sPLT", new byte[60_000], 100)),
                png("a scene of many frames", small -> small.chunk("acTL", new byte[8], 1)
                        .chunk("fdAT", new byte[99], 9_999)));
    }

    private static Hostile png(String name, UnaryOperator<HostilePng> chunks) {
        return new Hostile(name, () -> chunks.apply(HostilePng.small()).pixels().end(), "");
    }

    @ParameterizedTest
    @MethodSource("chunks")
    void only_the_chunks_of_the_pixels_of_a_png_are_decoded(Hostile hostile) {
        byte[] file = hostile.file.get();
        byte[] plain = HostilePng.small().pixels().end();

        assertThat(new PngChunks(new FileBytes(ImageFormat.PNG, file)).essential())
                .isEqualTo(plain);
        assertSamePixels(file, plain);
    }

    @Test
    void chunks_after_the_pixels_are_omitted_as_well() {
        byte[] file =
                HostilePng.small().pixels().bomb("zTXt", "a\0\0", 500).pixels().end();
        byte[] plain = HostilePng.small().pixels().end();

        assertThat(new PngChunks(new FileBytes(ImageFormat.PNG, file)).essential())
                .isEqualTo(plain);
        assertSamePixels(file, plain);
    }

    @Test
    void a_second_palette_is_omitted() {
        byte[] file =
                HostilePng.small().chunk("PLTE", new byte[3], 50_000).pixels().end();

        assertThat(new PngChunks(new FileBytes(ImageFormat.PNG, file)).essential())
                .isEqualTo(HostilePng.small()
                        .chunk("PLTE", new byte[3], 1)
                        .pixels()
                        .end());
        assertSamePixels(file, HostilePng.small().pixels().end());
    }

    @Test
    void a_png_without_other_chunks_is_not_copied() {
        byte[] plain = HostilePng.small().pixels().end();
        assertThat(new PngChunks(new FileBytes(ImageFormat.PNG, plain)).essential())
                .isSameAs(plain);
    }

    @Test
    void the_most_scans_are_decoded() {
        byte[] plain = progressive(640, 1).end();
        assertSamePixels(progressive(640, 1).acs(99).end(), plain);
        assertThat(JpegStructure.of(new FileBytes(
                                ImageFormat.JPEG, progressive(640, 1).acs(99).end()))
                        .scans()
                        .blocks())
                .isEqualTo(100 * 80 * 80);
    }

    @Test
    void the_scans_that_encoders_write_are_far_from_the_limits() {
        JpegStructure structure =
                JpegStructure.of(new FileBytes(ImageFormat.JPEG, ParityPictures.file("jpeg_progressive.jpg")));
        assertThat(structure.scans().count()).isEqualTo(10);
        // Twice the visits of a picture of 64 megapixels with the same scans and without subsampling.
        long perPixel = structure.scans().blocks() * 64 / ((long) structure.width() * structure.height());
        assertThat(perPixel * ImageDecoder.DEFAULT_MAX_PIXELS / 64).isLessThan(JpegScans.MAX_BLOCKS / 2);
    }

    @Test
    void a_bitmap_that_skips_all_over_a_large_picture_is_decoded() {
        byte[] skips = repeated(new byte[] {0, 2, (byte) 255, 0}, 4 * 1024 * 1024 / 255 + 1);
        assertThat(decode(bitmap(2_048, 2_048, skips)).pixels())
                .hasSize(2_048 * 2_048 * 3)
                .containsOnly(0);
    }

    @Test
    void blocks_before_and_after_the_first_frame_of_a_gif_are_skipped() {
        byte[] plain = gif(2, 2, 1, new byte[] {2, 4, 0, 0});
        byte[] comments = gif(2, 2, 300_000, new byte[] {2, 4, 0, 0});
        byte[] frames = Arrays.copyOf(plain, plain.length + 1_000_000);
        for (int at = plain.length; at + 14 < frames.length; at += 14) {
            System.arraycopy(plain, plain.length - 14, frames, at, 14);
        }
        assertSamePixels(comments, plain);
        assertSamePixels(frames, plain);
    }

    @Test
    void many_chunks_before_the_first_frame_of_a_webp_are_skipped() {
        byte[] plain = ParityPictures.rareFile("webp_animated_lossless.webp");
        byte[] chunks = repeated("JUNK\0\0\0\0".getBytes(StandardCharsets.US_ASCII), 200_000);
        byte[] profile = new byte[8 + (4 << 20)];
        ByteBuffer.wrap(profile)
                .order(ByteOrder.LITTLE_ENDIAN)
                .putInt(0x50434349)
                .putInt(4 << 20);

        assertSamePixels(webpWith(plain, chunks), plain);
        assertSamePixels(webpWith(plain, profile), plain);
        assertSamePixels(
                webpWith(ParityPictures.file("webp_alpha.webp"), chunks), ParityPictures.file("webp_alpha.webp"));
    }

    @Test
    void other_tags_and_directories_of_a_tiff_are_ignored() {
        byte[] pixels = {1, 2, 3, 4};
        byte[] plain = new HostileTiff(2, 2, 1, pixels, 1).end();
        assertThat(decode(plain).pixels()).startsWith(1, 1, 1, 2).endsWith(4);
        assertSamePixels(new HostileTiff(2, 2, 1, pixels, 1).endless().end(), plain);
        assertSamePixels(
                new HostileTiff(2, 2, 1, pixels, 1).sameTag(34_665, 8, 2_000).end(), plain);
        assertSamePixels(
                new HostileTiff(2, 2, 1, pixels, 1).sameTag(330, 8, 2_000).end(), plain);
    }

    @Test
    void a_tiff_in_many_strips_and_one_in_lzw_are_decoded() {
        assertThat(decode(new HostileTiff(1, 60_000, 1, new byte[] {7}, 60_000).end())
                        .pixels())
                .containsOnly(7);
        // 7 million zeros that belong to the picture.
        byte[] lzw = HostileTiff.lzwBomb();
        assertThat(TiffLzw.expanded(lzw, 0, lzw.length, Long.MAX_VALUE)).isEqualTo(7_363_203);
        assertThat(TiffLzw.expanded(lzw, 0, lzw.length, 5_000)).isBetween(5_001L, 10_000L);
        assertThat(decode(new HostileTiff(2_000, 3_600, 5, lzw, 1).end()).pixels())
                .containsOnly(0);
    }

    @Test
    void the_data_of_photographs_in_lzw_expand_to_their_pixels() {
        byte[] file = ParityPictures.file("tiff_lzw.tif");
        TiffHeader header = new TiffHeader(
                new FileBytes(ImageFormat.TIFF, file),
                new PixelLimit(1_000_000, DecodingMemory.shared().place()));
        long rows = Math.min(header.value(TiffHeader.HEIGHT, 0), header.value(278, 0));
        assertThat(TiffLzw.expanded(file, header.value(273, 0), header.value(279, 0), Long.MAX_VALUE))
                .isEqualTo(rows * header.value(TiffHeader.WIDTH, 0) * 3);
    }

    @Test
    void ordinary_metadata_of_photographs_change_nothing() {
        byte[] noise = new byte[600_000];
        new Random(7).nextBytes(noise);
        byte[] png = HostilePng.small()
                .bomb("iCCP", "Photoshop\0\0", 1)
                .chunk("iTXt", noise, 1)
                .chunk("eXIf", Arrays.copyOf(noise, 60_000), 1)
                .chunk("gAMA", new byte[] {0, 0, (byte) 0xb1, (byte) 0x8f}, 1)
                .chunk("sBIT", new byte[] {5, 6, 5}, 1)
                .chunk("bKGD", new byte[6], 1)
                .pixelsInPieces()
                .chunk("tIME", new byte[7], 1)
                .end();
        assertSamePixels(png, HostilePng.small().pixels().end());

        byte[] photo = ParityPictures.file("jpeg_420.jpg");
        ByteArrayOutputStream jpeg = new ByteArrayOutputStream();
        jpeg.write(photo, 0, 2);
        for (int i = 0; i < 100; i++) {
            // A thumbnail with its own scans, and up to 60 KB of maker notes.
            byte[] thumbnail = ParityPictures.file("jpeg_progressive.jpg");
            int length = Math.min(60_000, 2 + thumbnail.length + 20_000);
            jpeg.writeBytes(new byte[] {(byte) 0xff, (byte) 0xe1, (byte) (length >> 8), (byte) length});
            jpeg.writeBytes(Arrays.copyOf(thumbnail, length - 2));
        }
        jpeg.write(photo, 2, photo.length - 2);
        assertSamePixels(jpeg.toByteArray(), photo);
    }

    private static byte[] ascii(String text) {
        return text.getBytes(StandardCharsets.US_ASCII);
    }

    private static HostileJpeg progressive(int side, int components) {
        return new HostileJpeg(HostileJpeg.PROGRESSIVE, side, components).dc();
    }

    private void assertSamePixels(byte[] file, byte[] plain) {
        RgbImage expected = decode(plain);
        RgbImage image = decode(file);
        assertThat(image.width()).isEqualTo(expected.width());
        assertThat(image.pixels()).isEqualTo(expected.pixels());
    }

    private RgbImage decode(byte[] file) {
        try (Picture picture = decoder.decode(file)) {
            return picture.rgb();
        }
    }
}
