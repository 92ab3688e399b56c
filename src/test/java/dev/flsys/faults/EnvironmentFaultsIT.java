package dev.flsys.faults;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assumptions.assumeThat;
import static org.awaitility.Awaitility.await;

import com.fasterxml.jackson.databind.JsonNode;
import dev.flsys.testsupport.Load;
import dev.flsys.testsupport.PackagedService;
import dev.flsys.testsupport.RawConnection;
import dev.flsys.testsupport.ServiceJson;
import dev.flsys.testsupport.SmallProject;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.FileTime;
import java.nio.file.attribute.PosixFilePermission;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Set;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.condition.EnabledOnOs;
import org.junit.jupiter.api.condition.OS;
import org.junit.jupiter.api.io.TempDir;

/**
 * A full disk, permissions and folders that are gone for a while, times of files that jump, and no free file handles.
 * The service runs as another user than root, on a project in a file system of a few MiB.
 */
@EnabledOnOs(OS.LINUX)
class EnvironmentFaultsIT {

    private static final Duration TIMEOUT = Duration.ofMinutes(1);
    private static final String NOBODY = "65534";

    /** Fewer than the connections of the test. */
    private static final int OPEN_FILES = 256;

    private static final List<String> LAUNCHER = List.of(
            "sh",
            "-c",
            "ulimit -n " + OPEN_FILES + "; exec setpriv --reuid=" + NOBODY + " --regid=" + NOBODY
                    + " --clear-groups \"$@\"",
            "sh");

    @TempDir
    @SuppressWarnings("NullAway.Init") // set by JUnit
    Path folder;

    private int port;

    @Test
    void predictions_continue_errors_are_clear_and_all_recovers_by_itself() throws Exception {
        assumeThat(canRead(PackagedService.FOLDER))
                .as("root, and a readable package")
                .isTrue();
        Path mount = Files.createDirectories(folder.resolve("disk"));
        try (SmallDisk disk = SmallDisk.at(mount)) {
            Path project = SmallProject.copyTo(Files.createDirectories(mount.resolve("project")));
            Path weights = project.resolve("weights");
            Files.write(weights.resolve("good.onnx"), HostileOnnx.good());
            Path directory = SmallProject.writeSettings(folder.resolve("service"), project);
            own(NOBODY, folder);
            try (PackagedService service = PackagedService.startThrough(LAUNCHER, directory)) {
                port = service.port();
                await().atMost(TIMEOUT).until(() -> predict() == 200);
                simulate();
                try (UnaffectedClients others = UnaffectedClients.on(port, Load.REQUEST)) {
                    await().atMost(TIMEOUT).until(() -> ready() == 200);
                    fullDisk(disk);
                    unwritable(project.resolve(".flsys/simulations"));
                    lostPermission(weights);
                    movedFolder(weights);
                    movedFolder(project);
                    movedTimes(project);
                    noFiles();
                    UnaffectedClients.Figures figures = others.figures();
                    assertThat(figures.failures()).isEmpty();
                    assertThat(figures.answered()).isPositive();
                    simulate();
                    FaultReport.row(
                            10,
                            "disk, permissions, folders, times, open files",
                            "predictions continue; clear errors; recovers by itself",
                            "7 faults; deployed model: " + figures);
                }
            }
        }
    }

    private void fullDisk(SmallDisk disk) throws Exception {
        disk.fill();
        assertThat(predict()).isEqualTo(200);
        assertRefused(start(), "cannot be written");
        disk.empty();
        simulate();
    }

    private void unwritable(Path simulations) throws Exception {
        own("0", simulations);
        assertThat(predict()).isEqualTo(200);
        assertRefused(start(), "cannot be written");
        own(NOBODY, simulations);
        simulate();
    }

    private void lostPermission(Path weights) throws Exception {
        Set<PosixFilePermission> before = Files.getPosixFilePermissions(weights);
        Files.setPosixFilePermissions(weights, Set.of());
        RawConnection.Answer list = get("/api/models/");
        assertThat(list.status()).as(list.body()).isIn(200, 500);
        assertThat(list.body()).contains("read").doesNotContain(folder.toString());
        Files.setPosixFilePermissions(weights, before);
        await().atMost(TIMEOUT).until(() -> predict() == 200);
    }

    private void movedFolder(Path moved) throws Exception {
        Path aside = moved.resolveSibling("aside");
        Files.move(moved, aside);
        assertThat(predict()).isBetween(200, 599);
        RawConnection.Answer list = get("/api/models/");
        assertThat(list.body()).doesNotContain(folder.toString(), "Exception");
        if (!moved.endsWith("weights")) {
            assertRefused(start(), "project");
            assertThat(moved).doesNotExist();
        }
        Files.move(aside, moved);
        await().atMost(TIMEOUT).until(() -> predict() == 200);
        simulate();
    }

    private void movedTimes(Path project) throws Exception {
        for (Duration shift : List.of(Duration.ofHours(1), Duration.ofHours(-1))) {
            try (Stream<Path> files = Files.walk(project)) {
                for (Path file : (Iterable<Path>) files::iterator) {
                    Files.setLastModifiedTime(file, FileTime.from(Instant.now().plus(shift)));
                }
            }
            await().atMost(TIMEOUT).until(() -> predict() == 200);
            simulate();
        }
    }

    private void noFiles() throws Exception {
        List<RawConnection> idle = new ArrayList<>();
        try {
            for (int i = 0; i < OPEN_FILES + 50; i++) {
                idle.add(new RawConnection(port));
            }
        } finally {
            for (RawConnection each : idle) {
                each.close();
            }
        }
        await().atMost(TIMEOUT).ignoreExceptions().until(() -> predict() == 200);
        simulate();
    }

    private static void assertRefused(RawConnection.Answer answer, String reason) throws IOException {
        assertThat(answer.status()).as(answer.body()).isBetween(400, 599);
        assertThat(ServiceJson.MAPPER.readTree(answer.body()).path("detail").asText())
                .contains(reason);
    }

    private RawConnection.Answer start() throws IOException {
        return RawConnection.ask(port, RawConnection.post("/api/simulations/", "{\"rounds\":1}"));
    }

    /** Runs a simulation that completes. */
    private void simulate() {
        await().atMost(TIMEOUT.multipliedBy(2)).ignoreExceptions().until(() -> completes(start()));
    }

    private boolean completes(RawConnection.Answer answer) throws IOException {
        assertThat(answer.status()).as(answer.body()).isBetween(200, 299);
        String id =
                ServiceJson.MAPPER.readTree(answer.body()).path("simulation_id").asText();
        await().atMost(TIMEOUT).until(() -> state("/api/simulations/" + id).matches("completed|failed|stopped"));
        assertThat(state("/api/simulations/" + id)).isEqualTo("completed");
        return true;
    }

    private String state(String path) throws IOException {
        JsonNode simulation = ServiceJson.MAPPER.readTree(get(path).body());
        return simulation.path("state").asText();
    }

    private RawConnection.Answer get(String path) throws IOException {
        return RawConnection.ask(port, RawConnection.get(path));
    }

    private int predict() throws IOException {
        return RawConnection.ask(port, ModelRequests.predict("good")).status();
    }

    private int ready() throws IOException {
        return get("/q/health/ready").status();
    }

    private static boolean canRead(Path packaged) throws IOException, InterruptedException {
        List<String> command = new ArrayList<>(LAUNCHER);
        command.addAll(List.of("test", "-r", packaged.resolve("quarkus-run.jar").toString()));
        return new ProcessBuilder(command).start().waitFor() == 0;
    }

    /** Gives all files to a user. */
    private static void own(String user, Path folder) throws IOException, InterruptedException {
        assertThat(new ProcessBuilder("chown", "-R", user + ":" + user, folder.toString())
                        .start()
                        .waitFor())
                .isZero();
    }
}
