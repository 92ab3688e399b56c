package dev.flsys.platform;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.api.Test;

class ServiceMemoryTest {

    private static final long MIB = 1L << 20;

    @Test
    void the_jvm_can_always_take_its_whole_heap_and_memory_besides_it() {
        assertThat(ServiceMemory.minimum(400 * MIB, 96 * MIB, 1_696 * MIB))
                .isEqualTo((400 + 1_600 + 100 + 1_024) * MIB);
        assertThat(ServiceMemory.minimum(400 * MIB, 512 * MIB, 512 * MIB)).isEqualTo(1_424 * MIB);
    }

    @Test
    void an_eighth_of_the_machine_remains() {
        assertThat(ServiceMemory.maximum(16_384 * MIB)).isEqualTo(14_336 * MIB);
    }
}
