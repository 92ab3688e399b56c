package dev.flsys.flower.observer;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import dev.flsys.process.Launch;
import dev.flsys.project.FlowerProject;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.util.List;
import java.util.Map;
import java.util.concurrent.Callable;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.stream.Collectors;
import java.util.stream.IntStream;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class ObserversTest {

    private static final ObjectMapper JSON = new ObjectMapper();
    private static final Path SOURCES = Path.of("src/main/resources/dev/flsys/flower/observer");

    @TempDir
    Path root;

    @Test
    void the_list_of_the_package_names_each_of_its_files() throws IOException {
        try (Stream<Path> files = Files.walk(SOURCES)) {
            List<String> python = files.map(each -> SOURCES.relativize(each).toString())
                    .filter(each -> each.endsWith(".py"))
                    .toList();
            assertThat(ObserverPackage.FILES).containsExactlyInAnyOrderElementsOf(python);
        }
    }

    @Test
    void an_observed_launch_has_the_package_in_front_of_PYTHONPATH_and_keeps_the_rest() throws IOException {
        Path run = Files.createDirectory(root.resolve("run"));
        Launch launch = new Launch(List.of("python", "a.py"), root, Map.of("PYTHONPATH", "/own", "A", "b"), "mark");

        Launch observed = observers().addObserver(launch, run, ObserverSettings.OFF.createPlan(null, null));

        String path = String.valueOf(observed.environment().get("PYTHONPATH"));
        assertThat(path).endsWith(":/own");
        Path own = Path.of(path.substring(0, path.indexOf(':')));
        assertThat(own.resolve("sitecustomize.py")).hasSameTextualContentAs(SOURCES.resolve("sitecustomize.py"));
        assertThat(own.resolve("flsys_observer/hook.py"))
                .hasSameTextualContentAs(SOURCES.resolve("flsys_observer/hook.py"));
        assertThat(observed.environment())
                .containsEntry("A", "b")
                .containsEntry("FLSYS_OBSERVER", run.resolve("observer").toString());
        assertThat(observed.command()).isEqualTo(launch.command());
        assertThat(observed.marker()).isEqualTo("mark");
        for (Path each : List.of(own, run.resolve("observer"))) {
            assertThat(PosixFilePermissions.toString(Files.getPosixFilePermissions(each)))
                    .isEqualTo("rwx------");
        }
        assertThat(PosixFilePermissions.toString(Files.getPosixFilePermissions(run.resolve("observer/plan.json"))))
                .isEqualTo("rw-------");
    }

    @Test
    void the_plan_has_only_what_is_wanted() throws IOException {
        JsonNode sent = JSON.readTree("""
                {"flsys":{"stop":{"rules":[{"metric":"accuracy","at_least":0.9}]},"what_if":{"drop":{"share":0.2}}}}""");
        RunSettings settings = RunSettings.Start.of(sent).settings();
        Launch launch = Launch.of(List.of("python"), root, Map.of());

        observers().addObserver(launch, root, new ObserverSettings(true, 3, 1000).createPlan(settings, null));

        assertThat(JSON.readTree(Files.readAllBytes(root.resolve("observer/plan.json"))))
                .isEqualTo(JSON.readTree("""
                        {"steering":{"stop_after_round":false,"rules":[{"metric":"accuracy","at_least":0.9}]},
                         "checkpoints":{"last":3,"max_bytes":1000},"what_if":{"drop":{"share":0.2}}}"""));

        observers().addObserver(launch, root, new ObserverSettings(true, 0, 1000).createPlan(null, null));

        assertThat(root.resolve("observer/plan.json")).hasContent("{}");
    }

    @Test
    void a_changed_or_missing_file_of_the_package_is_written_again() throws IOException {
        Launch launch = Launch.of(List.of("python"), root, Map.of());
        Path own = folder(observers().addObserver(launch, root, ObserverSettings.OFF.createPlan(null, null)));
        Files.writeString(own.resolve("flsys_observer/hook.py"), "raise SystemExit(3)");
        Files.delete(own.resolve("sitecustomize.py"));

        assertThat(folder(observers().addObserver(launch, root, ObserverSettings.OFF.createPlan(null, null))))
                .isEqualTo(own);

        assertThat(own.resolve("sitecustomize.py")).hasSameTextualContentAs(SOURCES.resolve("sitecustomize.py"));
        assertThat(own.resolve("flsys_observer/hook.py"))
                .hasSameTextualContentAs(SOURCES.resolve("flsys_observer/hook.py"));
    }

    @Test
    void several_services_that_write_the_package_at_once_make_one_folder() throws Exception {
        ExecutorService threads = Executors.newFixedThreadPool(8);
        try {
            Callable<Path> write = () -> new ObserverPackage().folder(new FlowerProject(root));
            List<Future<Path>> all = threads.invokeAll(
                    IntStream.range(0, 16).mapToObj(each -> write).collect(Collectors.toList()));
            Path first = all.get(0).get();
            for (Future<Path> each : all) {
                assertThat(each.get()).isEqualTo(first);
            }
            try (Stream<Path> left = Files.list(root.resolve(".flsys/observer"))) {
                assertThat(left).containsExactly(first);
            }
        } finally {
            threads.shutdownNow();
        }
    }

    private static Path folder(Launch launch) {
        return Path.of(String.valueOf(launch.environment().get("PYTHONPATH")).split(":")[0]);
    }

    private Observers observers() {
        return new Observers(new FlowerProject(root), JSON);
    }
}
