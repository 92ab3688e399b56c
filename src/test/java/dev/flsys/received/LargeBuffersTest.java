package dev.flsys.received;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.awaitility.Awaitility.await;

import java.nio.ByteBuffer;
import java.time.Duration;
import java.util.Objects;
import org.junit.jupiter.api.Test;

class LargeBuffersTest {

    private static final int MIB = 1 << 20;

    private final LargeBuffers buffers = new LargeBuffers(4 * MIB, 2 * MIB);

    private LargeBuffers.Block take(int bytes) {
        return Objects.requireNonNull(buffers.take(bytes));
    }

    @Test
    void a_released_block_is_used_again() {
        LargeBuffers.Block first = take(MIB);
        first.bytes(1).put(0, (byte) 7);
        first.release();
        first.release();

        LargeBuffers.Block second = take(MIB - 1);

        assertThat(second.bytes(1).get(0)).isEqualTo((byte) 7);
        assertThat(take(MIB).bytes(1).get(0)).isZero();
    }

    @Test
    void a_block_that_was_not_released_is_not_used_again() {
        ByteBuffer held = take(2 * MIB).bytes(1).put(0, (byte) 7);
        System.gc();

        assertThat(take(2 * MIB).bytes(1).get(0)).isZero();
        assertThat(buffers.take(MIB)).isNull();
        assertThat(held.get(0)).isEqualTo((byte) 7);
    }

    @Test
    void the_memory_of_blocks_that_were_forgotten_is_free_after_a_collection() {
        for (int i = 0; i < 4; i++) {
            take(MIB);
        }
        await().atMost(Duration.ofSeconds(20)).until(() -> {
            System.gc();
            return buffers.take(4 * MIB) != null;
        });
    }

    @Test
    void blocks_of_another_size_do_not_keep_all_of_the_memory() {
        LargeBuffers.Block small = take(MIB);
        LargeBuffers.Block other = take(MIB);
        small.release();
        other.release();

        await().atMost(Duration.ofSeconds(20)).until(() -> {
            System.gc();
            return buffers.take(4 * MIB) != null;
        });
    }

    @Test
    void a_block_larger_than_all_memory_is_refused() {
        assertThat(buffers.take(4 * MIB + 1)).isNull();
    }

    @Test
    void a_released_block_cannot_be_read_by_its_former_owner() {
        LargeBuffers.Block block = take(MIB);
        block.release();

        assertThatThrownBy(() -> block.bytes(1)).isInstanceOf(IllegalStateException.class);
    }
}
