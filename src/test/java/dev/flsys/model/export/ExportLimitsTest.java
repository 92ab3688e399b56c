package dev.flsys.model.export;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class ExportLimitsTest {

    private static final long GIB = 1L << 30;
    private static final long MIB = 1L << 20;

    @ParameterizedTest
    @CsvSource({
        // GiB of the machine, MiB of the weights, most GiB
        "64, 1, 8",
        "8, 1, 4",
        "2, 1, 2",
        "64, 1024, 12",
        "64, 10240, 48",
        "8, 1024, 6",
    })
    void an_export_may_use_what_its_weights_need_and_the_machine_has(long machine, long weights, long max) {
        assertThat(ExportLimits.of(machine * GIB).memoryFor(weights * MIB)).isEqualTo(max * GIB);
    }
}
