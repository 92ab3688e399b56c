package dev.flsys.process;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.Map;
import org.junit.jupiter.api.Test;

class GpuMemoryTest {

    @Test
    void the_memory_of_a_process_on_several_gpus_is_summed_up_and_unknown_values_are_left_out() {
        assertThat(GpuMemory.parse("4242, 1024\n4242, 512\n77, [N/A]\n78, 2\nNo devices were found\n"))
                .isEqualTo(Map.of(4242L, 1536L << 20, 78L, 2L << 20));
    }
}
