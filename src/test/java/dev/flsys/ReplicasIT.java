package dev.flsys;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import dev.flsys.testsupport.Load;
import dev.flsys.testsupport.PackagedService;
import dev.flsys.testsupport.RawConnection;
import dev.flsys.testsupport.SmallProject;
import dev.flsys.testsupport.TcpBalancer;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Two packaged services on one project, behind a balancer. */
class ReplicasIT {

    private static final Duration TIMEOUT = Duration.ofMinutes(2);

    @TempDir
    Path folder;

    private static String deployed(int port) throws IOException {
        RawConnection.Answer answer = RawConnection.ask(port, RawConnection.get("/api/deployed_model/"));
        assertThat(answer.status()).as(answer.body()).isEqualTo(200);
        return answer.body();
    }

    private static void awaitMore(Load load) {
        long before = load.answered();
        await().atMost(TIMEOUT).until(() -> load.answered() > before + 200);
    }

    @Test
    void replicas_share_a_model_and_a_restart_of_one_under_load_fails_no_request() throws Exception {
        Path project = SmallProject.copyTo(Files.createDirectory(folder.resolve("project")));
        Path oneHome = SmallProject.writeSettings(folder.resolve("one"), project);
        Path otherHome = SmallProject.writeSettings(folder.resolve("other"), project);
        try (PackagedService one = PackagedService.start(oneHome);
                PackagedService other = PackagedService.start(otherHome)) {
            int first = one.port();
            int second = other.port();
            try (TcpBalancer balancer = new TcpBalancer(List.of(first, second))) {
                await().atMost(TIMEOUT).until(() -> balancer.sendsTo(first) && balancer.sendsTo(second));
                try (Load load = Load.on(balancer.port())) {
                    awaitMore(load);
                    aModelReachesBoth(first, second);
                    awaitMore(load);

                    one.terminate();
                    await().atMost(TIMEOUT).until(() -> !balancer.sendsTo(first));
                    awaitMore(load);
                    assertThat(one.awaitEnd()).isZero();
                    awaitMore(load);

                    try (PackagedService again = PackagedService.start(oneHome, first, Map.of())) {
                        await().atMost(TIMEOUT).until(() -> balancer.sendsTo(first));
                        awaitMore(load);
                        assertThat(deployed(first)).contains("\"deploy_new.onnx\"");
                        load.close();
                        assertThat(load.lost()).isEmpty();
                        again.stop();
                    }
                }
            }
        }
    }

    /** Replicas check twice a second; the benchmarks measure it. */
    private static void aModelReachesBoth(int first, int second) throws IOException {
        assertThat(RawConnection.ask(second, RawConnection.get("/api/deployed_model/"))
                        .body())
                .contains("\"model_path\":\"deploy.onnx\"");
        RawConnection.Answer updated =
                RawConnection.ask(first, RawConnection.post("/update_model", "{\"model_path\":\"deploy_new.onnx\"}"));
        assertThat(updated.status()).as(updated.body()).isEqualTo(200);
        await().atMost(TIMEOUT)
                .until(() -> RawConnection.ask(second, Load.REQUEST).body().contains("deploy_new.onnx"));
    }
}
