package dev.flsys;

import static io.restassured.RestAssured.given;
import static org.assertj.core.api.Assertions.assertThat;

import dev.flsys.testsupport.PackagedService;
import dev.flsys.testsupport.SmallProject;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.condition.EnabledIfSystemProperty;
import org.junit.jupiter.api.io.TempDir;

/** The package of {@code -Dstart-cache}, and the classes that a JVM loads from its cache. */
@EnabledIfSystemProperty(named = "start-cache", matches = ".*", disabledReason = "only -Dstart-cache makes a cache")
class StartCacheIT {

    private static final boolean AOT = Runtime.version().feature() >= 25;
    private static final Path CACHE = PackagedService.FOLDER.resolve(AOT ? "app.aot" : "app-cds.jsa");
    private static final double MAX = 0.95;

    @TempDir
    Path workingDirectory;

    @Test
    void nearly_all_classes_of_a_start_come_from_the_cache() throws Exception {
        List<String> loaded = startWith(CACHE, AOT ? "-XX:AOTMode=on" : "-Xshare:on");
        assertThat(loaded.stream().filter(StartCacheIT::isCached)).hasSizeGreaterThan((int) (MAX * loaded.size()));
        assertThat(loaded)
                .anyMatch(line -> line.contains("dev.flsys.platform.StartupCheck ") && isCached(line))
                .anyMatch(line -> line.contains("dev.flsys.model.ModelsResource ") && isCached(line));
    }

    @Test
    void a_cache_that_does_not_fit_is_ignored() throws Exception {
        Path other = workingDirectory.resolve("other");
        Files.writeString(other, "a cache of another JDK".repeat(10_000));
        assertThat(startWith(other))
                .anyMatch(line -> line.contains("dev.flsys.platform.StartupCheck "))
                .noneMatch(line -> line.contains("dev.flsys.") && isCached(line));
    }

    /** Starts the service, and returns one line for each loaded class with its source. */
    private List<String> startWith(Path cache, String... strict) throws IOException, InterruptedException {
        Path classes = workingDirectory.resolve("classes.log");
        List<String> options = new ArrayList<>(List.of("@" + PackagedService.FOLDER.resolve("java.options")));
        options.addAll(List.of(strict));
        options.add((AOT ? "-XX:AOTCache=" : "-XX:SharedArchiveFile=") + cache);
        options.add("-Xlog:class+load=info:file=" + classes);
        Files.writeString(workingDirectory.resolve(".env"), """
                FLOWER_PROJECT_DIR="%s"
                FLOWER_START_SCRIPT=python train.py
                MODEL_WEIGHTS_SUBDIR=weights
                MODEL_DEFINITION_MODULE=pkg.model
                CLASS_LABELS=a,b,c
                IMG_SIZE=16
                FLASK_SECRET_KEY=a-long-key-of-a-test
                """.formatted(SmallProject.FOLDER));
        try (PackagedService service = PackagedService.start(workingDirectory, 0, Map.of(), options)) {
            given().baseUri("http://127.0.0.1:" + service.port())
                    .get("/api/models/")
                    .then()
                    .statusCode(200);
            try (Stream<String> lines = Files.lines(classes)) {
                return lines.filter(line -> line.contains(" source: ")).toList();
            }
        }
    }

    private static boolean isCached(String line) {
        return line.contains(" source: shared objects file");
    }
}
