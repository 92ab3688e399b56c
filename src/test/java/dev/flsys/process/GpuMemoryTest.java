package dev.flsys.process;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.concurrent.atomic.AtomicLong;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class GpuMemoryTest {

    @Test
    void the_memory_of_a_process_on_several_gpus_is_summed_up_and_unknown_values_are_left_out() {
        assertThat(GpuMemory.parse("4242, 1024\n4242, 512\n77, [N/A]\n78, 2\nNo devices were found\n"))
                .isEqualTo(Map.of(4242L, 1536L << 20, 78L, 2L << 20));
    }

    @Test
    void a_machine_without_the_program_is_asked_rarely_and_one_with_it_every_five_seconds(@TempDir Path folder)
            throws Exception {
        AtomicLong seconds = new AtomicLong();
        AtomicInteger asked = new AtomicInteger();
        Path program = folder.resolve("nvidia-smi");
        List<ProcessHandle> own = List.of(ProcessHandle.current());
        GpuMemory memory = new GpuMemory(
                program.toString(),
                question -> {
                    asked.incrementAndGet();
                    question.run();
                },
                () -> TimeUnit.SECONDS.toNanos(seconds.get()));
        for (int second = 0; second < 599; second++) {
            seconds.set(second);
            assertThat(memory.of(own)).isZero();
        }
        assertThat(asked).hasValue(1);

        Files.writeString(
                program, "#!/bin/sh\necho \"" + ProcessHandle.current().pid() + ", 3\"\n");
        assertThat(program.toFile().setExecutable(true)).isTrue();
        seconds.set(600);
        assertThat(memory.of(own)).isEqualTo(3L << 20);
        seconds.set(604);
        memory.of(own);
        assertThat(asked).hasValue(2);
        seconds.set(605);
        memory.of(own);
        assertThat(asked).hasValue(3);
    }
}
