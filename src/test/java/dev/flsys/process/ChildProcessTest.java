package dev.flsys.process;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assumptions.assumeThat;
import static org.awaitility.Awaitility.await;

import dev.flsys.testsupport.Processes;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.condition.EnabledOnOs;
import org.junit.jupiter.api.condition.OS;
import org.junit.jupiter.api.io.TempDir;

@EnabledOnOs({OS.LINUX, OS.MAC})
class ChildProcessTest {

    @TempDir
    Path folder;

    private Launch shell(String script) {
        return Launch.of(List.of("/bin/sh", "-c", script), folder, Map.of("GREETING", "hello"));
    }

    @Test
    void a_child_has_its_directory_and_environment_and_its_output_includes_errors() throws Exception {
        try (ChildProcess child = ChildProcess.start(shell("echo $GREETING; pwd; echo oops >&2; exit 3"))) {
            String output = new String(child.output().readAllBytes(), StandardCharsets.UTF_8);
            assertThat(output.lines())
                    .containsExactly("hello", folder.toRealPath().toString(), "oops");
            assertThat(child.waitFor()).isEqualTo(new ExitStatus(3));
        }
    }

    @Test
    void the_output_has_no_errors_if_they_are_dropped() throws Exception {
        try (ChildProcess child = ChildProcess.startWithoutErrors(shell("echo one; echo oops >&2; echo two"))) {
            assertThat(child.output().readAllBytes()).asString().isEqualTo("one\ntwo\n");
        }
    }

    @Test
    void the_secrets_of_the_service_are_not_in_the_environment() throws Exception {
        Map<String, String> environment =
                Map.of("API_TOKEN", "hidden", "FLASK_SECRET_KEY", "hidden", "_PROD_API_TOKEN", "hidden", "SEEN", "yes");
        Launch launch = Launch.of(List.of("/usr/bin/env"), folder, environment);
        assertThat(BoundedRun.run(launch, Duration.ofSeconds(10), 100_000).output())
                .contains("SEEN=yes", "FLSYS_MARKER=")
                .doesNotContain("hidden");
    }

    @Test
    void standard_input_is_empty() throws Exception {
        BoundedRun run = BoundedRun.run(shell("cat; echo end"), Duration.ofSeconds(10), 100);
        assertThat(run.output()).isEqualTo("end\n");
    }

    @Test
    void a_missing_program_is_an_exception() {
        assertThatThrownBy(() -> ChildProcess.start(Launch.of(List.of("no-such-program"), folder, Map.of())))
                .isInstanceOf(IOException.class)
                .hasMessageContaining("no-such-program");
    }

    @Test
    @EnabledOnOs(OS.LINUX)
    void the_whole_tree_ends_with_its_root() throws Exception {
        Path pids = folder.resolve("pids");
        // One grandchild in the group ignores TERM, and another one is in its own session.
        String script = "(trap '' TERM; echo $$ > /dev/null; sleep 600 & echo $! >> " + pids + "; wait) & "
                + "setsid sh -c 'trap \"\" TERM; echo $$ >> " + pids + "; sleep 600' & "
                + "echo started; wait";
        try (ChildProcess child = ChildProcess.start(shell(script))) {
            await().until(() -> Files.exists(pids) && Files.readAllLines(pids).size() == 2);
            child.end(Duration.ofMillis(200));
            assertThat(child.waitFor().description()).isEqualTo("killed by SIGTERM");
        }
        for (String pid : Files.readAllLines(pids)) {
            assertThat(Processes.isRunning(Long.parseLong(pid))).isFalse();
        }
    }

    @Test
    @EnabledOnOs(OS.LINUX)
    void marked_processes_are_found_after_the_end_of_their_starter() throws Exception {
        Launch launch = shell("setsid sleep 600 & echo $!; wait");
        ChildProcess child = ChildProcess.start(launch);
        MarkedProcesses.end(launch.marker(), null);
        assertThat(child.waitFor(Duration.ofSeconds(10))).isTrue();
        child.close();
    }

    @Test
    @EnabledOnOs(OS.LINUX)
    void a_group_without_the_marker_is_found_by_the_identity_of_its_leader() throws Exception {
        Launch launch = shell("env -i sleep 600 & echo $!; wait");
        ChildProcess child = ChildProcess.start(launch);
        OutputLine first = new OutputLines(child.output()).next();
        long unmarked = Long.parseLong(first == null ? "" : first.text());
        // env has the marker until it executes sleep.
        await().until(() -> Files.readString(Path.of("/proc", String.valueOf(unmarked), "comm"))
                .equals("sleep\n"));
        ProcessIdentity identity = child.identity();
        ProcessHandle.of(child.pid()).orElseThrow().destroyForcibly();
        child.waitFor();
        try {
            MarkedProcesses.end("none", new ProcessIdentity(identity.pid(), identity.started(), "elsewhere"));
            assertThat(Processes.isRunning(unmarked)).isTrue();
            Instant later = Instant.now().plusSeconds(5);
            MarkedProcesses.end("none", new ProcessIdentity(identity.pid(), later, identity.where()));
            assertThat(Processes.isRunning(unmarked)).isTrue();
            MarkedProcesses.end("none", identity);
            assertThat(Processes.isRunning(unmarked)).isFalse();
        } finally {
            child.close();
        }
    }

    @Test
    @EnabledOnOs(OS.LINUX)
    void unmarked_processes_in_the_group_of_a_marked_one_end_with_it() throws Exception {
        Launch launch = shell("setsid sh -c 'env -i sleep 600 & echo $!; wait' & wait");
        long unmarked;
        try (ChildProcess child = ChildProcess.start(launch)) {
            OutputLine first = new OutputLines(child.output()).next();
            unmarked = Long.parseLong(first == null ? "" : first.text());
            assertThat(Processes.isRunning(unmarked)).isTrue();
        }
        assertThat(Processes.isRunning(unmarked)).isFalse();
    }

    @Test
    @EnabledOnOs(OS.LINUX)
    void a_child_with_its_own_session_and_an_empty_environment_ends_with_its_parent() throws Exception {
        Launch launch = shell("env -i setsid sh -c 'echo $$; exec sleep 600' > pid & wait");
        long daemon;
        try (ChildProcess child = ChildProcess.start(launch)) {
            daemon = Processes.idIn(folder.resolve("pid"));
            assertThat(Processes.isRunning(daemon)).isTrue();
        }
        assertThat(Processes.isRunning(daemon)).isFalse();
    }

    @Test
    @EnabledOnOs(OS.LINUX)
    void a_daemon_that_was_seen_before_it_lost_its_parent_ends_with_the_tree() throws Exception {
        Launch launch =
                shell("(env -i setsid sh -c 'echo $$; exec sleep 600' > pid < /dev/null 2>&1 & cat fifo) & wait");
        new ProcessBuilder("mkfifo", folder.resolve("fifo").toString()).start().waitFor();
        long daemon;
        try (ChildProcess child = ChildProcess.start(launch)) {
            daemon = Processes.idIn(folder.resolve("pid"));
            child.remember();
            Files.writeString(folder.resolve("fifo"), "end");
            assertThat(child.waitFor(Duration.ofSeconds(10))).isTrue();
            assertThat(Processes.isRunning(daemon)).isTrue();
        }
        assertThat(Processes.isRunning(daemon)).isFalse();
    }

    @Test
    @EnabledOnOs(OS.LINUX)
    void a_daemon_that_holds_the_output_ends_with_the_tree() throws Exception {
        Launch launch = shell("(env -i setsid sh -c 'echo $$ > pid; sleep 600' &) ; while ! [ -s pid ]; do :; done");
        ChildProcess child = ChildProcess.start(launch);
        assertThat(child.waitFor(Duration.ofSeconds(10))).isTrue();
        long daemon = Processes.idIn(folder.resolve("pid"));
        assertThat(Processes.isRunning(daemon)).isTrue();
        child.end(Duration.ofSeconds(1));
        assertThat(Processes.isRunning(daemon)).isFalse();
        assertThat(child.output().readAllBytes()).isEmpty();
    }

    /** Forks twice, with an empty environment, a session and an output of its own; the parents end at once. */
    private static final String DAEMON =
            "(env -i setsid sh -c 'sleep 600 > /dev/null 2>&1 < /dev/null & echo $! > pid' > /dev/null 2>&1 &); ";

    @Test
    @EnabledOnOs(OS.LINUX)
    void a_daemon_whose_parents_ended_at_once_ends_with_the_tree() throws Exception {
        assumeThat(Subreaper.command(true)).isPresent();
        long daemon;
        try (ChildProcess child = ChildProcess.start(shell(DAEMON + "sleep 600"))) {
            daemon = Processes.idIn(folder.resolve("pid"));
            assertThat(Processes.isRunning(daemon)).isTrue();
        }
        assertThat(Processes.isRunning(daemon)).isFalse();
    }

    @Test
    @EnabledOnOs(OS.LINUX)
    void a_daemon_of_a_child_that_has_ended_ends_with_the_tree() throws Exception {
        assumeThat(Subreaper.command(true)).isPresent();
        ChildProcess child = ChildProcess.start(shell(DAEMON + "while ! [ -s pid ]; do :; done; exit 3"));
        assertThat(child.waitFor(Duration.ofSeconds(10))).isTrue();
        assertThat(child.output().readAllBytes()).isEmpty();
        long daemon = Processes.idIn(folder.resolve("pid"));
        assertThat(Processes.isRunning(daemon)).isTrue();
        child.end(Duration.ofSeconds(1));
        assertThat(Processes.isRunning(daemon)).isFalse();
        assertThat(child.waitFor()).isEqualTo(new ExitStatus(3));
    }

    @Test
    @EnabledOnOs(OS.LINUX)
    void a_daemon_of_an_earlier_service_is_found_by_the_marker() throws Exception {
        assumeThat(Subreaper.command(true)).isPresent();
        Launch launch = shell(DAEMON + "while ! [ -s pid ]; do :; done");
        ChildProcess child = ChildProcess.start(launch);
        assertThat(child.waitFor(Duration.ofSeconds(10))).isTrue();
        long daemon = Processes.idIn(folder.resolve("pid"));
        MarkedProcesses.end(launch.marker(), null);
        assertThat(Processes.isRunning(daemon)).isFalse();
        child.close();
    }

    @Test
    @EnabledOnOs(OS.LINUX)
    void a_child_gets_its_words_its_environment_and_its_signals_unchanged() throws Exception {
        String seen = "printf '%s\\n' \"$@\"; env | grep -c ^LC_CTYPE; ls /proc/self/fd; kill -PIPE $$";
        Launch launch =
                Launch.of(List.of("sh", "-c", seen, "name", "", "two\nlines", "猫 \"'"), folder, Map.of("LC_ALL", "C"));
        try (ChildProcess child = ChildProcess.start(launch)) {
            assertThat(new String(child.output().readAllBytes(), StandardCharsets.UTF_8))
                    // ls has the folder as its fourth file
                    .isEqualTo("\ntwo\nlines\n猫 \"'\n0\n0\n1\n2\n3\n");
            assertThat(child.waitFor().description()).isEqualTo("killed by SIGPIPE");
        }
    }

    @Test
    @EnabledOnOs(OS.LINUX)
    void without_a_subreaper_a_child_is_started_into_its_own_group() throws Exception {
        ChildProcess child = ChildProcess.startDirect(shell("sleep 600 & echo $!; echo oops >&2; wait"), false, true);
        try (child) {
            OutputLine first = new OutputLines(child.output()).next();
            long background = Long.parseLong(first == null ? "" : first.text());
            assertThat(child.identity()
                            .isGroupOf(child.pid(), ProcessHandle.of(background).orElseThrow()))
                    .isTrue();
            child.end(Duration.ofSeconds(10));
            assertThat(Processes.isRunning(background)).isFalse();
            assertThat(child.waitFor().description()).isEqualTo("killed by SIGTERM");
        }
    }

    @Test
    void a_subreaper_that_cannot_start_a_child_is_ended() throws Exception {
        for (String program : List.of("true", "cat")) {
            Process unusable = new ProcessBuilder(program).start();
            assertThat(Subreaper.startChild(unusable, List.of("sleep", "600"))).isEmpty();
            assertThat(unusable.waitFor(10, TimeUnit.SECONDS)).isTrue();
        }
    }

    @Test
    @EnabledOnOs(OS.LINUX)
    void a_marked_process_in_the_group_of_the_service_does_not_end_that_group() throws Exception {
        ProcessBuilder marked = new ProcessBuilder("sleep", "600");
        marked.environment().put(Launch.MARKER_VARIABLE, "not-in-a-group-of-its-own");
        Process child = marked.start();
        Process neighbour = new ProcessBuilder("sleep", "600").start();
        try {
            ProcessTree tree = ProcessTree.leftBehind(null, true, "not-in-a-group-of-its-own");
            await().until(() -> !tree.members().isEmpty());
            assertThat(tree.members()).containsExactly(child.toHandle());
        } finally {
            child.destroyForcibly();
            neighbour.destroyForcibly();
        }
    }

    @Test
    void a_run_is_ended_at_its_limit_and_its_output_is_cut() throws Exception {
        BoundedRun endless = BoundedRun.run(shell("echo begun; exec sleep 600"), Duration.ofSeconds(3), 100);
        assertThat(endless.timedOut()).isTrue();
        assertThat(endless.success()).isFalse();
        assertThat(endless.output()).isEqualTo("begun\n");
        BoundedRun wordy = BoundedRun.run(shell("head -c 1000000 /dev/zero"), Duration.ofSeconds(10), 100);
        assertThat(wordy.output()).hasSize(100);
        assertThat(wordy.success()).isTrue();
    }

    @Test
    @EnabledOnOs(OS.LINUX)
    void the_memory_of_all_processes_of_a_run_counts_together() throws Exception {
        // tail keeps a line without an end in memory, and prints it if it ends after its input
        String sixty = "{ head -c 60000000 /dev/zero; sleep 600; } | tail > /dev/null & ";
        BoundedRun three = BoundedRun.run(shell(sixty.repeat(3) + "wait"), Duration.ofSeconds(60), 100, 120L << 20);
        assertThat(three.tooLarge()).isTrue();
        assertThat(three.timedOut()).isFalse();
        assertThat(three.success()).isFalse();

        BoundedRun one = BoundedRun.run(shell(sixty + "sleep 2; echo fits"), Duration.ofSeconds(60), 100, 120L << 20);
        assertThat(one.success()).isTrue();
        assertThat(one.output()).isEqualTo("fits\n");
    }

    @Test
    void signals_are_named() {
        assertThat(new ExitStatus(137).description()).isEqualTo("killed by SIGKILL");
        assertThat(new ExitStatus(2).description()).isEqualTo("exit code 2");
    }
}
