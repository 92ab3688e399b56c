package dev.flsys.faults;

import static dev.flsys.testsupport.HostileFiles.bitmap;
import static dev.flsys.testsupport.HostileFiles.blackGif;
import static dev.flsys.testsupport.HostileFiles.blackWebp;
import static dev.flsys.testsupport.HostileFiles.gif;
import static dev.flsys.testsupport.HostileFiles.repeated;

import dev.flsys.testsupport.HostileJpeg;
import dev.flsys.testsupport.HostilePng;
import dev.flsys.testsupport.HostileTiff;
import java.nio.charset.StandardCharsets;
import java.util.Arrays;
import java.util.List;
import java.util.function.Supplier;

/**
 * Small files that demand as much work or memory as their format allows, and the largest pictures that are accepted.
 */
final class PictureBombs {

    private PictureBombs() {}

    /** A file. It is made when it is needed. */
    record Bomb(String name, Supplier<byte[]> file) {}

    /** Pictures of 64 megapixels, all black. */
    static List<Bomb> largest() {
        return List.of(
                new Bomb("JPEG", () -> progressive(8_000).end()),
                new Bomb("PNG", () -> new HostilePng(8_000, 8_000, 8, 0)
                        .zeros(8_001 * 8_000L)
                        .end()),
                new Bomb("GIF", () -> blackGif(8_000, 8_000)),
                new Bomb("BMP", () -> bitmap(8_000, 8_000, repeated(new byte[] {0, 2, (byte) 255, (byte) 255}, 32))),
                new Bomb("WebP", () -> blackWebp(8_000, 8_000)),
                new Bomb("TIFF", () -> new HostileTiff(8_000, 8_000, 5, HostileTiff.lzwBomb(), 9).end()),
                new Bomb("PBM", () -> netpbm("P4 8000 8000\n", 8_000_000)));
    }

    /** Files that are refused, or whose pixels are decoded without the rest. */
    static List<Bomb> bombs() {
        return List.of(
                new Bomb(
                        "thousands of scans",
                        () -> progressive(8_000).acs(3_000).end()),
                new Bomb(
                        "as many blocks in scans as are accepted",
                        () -> progressive(3_900).acs(99).end()),
                new Bomb("zTXt that expands to gigabytes", () -> HostilePng.small()
                        .bomb("zTXt", "a\0\0", 900)
                        .pixels()
                        .end()),
                new Bomb("iTXt that expands to gigabytes", () -> HostilePng.small()
                        .bomb("iTXt", "a\0\1\0\0\0", 900)
                        .pixels()
                        .end()),
                new Bomb("profiles that expand to gigabytes", () -> HostilePng.small()
                        .bomb("iCCP", "a\0\0", 900)
                        .pixels()
                        .end()),
                new Bomb("the largest PNG of 64 bits a pixel", () -> new HostilePng(5_600, 5_600, 16, 6)
                        .zeros((5_600 * 8L + 1) * 5_600)
                        .end()),
                new Bomb(
                        "a PNG of 64 megapixels with 64 bits",
                        () -> new HostilePng(8_000, 8_000, 16, 6).pixels().end()),
                new Bomb("a PNG of any size", () -> new HostilePng(Integer.MAX_VALUE, Integer.MAX_VALUE, 8, 6)
                        .pixels()
                        .end()),
                new Bomb("a JPEG of any size", () -> progressive(65_500).end()),
                new Bomb("a WebP of any size", () -> blackWebp(16_383, 16_383)),
                new Bomb("a GIF of any size", () -> blackGif(65_535, 2_000)),
                new Bomb("a bitmap of any size", () -> bitmap(Integer.MAX_VALUE, Integer.MAX_VALUE, new byte[] {0, 1})),
                new Bomb(
                        "a TIFF of any size",
                        () -> new HostileTiff(Integer.MAX_VALUE, Integer.MAX_VALUE, 1, new byte[9], 1).end()),
                new Bomb("a map of any size", () -> netpbm("P6 4294967295 4294967295 255\n", 9)),
                new Bomb("a million frames of a GIF", () -> gifOfFrames(1_000_000)),
                new Bomb(
                        "strips that share their bytes",
                        () -> new HostileTiff(1, 100_000, 5, HostileTiff.lzwBomb(), 100_000).end()),
                new Bomb("as many strips as are accepted", () -> new HostileTiff(1, 100_000, 1, new byte[1], 100_000)
                        .end()),
                new Bomb("a directory that follows itself", () -> new HostileTiff(2, 2, 1, new byte[4], 1)
                        .endless()
                        .sameTag(330, 8, 5_000)
                        .end()),
                new Bomb("a text of 16 megapixels", () -> netpbm("P1 4000 4000\n" + "0".repeat(16_000_000), 0)));
    }

    private static HostileJpeg progressive(int side) {
        return new HostileJpeg(HostileJpeg.PROGRESSIVE, side, 1).dc();
    }

    private static byte[] netpbm(String header, int zeros) {
        return (header + "\0".repeat(zeros)).getBytes(StandardCharsets.US_ASCII);
    }

    private static byte[] gifOfFrames(int frames) {
        byte[] plain = gif(2, 2, 1, new byte[] {2, 4, 0, 0});
        byte[] frame = Arrays.copyOfRange(plain, plain.length - 15, plain.length - 1);
        byte[] more = repeated(frame, frames);
        byte[] file = Arrays.copyOf(plain, plain.length - 1 + more.length);
        System.arraycopy(more, 0, file, plain.length - 1, more.length);
        return file;
    }
}
