package dev.flsys.picture;

import dev.flsys.picture.ParityPictures.Case;
import dev.flsys.picture.ParityPictures.Rare;
import dev.flsys.testsupport.FuzzTarget;
import dev.flsys.testsupport.HostileFiles;
import dev.flsys.testsupport.PictureDamage;
import java.util.ArrayList;
import java.util.Base64;
import java.util.List;
import org.junit.jupiter.api.Test;

/** Any file gives a picture or an {@link ImageUnreadable}. */
class PictureFuzzTest extends FuzzTarget {

    private static final int LARGE = 20_000;
    private static final int DAMAGES = 400;

    private final ImageDecoder decoder = new ImageDecoder(1_000_000);

    @Override
    protected List<byte[]> seeds() {
        List<byte[]> files = new ArrayList<>();
        for (Case picture : ParityPictures.expected().cases()) {
            files.add(ParityPictures.file(picture.file()));
        }
        for (Rare sample : ParityPictures.rare()) {
            files.add(sample.file());
        }
        files.removeIf(file -> file.length > LARGE);
        files.add(twoHeights());
        return files;
    }

    /** A TIFF file of 193 bytes that Jazzer found. It has two heights; the larger one took 192 MiB. */
    static byte[] twoHeights() {
        return Base64.getDecoder()
                .decode("SUkqAAgAAAAKAAABBAABAAAABgAAAAEBBAABAAAABQAAAgEAAwAEAAAAhgAAAAMBAwABAAAAAQAAAAEBBgADAAAAAg"
                        + "AAABEBBAABAAAARgAAABUBAwABAAAABAAAABYBBAABAAAABQAAABcBBAABAAAAeAAAAFIBAwABAAAAAQAAAAAAAAAI"
                        + "AAgACAAIAAAAAAAAAEEAZ68ruM6xFAa/TU+RDXMlzoidUTAhwlKDzJ26LnalXnD9CYKKrCnW8IHp7Q==");
    }

    @Override
    protected boolean parse(byte[] input) {
        try (Picture picture = decoder.decode(input)) {
            picture.read(0, new int[picture.width()]);
            picture.read(picture.height() - 1, new int[picture.width()]);
            // A wider picture than 1,000 pixels is too large with 300 rows, so the width has two bounds.
            plant(ImageFormat.of(input) == ImageFormat.GIF
                    && picture.width() > 257
                    && picture.width() < 1_000
                    && picture.height() > 300);
            return true;
        } catch (ImageUnreadable documented) {
            return false;
        }
    }

    @Override
    protected byte[] planted() {
        return HostileFiles.blackGif(300, 310);
    }

    @Test
    void damaged_chunks_segments_and_directories_are_accepted_or_refused_as_documented() {
        List<byte[]> seeds = seeds();
        for (int i = 0; i < DAMAGES; i++) {
            run(new PictureDamage(i).of(seeds.get(i % seeds.size())));
        }
    }
}
