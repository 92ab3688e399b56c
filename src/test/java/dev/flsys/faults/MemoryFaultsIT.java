package dev.flsys.faults;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import dev.flsys.testsupport.Load;
import dev.flsys.testsupport.PackagedService;
import dev.flsys.testsupport.RawConnection;
import dev.flsys.testsupport.ServiceJson;
import dev.flsys.testsupport.SmallProject;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.condition.EnabledOnOs;
import org.junit.jupiter.api.condition.OS;
import org.junit.jupiter.api.io.TempDir;

/** Models of which one operation, or one call, takes more memory than the service may have. */
@EnabledOnOs(OS.LINUX)
class MemoryFaultsIT {

    private static final Duration TIMEOUT = Duration.ofMinutes(2);
    private static final Path ARCHIVES = Path.of("src/test/resources/torchscript/large");
    private static final String GOOD = "good";
    private static final long MAX = 3L << 29;
    private static final long HOSTILE = 6L << 30;

    /** Code and files that are mapped do not count. */
    private static final long ALLOWANCE = 512L << 20;

    @TempDir
    @SuppressWarnings("NullAway.Init") // set by JUnit
    Path folder;

    @Test
    void an_operation_that_takes_too_much_memory_fails_alone() throws Exception {
        Path project = SmallProject.copyTo(Files.createDirectories(folder.resolve("project")));
        Path weights = project.resolve("weights");
        Files.write(weights.resolve(GOOD + ".onnx"), HostileOnnx.good());
        Files.write(weights.resolve("Unknown.onnx"), HostileOnnx.unknownSize(HOSTILE));
        for (String name : List.of("Large", "Growing")) {
            Files.copy(ARCHIVES.resolve(name + ".pt"), weights.resolve(name + ".pt"));
        }
        Path directory = SmallProject.writeSettings(folder.resolve("service"), project);
        Map<String, String> settings = Map.of("SERVICE_MEMORY_MAX", Long.toString(MAX));
        try (PackagedService service = PackagedService.start(directory, 0, settings, List.of("-Xmx128m"))) {
            int port = service.port();
            await().atMost(TIMEOUT).until(() -> predict(port, GOOD).status() == 200);
            try (UnaffectedClients others = UnaffectedClients.on(port, Load.REQUEST)) {
                for (String name : List.of("Unknown", "Large", "Growing")) {
                    // A model that is loaded for the first time may be answered 503 until libtorch has started.
                    await().atMost(TIMEOUT).until(() -> predict(port, name).status() != 503);
                    for (int i = 0; i < FaultScale.of(3, 20); i++) {
                        RawConnection.Answer answer = predict(port, name);
                        assertThat(answer.status())
                                .as("%s: %s", name, answer.body())
                                .isIn(400, 500);
                        assertThat(ServiceJson.MAPPER
                                        .readTree(answer.body())
                                        .path("detail")
                                        .asText())
                                .as(name)
                                .containsIgnoringCase("allocate")
                                .doesNotContain(folder.toString());
                        assertThat(predict(port, GOOD).status()).isEqualTo(200);
                    }
                }
                UnaffectedClients.Figures figures = others.figures();
                assertThat(figures.failures()).isEmpty();
                long max = peakBytes(service.pid());
                assertThat(max).isLessThan(MAX + ALLOWANCE);
                assertThat(service.log()).doesNotContain("ERROR");
                FaultReport.row(
                        4,
                        "ONNX and TorchScript, one operation or one call with 6 GiB",
                        "fails alone; memory within SERVICE_MEMORY_MAX",
                        String.format(
                                Locale.ROOT,
                                "3 models; others: %s; at most %d MiB of %d",
                                figures,
                                max >> 20,
                                MAX >> 20));
            }
        }
    }

    private static RawConnection.Answer predict(int port, String model) throws IOException {
        return RawConnection.ask(port, ModelRequests.predict(model));
    }

    /** The most resident memory of a process so far. */
    private static long peakBytes(long pid) throws IOException {
        return Files.readAllLines(Path.of("/proc/" + pid + "/status"), StandardCharsets.ISO_8859_1).stream()
                .filter(line -> line.startsWith("VmHWM:"))
                .mapToLong(line -> Long.parseLong(line.replaceAll("\\D", "")) << 10)
                .findFirst()
                .orElseThrow();
    }
}
