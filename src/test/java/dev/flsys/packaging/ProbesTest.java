package dev.flsys.packaging;

import static io.restassured.RestAssured.get;
import static org.assertj.core.api.Assertions.assertThat;

import io.fabric8.kubernetes.api.model.Container;
import io.fabric8.kubernetes.api.model.Probe;
import io.quarkus.test.junit.QuarkusTest;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Set;
import java.util.TreeSet;
import org.awaitility.Awaitility;
import org.junit.jupiter.api.Test;

@QuarkusTest
class ProbesTest {

    @Test
    void the_service_answers_where_the_probes_of_the_manifests_ask() throws Exception {
        Container container = Manifests.parse(Kustomization.build(Path.of("src/main/kubernetes/base")))
                .service()
                .container();
        Set<String> paths = new TreeSet<>();
        for (Probe probe :
                List.of(container.getStartupProbe(), container.getReadinessProbe(), container.getLivenessProbe())) {
            paths.add(probe.getHttpGet().getPath());
        }
        assertThat(paths).hasSize(3);
        for (String path : paths) {
            // what it starts with may still be loaded
            Awaitility.await()
                    .atMost(Duration.ofSeconds(30))
                    .until(() -> get(path).statusCode() == 200);
        }
    }
}
