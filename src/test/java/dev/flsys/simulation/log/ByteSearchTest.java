package dev.flsys.simulation.log;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.Random;
import org.junit.jupiter.api.Test;

class ByteSearchTest {

    @Test
    void the_first_line_feed_of_a_range_is_found() {
        Random random = new Random(2);
        // Bytes that differ from a line feed in one bit are the ones that a comparison of eight at once confuses.
        byte[] alphabet = {'\n', '\n' + 1, '\n' - 1, (byte) ('\n' | 0x80), 0, -1, 'x'};
        for (int i = 0; i < 100_000; i++) {
            byte[] bytes = new byte[random.nextInt(40)];
            for (int at = 0; at < bytes.length; at++) {
                bytes[at] = alphabet[random.nextInt(alphabet.length)];
            }
            int from = random.nextInt(bytes.length + 1);
            int to = from + random.nextInt(bytes.length - from + 1);
            int expected = from;
            while (expected < to && bytes[expected] != '\n') {
                expected++;
            }

            assertThat(ByteSearch.nextLineFeed(bytes, from, to)).isEqualTo(expected);
        }
    }
}
