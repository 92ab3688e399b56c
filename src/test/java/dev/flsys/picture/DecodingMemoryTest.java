package dev.flsys.picture;

import static dev.flsys.testsupport.HostileFiles.blackGif;
import static dev.flsys.testsupport.HostileFiles.blackWebp;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.awaitility.Awaitility.await;

import java.time.Duration;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

class DecodingMemoryTest {

    private static final long MEGAPIXEL = 1_000_000;

    private final ExecutorService threads = Executors.newCachedThreadPool();
    /** One picture of four megapixels in Java, and one in a library. */
    private final ImageDecoder decoder =
            new ImageDecoder(64 * MEGAPIXEL, new DecodingMemory(8 * 4 * MEGAPIXEL, 10 * 4 * MEGAPIXEL));

    @AfterEach
    void stop() {
        threads.shutdownNow();
    }

    @Test
    void a_large_picture_waits_until_the_one_before_is_closed() throws Exception {
        Picture first = decoder.decode(blackGif(2_000, 1_900));
        Future<Picture> second = threads.submit(() -> decoder.decode(blackGif(2_000, 1_900)));
        await().during(Duration.ofMillis(300)).until(() -> !second.isDone());

        // A small one does not wait, nor one of another kind.
        decoder.decode(blackGif(1_000, 1_000)).close();
        decoder.decode(blackWebp(2_000, 1_900)).close();
        first.close();
        assertThat(second.get(20, TimeUnit.SECONDS).width()).isEqualTo(2_000);
        second.get().close();
    }

    @Test
    void wide_pictures_wait_for_the_memory_of_their_resized_rows() throws Exception {
        // Each has fewer pixels than need a place, and takes 7 MiB for the columns of its rows.
        assertThat(DecodingMemory.blockBytes(65_535, 15)).isBetween(7L << 20, 8L << 20);
        List<Picture> first = new ArrayList<>();
        for (int i = 0; i < 4; i++) {
            first.add(decoder.decode(blackGif(65_535, 15)));
        }
        Future<Picture> last = threads.submit(() -> decoder.decode(blackGif(65_535, 15)));
        await().during(Duration.ofMillis(300)).until(() -> !last.isDone());
        first.get(0).close();
        assertThat(last.get(20, TimeUnit.SECONDS).width()).isEqualTo(65_535);
        last.get().close();
        first.forEach(Picture::close);
    }

    @Test
    void usual_pictures_and_those_without_blocks_need_no_place_for_rows() {
        assertThat(DecodingMemory.blockBytes(1_920, 1_080)).isLessThan(1 << 20);
        assertThat(DecodingMemory.blockBytes(131_073, 8)).isZero();
    }

    @Test
    void a_picture_that_is_refused_or_damaged_keeps_no_memory() {
        byte[] whole = blackGif(2_000, 1_900);
        byte[] cut = Arrays.copyOf(whole, whole.length / 2);
        for (int i = 0; i < 3; i++) {
            assertThatThrownBy(() -> decoder.decode(cut)).isInstanceOf(ImageUnreadable.class);
        }
        decoder.decode(blackGif(2_000, 1_900)).close();
        decoder.decode(blackGif(2_000, 1_900)).close();
    }

    @Test
    void a_picture_that_needs_more_than_all_may_have_is_refused() {
        assertThatThrownBy(() -> decoder.decode(blackGif(2_000, 2_100)))
                .isInstanceOf(ImageUnreadable.class)
                .hasMessage("The picture has 2000x2100 pixels, which take 32 MiB of memory to decode;"
                        + " at most 30 MiB are used. Send a smaller one, or a JPEG.");
    }

    @Test
    void a_black_gif_and_a_black_webp_are_decoded() {
        // More pixels than a table of codes can hold.
        for (byte[] file : new byte[][] {blackGif(1_000, 3_800), blackGif(3_000, 2_999), blackWebp(3_000, 2_999)}) {
            try (Picture picture = new ImageDecoder().decode(file)) {
                byte[] pixels = picture.rgb().pixels();
                assertThat(Arrays.equals(pixels, new byte[pixels.length])).isTrue();
            }
        }
    }
}
