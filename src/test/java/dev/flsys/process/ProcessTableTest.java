package dev.flsys.process;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import java.io.BufferedReader;
import java.io.IOException;
import java.io.InputStreamReader;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.condition.EnabledOnOs;
import org.junit.jupiter.api.condition.OS;
import org.junit.jupiter.api.io.TempDir;

@EnabledOnOs(OS.LINUX)
class ProcessTableTest {

    private static final byte[] MARKER = "FLSYS_TEST=1".getBytes(StandardCharsets.UTF_8);

    @TempDir
    Path folder;

    private final List<Process> started = new ArrayList<>();

    @AfterEach
    void endProcesses() {
        started.forEach(process -> {
            process.descendants().forEach(ProcessHandle::destroyForcibly);
            process.destroyForcibly();
        });
    }

    private Process start(ProcessBuilder builder) throws IOException {
        Process process = builder.start();
        started.add(process);
        return process;
    }

    private Process sleeper() throws IOException {
        return start(new ProcessBuilder("/bin/sleep", "600"));
    }

    /** The number that a script prints as its first line. */
    private static long number(Process process) throws IOException {
        // Not closed: that would close the output of the process.
        BufferedReader lines =
                new BufferedReader(new InputStreamReader(process.getInputStream(), StandardCharsets.UTF_8));
        return Long.parseLong(String.valueOf(lines.readLine()));
    }

    private static List<ProcessTable.Running> running(Process process) {
        return ProcessTable.running(MARKER).stream()
                .filter(each -> each.process().equals(process.toHandle()))
                .toList();
    }

    @Test
    void a_process_has_its_parent_its_group_and_its_marker() throws Exception {
        Process plain = sleeper();
        ProcessBuilder builder = new ProcessBuilder("/bin/sleep", "600");
        builder.environment().put("FLSYS_TEST", "1");
        Process marked = start(builder);
        long self = ProcessHandle.current().pid();

        assertThat(running(plain)).singleElement().satisfies(each -> {
            assertThat(each.parent()).isEqualTo(Long.toString(self));
            assertThat(ProcessTable.ownGroups()).contains(each.group());
            assertThat(each.marked()).isFalse();
        });
        // A child has the environment of the service until it executes its program.
        await().untilAsserted(() ->
                assertThat(running(marked)).singleElement().matches(ProcessTable.Running::marked, "is marked"));
        assertThat(ProcessTable.running(MARKER))
                .as("without this process")
                .noneMatch(each -> each.process().pid() == self);
    }

    @Test
    void a_process_that_has_ended_and_was_not_waited_for_does_not_run() throws Exception {
        Process parent = start(new ProcessBuilder("/bin/sh", "-c", "true & echo $!; exec sleep 600"));
        long ended = number(parent);

        await().untilAsserted(() -> assertThat(ProcessTable.startTicks(ended)).isEmpty());
        assertThat(ProcessTable.running(MARKER))
                .noneMatch(each -> each.process().pid() == ended);
        assertThat(ProcessTable.startTicks(parent.pid())).isPresent();
    }

    @Test
    void only_a_process_with_the_writing_end_of_a_pipe_writes_to_it() throws Exception {
        Process writer = sleeper();
        String pipe = ProcessTable.outputPipe(writer.toHandle()).orElseThrow();
        Process reader = start(new ProcessBuilder("/bin/sleep", "600")
                .redirectInput(
                        Path.of("/proc", Long.toString(writer.pid()), "fd", "1").toFile()));

        assertThat(ProcessTable.writesTo(writer.toHandle(), pipe)).isTrue();
        assertThat(ProcessTable.writesTo(writer.toHandle(), "pipe:[0]")).isFalse();
        assertThat(ProcessTable.writesTo(reader.toHandle(), pipe)).isFalse();
    }

    @Test
    void a_file_is_no_pipe() throws Exception {
        Process process = start(new ProcessBuilder("/bin/sleep", "600")
                .redirectOutput(folder.resolve("output").toFile()));

        assertThat(ProcessTable.outputPipe(process.toHandle())).isEmpty();
    }

    @Test
    void the_processor_time_has_that_of_ended_children() throws Exception {
        Process parent = start(new ProcessBuilder(
                "/bin/sh", "-c", "sh -c 'i=0; while [ $i -lt 300000 ]; do i=$((i+1)); done'; echo 1; exec sleep 600"));
        Process idle = sleeper();
        number(parent);

        assertThat(ProcessTable.cpuSeconds(parent.toHandle()))
                .isGreaterThan(0.02)
                .isLessThan(60)
                .isGreaterThan(ProcessTable.cpuSeconds(idle.toHandle()));
    }

    @Test
    void the_environment_has_the_variables_with_a_prefix() throws Exception {
        ProcessBuilder builder = new ProcessBuilder("/bin/sh", "-c", "echo 1; sleep 600; true");
        builder.environment().putAll(Map.of("FLSYS_A", "one=1", "FLSYS_B", "", "OTHER", "2"));
        builder.environment().keySet().removeIf(name -> name.startsWith("FLSYS_") && name.length() > 7);
        Process process = start(builder);
        number(process);

        assertThat(ProcessTable.environment(process.pid(), "FLSYS_"))
                .containsExactlyInAnyOrderEntriesOf(Map.of("FLSYS_A", "one=1", "FLSYS_B", ""));
    }
}
