package dev.flsys.platform;

import static org.assertj.core.api.Assertions.assertThat;

import java.lang.management.ManagementFactory;
import java.lang.management.MemoryPoolMXBean;
import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.Test;

class OldGenerationTest {

    private static final int MEBIBYTE = 1 << 20;

    /** Keeps 24 MiB for some time, so that young collections move them to the old generation, and drops them. */
    static final class Requests {

        private static final int KEPT = 24;
        private static final int ALL = 4_000;

        private Requests() {}

        /** Prints the most MiB that the old generation has held. */
        public static void main(String... arguments) {
            OldGeneration.watch();
            MemoryPoolMXBean old = ManagementFactory.getMemoryPoolMXBeans().stream()
                    .filter(pool -> pool.getName().equals("Tenured Gen"))
                    .findFirst()
                    .orElseThrow();
            byte[][] kept = new byte[KEPT][];
            long max = 0;
            for (int i = 0; i < ALL; i++) {
                kept[i % KEPT] = new byte[MEBIBYTE];
                max = Math.max(max, old.getUsage().getUsed());
            }
            System.out.println(max / MEBIBYTE);
        }
    }

    @Test
    void the_old_generation_is_collected_long_before_the_heap_is_full() throws Exception {
        Process program = new ProcessBuilder(
                        ProcessHandle.current().info().command().orElse("java"),
                        "-XX:+UseSerialGC",
                        "-Xms96m",
                        "-Xmx3g",
                        "-XX:NewSize=64m",
                        "-cp",
                        System.getProperty("java.class.path"),
                        Requests.class.getName())
                .redirectErrorStream(true)
                .start();
        String output;
        try {
            output = new String(program.getInputStream().readAllBytes(), StandardCharsets.UTF_8).strip();
            assertThat(program.waitFor(60, TimeUnit.SECONDS)).isTrue();
        } finally {
            program.destroyForcibly();
        }
        assertThat(output).containsOnlyDigits();
        assertThat(Integer.parseInt(output)).isLessThan(400);
    }

    @Test
    void the_next_collection_comes_with_twice_what_is_in_use() {
        assertThat(List.of(0L, OldGeneration.MIN / 4, OldGeneration.MIN, 10 * OldGeneration.MIN))
                .map(OldGeneration::threshold)
                .containsExactly(OldGeneration.MIN, OldGeneration.MIN, 2 * OldGeneration.MIN, 20 * OldGeneration.MIN);
    }
}
