package dev.flsys.process;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.condition.EnabledOnOs;
import org.junit.jupiter.api.condition.OS;

@EnabledOnOs(OS.LINUX)
class OrphansTest {

    private static final Launch SLEEP = Launch.of(List.of("sleep", "600"), Path.of("."), Map.of());

    private final Launch marked = Orphans.mark(SLEEP);
    private @Nullable ChildProcess last = null;

    @AfterEach
    void endChild() {
        if (last != null) {
            last.close();
        }
    }

    private ChildProcess start(String service) throws IOException {
        Launch launch = Launch.of(SLEEP.command(), SLEEP.directory(), Map.of("FLSYS_SERVICE", service));
        ChildProcess started = ChildProcess.start(launch);
        last = started;
        // Before the new program runs, its environment is that of this process.
        await().until(() -> hasVariable(started, "FLSYS_SERVICE=" + service + "\0"));
        return started;
    }

    /** Whether the child runs with the variable. A service that is tested at the same time may have ended the child. */
    private static boolean hasVariable(ChildProcess child, String variable) throws IOException {
        try {
            return Files.readString(Path.of("/proc/" + child.pid() + "/environ"), StandardCharsets.ISO_8859_1)
                    .contains(variable);
        } catch (IOException gone) {
            if (child.isAlive()) {
                throw gone;
            }
            return true;
        }
    }

    private String service() {
        return String.valueOf(marked.environment().get("FLSYS_SERVICE"));
    }

    @Test
    void a_child_of_a_service_that_has_ended_is_killed() throws Exception {
        Process ended = new ProcessBuilder("true").start();
        ended.waitFor();
        String[] own = service().split(" ");
        ChildProcess child = start(ended.pid() + " " + own[1] + " " + own[2]);
        Orphans.end();
        await().until(() -> !child.isAlive());
    }

    @Test
    void a_child_of_an_earlier_process_with_the_same_number_is_killed() throws Exception {
        String[] own = service().split(" ");
        ChildProcess child = start(own[0] + " " + (Long.parseLong(own[1]) - 1) + " " + own[2]);
        Orphans.end();
        await().until(() -> !child.isAlive());
    }

    @Test
    void children_of_living_services_of_other_namespaces_and_of_unknown_ones_remain() throws Exception {
        String[] own = service().split(" ");
        for (String service : List.of(service(), own[0] + " 1 pid:[1]", "x 1 " + own[2], "", "1 2 3 4")) {
            ChildProcess child = start(service);
            Orphans.end();
            assertThat(child.isAlive()).as(service).isTrue();
            child.close();
        }
    }
}
