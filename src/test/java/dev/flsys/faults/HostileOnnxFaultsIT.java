package dev.flsys.faults;

import static org.assertj.core.api.Assertions.assertThat;
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
import java.time.Duration;
import java.util.LinkedHashMap;
import java.util.Locale;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** ONNX files that cannot be used, or that take time or memory, while other models serve. */
class HostileOnnxFaultsIT {

    private static final Duration TIMEOUT = Duration.ofMinutes(1);
    private static final String GOOD = "good";

    /** How much longer the 99th percentile of the others may be, and an allowance for a busy machine. */
    private static final double MAX_TIMES = 2;

    private static final double ALLOWANCE_MILLISECONDS = 50;

    /** Above the limit of 2 GiB. */
    private static final long TOO_MUCH = 4L << 30;

    private static final long MANY_LOADS = 1L << 30;

    @TempDir
    @SuppressWarnings("NullAway.Init") // set by JUnit
    Path folder;

    @Test
    void a_hostile_file_fails_alone() throws Exception {
        Path project = SmallProject.copyTo(Files.createDirectories(folder.resolve("project")));
        Path weights = project.resolve("weights");
        Map<String, byte[]> refused = new LinkedHashMap<>(HostileOnnx.refused());
        refused.putAll(HostileOnnx.truncated(FaultScale.of(10, 100)));
        if (FaultScale.isFull()) {
            refused.put("endless", HostileOnnx.endless());
            refused.put("memory", HostileOnnx.memory(TOO_MUCH));
        }
        Map<String, byte[]> mutated = HostileOnnx.mutated(FaultScale.of(20, 300));
        write(weights, refused);
        write(weights, mutated);
        write(weights, Map.of(GOOD, HostileOnnx.good()));
        Files.write(project.resolve("secret.bin"), new byte[1 << 10]);
        Path directory = SmallProject.writeSettings(folder.resolve("service"), project);
        Map<String, String> settings = Map.of("INFERENCE_LOAD_TIMEOUT", "30s");
        try (PackagedService service = PackagedService.start(directory, 0, settings);
                UnaffectedClients others = UnaffectedClients.on(service.port(), Load.REQUEST)) {
            int port = service.port();
            await().atMost(TIMEOUT).until(() -> predict(port, GOOD).status() == 200);
            for (int i = 0; i < FaultScale.of(20, 200); i++) {
                assertThat(predict(port, GOOD).status()).isEqualTo(200);
            }
            UnaffectedClients.Figures before = others.figures();
            long memory = ChildMemory.residentBytes(service.pid());
            for (String name : refused.keySet()) {
                RawConnection.Answer answer = predict(port, name);
                assertThat(answer.status()).as("%s: %s", name, answer.body()).isIn(400, 500, 504);
                JsonNode problem = ServiceJson.MAPPER.readTree(answer.body());
                assertThat(problem.path("detail").asText())
                        .as(name)
                        .isNotBlank()
                        .doesNotContain(folder.toString());
                if (name.equals(HostileOnnx.ROWS)) {
                    continue;
                }
                RawConnection.Answer deployed = RawConnection.ask(port, ModelRequests.deploy(path(name)));
                assertThat(deployed.status())
                        .as("%s: %s", name, deployed.body())
                        .isBetween(400, 599);
            }
            for (String name : mutated.keySet()) {
                assertThat(predict(port, name).status()).as(name).isIn(200, 400, 500);
            }
            UnaffectedClients.Figures during = others.figures();
            assertThat(during.failures()).isEmpty();
            assertThat(predict(port, GOOD).status()).isEqualTo(200);
            assertThat(RawConnection.ask(port, RawConnection.get("/q/health/ready"))
                            .status())
                    .isEqualTo(200);
            long grown = ChildMemory.residentBytes(service.pid()) - memory;
            assertThat(grown).isLessThan(MANY_LOADS);
            assertThat(service.log()).doesNotContain("ERROR");
            FaultReport.row(
                    4,
                    "hostile ONNX files",
                    "4xx or 5xx of that model alone; others' p99 at most 2x",
                    String.format(
                            Locale.ROOT,
                            "%d refused, %d mutated; others: %s, before: %s; memory after it %d MiB more",
                            refused.size(),
                            mutated.size(),
                            during,
                            before,
                            grown >> 20));
            if (FaultScale.isFull()) {
                assertThat(during.p99()).isLessThan(MAX_TIMES * before.p99() + ALLOWANCE_MILLISECONDS);
            }
        }
    }

    private static String path(String name) {
        return "weights/" + name + ".onnx";
    }

    private static void write(Path weights, Map<String, byte[]> files) throws IOException {
        for (Map.Entry<String, byte[]> file : files.entrySet()) {
            Files.write(weights.resolve(file.getKey() + ".onnx"), file.getValue());
        }
    }

    private static RawConnection.Answer predict(int port, String model) throws IOException {
        return RawConnection.ask(port, ModelRequests.predict(model));
    }
}
