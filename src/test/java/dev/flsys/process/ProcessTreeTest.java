package dev.flsys.process;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import dev.flsys.testsupport.Processes;
import java.io.BufferedReader;
import java.io.IOException;
import java.io.InputStreamReader;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.condition.EnabledOnOs;
import org.junit.jupiter.api.condition.OS;

/** Trees without a subreaper, whose processes are found in the table of processes alone. */
@EnabledOnOs(OS.LINUX)
class ProcessTreeTest {

    private final List<ProcessHandle> started = new ArrayList<>();

    @AfterEach
    void endProcesses() {
        started.forEach(ProcessHandle::destroyForcibly);
    }

    /** Starts a shell in a group of its own. */
    private Process start(String script) throws IOException {
        Process process = new ProcessBuilder("setsid", "sh", "-c", script).start();
        started.add(process.toHandle());
        return process;
    }

    private static BufferedReader output(Process process) {
        return new BufferedReader(new InputStreamReader(process.getInputStream(), StandardCharsets.UTF_8));
    }

    private static ProcessTree tree(Process leader) {
        return new ProcessTree(leader.toHandle(), true, "no process has this marker");
    }

    @Test
    void a_process_that_is_known_by_the_output_only_ends_with_the_tree() throws Exception {
        Process leader = start("read line; (setsid env -i sleep 600 & echo $!)");
        ProcessTree tree = tree(leader);
        leader.getOutputStream().close();
        long writer = Long.parseLong(output(leader).readLine());
        ProcessHandle.of(writer).ifPresent(started::add);
        leader.waitFor();
        // It is in the group of the leader until it has executed setsid.
        await().untilAsserted(() -> assertThat(tree.members()).isEmpty());
        assertThat(Processes.isRunning(writer)).isTrue();

        tree.end(Duration.ZERO);

        assertThat(Processes.isRunning(writer)).isFalse();
    }

    @Test
    void a_process_outside_of_the_tree_remains() throws Exception {
        Process leader = start("sleep 600");
        Process other = start("sleep 600");

        tree(leader).end(Duration.ZERO);

        assertThat(leader.waitFor(10, TimeUnit.SECONDS)).isTrue();
        assertThat(other.isAlive()).isTrue();
    }

    @Test
    void processes_have_the_grace_to_end_by_themselves() throws Exception {
        Process leader = start("trap 'sleep 0.3; echo end; exit 7' TERM; echo ready; while true; do sleep 0.05; done");
        BufferedReader output = output(leader);
        assertThat(output.readLine()).isEqualTo("ready");

        tree(leader).end(Duration.ofSeconds(30));

        assertThat(output.readLine()).isEqualTo("end");
        assertThat(leader.waitFor()).isEqualTo(7);
    }

    @Test
    void the_end_of_all_processes_ends_the_grace_and_they_are_killed_after_it() throws Exception {
        Process deaf = start("trap '' TERM; echo ready; while true; do sleep 0.05; done");
        assertThat(output(deaf).readLine()).isEqualTo("ready");
        ProcessTree tree = tree(deaf);

        tree.end(Duration.ofMillis(300));

        // 128 + SIGKILL
        assertThat(deaf.waitFor()).isEqualTo(137);
        assertThat(tree.members()).isEmpty();
        assertThat(tree.usage().processes()).isZero();
    }

    @Test
    void an_interrupt_ends_the_grace_and_the_processes_and_is_kept() throws Exception {
        Process deaf = start("trap '' TERM; echo ready; while true; do sleep 0.05; done");
        assertThat(output(deaf).readLine()).isEqualTo("ready");
        ProcessTree tree = tree(deaf);
        List<Boolean> interrupted = new ArrayList<>();
        Thread ending = new Thread(() -> {
            Thread.currentThread().interrupt();
            tree.end(Duration.ofHours(1));
            interrupted.add(Thread.interrupted());
        });
        ending.start();

        ending.join(TimeUnit.SECONDS.toMillis(30));

        assertThat(interrupted).containsExactly(true);
        assertThat(deaf.waitFor()).isEqualTo(137);
    }

    @Test
    void the_usage_counts_all_processes_of_the_tree() throws Exception {
        Process leader = start("i=0; while [ $i -lt 300000 ]; do i=$((i+1)); done; sleep 600 & echo ready; wait");
        assertThat(output(leader).readLine()).isEqualTo("ready");
        ProcessTree tree = tree(leader);

        ProcessUsage usage = tree.usage();

        assertThat(usage.processes()).isEqualTo(2);
        assertThat(usage.cpuSeconds()).isGreaterThan(0.02);
        assertThat(usage.memoryBytes()).isGreaterThan(100_000);
        tree.end(Duration.ZERO);
        assertThat(leader.waitFor(10, TimeUnit.SECONDS)).isTrue();
        assertThat(tree.usage().processes()).isZero();
    }
}
