package dev.flsys.picture;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.fail;

import dev.flsys.picture.ParityPictures.Case;
import dev.flsys.picture.ParityPictures.Rare;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Random;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

/** Any damaged file gives a picture or an {@link ImageUnreadable}. Random with a fixed seed. */
class DamagedPicturesTest {

    private static final int LARGE = 40_000;

    private final ImageDecoder decoder = new ImageDecoder(4_000_000);
    private final Random random = new Random(20_240_607);
    private int decoded;
    private int refused;

    @Test
    void random_bytes_are_refused() {
        for (int i = 0; i < 300; i++) {
            decode("random bytes", bytes(random.nextInt(500)));
        }
        assertThat(decoded).isZero();
    }

    @ParameterizedTest
    @EnumSource
    void random_bytes_after_a_valid_beginning_are_harmless(ImageFormat format) {
        for (Rare sample : ParityPictures.rare()) {
            byte[] start = sample.file();
            if (ImageFormat.of(start) != format) {
                continue;
            }
            for (int kept = 4; kept < Math.min(80, start.length); kept += 4) {
                byte[] file = bytes(start.length + 50);
                System.arraycopy(start, 0, file, 0, kept);
                decode(sample.name(), file);
            }
        }
        assertThat(refused).isPositive();
    }

    @Test
    void truncated_pictures_are_harmless() {
        for (byte[] file : files()) {
            for (int i = 0; i < 12; i++) {
                decode("a truncated file", Arrays.copyOf(file, random.nextInt(file.length)));
            }
        }
        assertThat(refused).isGreaterThan(decoded);
    }

    @Test
    void flipped_bits_are_harmless() {
        for (byte[] file : files()) {
            for (int i = 0; i < 25; i++) {
                byte[] damaged = file.clone();
                int within = i % 2 == 0 ? damaged.length : Math.min(damaged.length, 100);
                for (int flips = random.nextInt(4); flips >= 0; flips--) {
                    damaged[random.nextInt(within)] ^= (byte) (1 << random.nextInt(8));
                }
                decode("a file with flipped bits", damaged);
            }
        }
        assertThat(decoded).isPositive();
        assertThat(refused).isPositive();
    }

    private void decode(String what, byte[] file) {
        try {
            decoder.decode(file).close();
            decoded++;
        } catch (ImageUnreadable unreadable) {
            refused++;
        } catch (RuntimeException | Error other) {
            fail("From " + what + ": " + Arrays.toString(file), other);
        }
    }

    private static List<byte[]> files() {
        List<byte[]> files = new ArrayList<>();
        for (Case picture : ParityPictures.expected().cases()) {
            byte[] file = ParityPictures.file(picture.file());
            if (file.length < LARGE) {
                files.add(file);
            }
        }
        for (Rare sample : ParityPictures.rare()) {
            files.add(sample.file());
        }
        return files;
    }

    private byte[] bytes(int length) {
        byte[] bytes = new byte[length];
        random.nextBytes(bytes);
        return bytes;
    }
}
