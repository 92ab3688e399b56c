package dev.flsys.packaging;

import static io.restassured.RestAssured.get;
import static org.awaitility.Awaitility.await;

import io.quarkus.test.junit.QuarkusTest;
import java.nio.file.Path;
import java.time.Duration;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

@QuarkusTest
class ProbesTest {

    @ParameterizedTest
    @ValueSource(strings = {"startupProbe", "readinessProbe", "livenessProbe"})
    void the_service_answers_a_probe_of_the_manifests(String probe) {
        String path = Repository.documents(Path.of("src/main/kubernetes/base/deployment.yaml"))
                .get(0)
                .findValue(probe)
                .at("/httpGet/path")
                .asText();

        // The deployed model may still be loading.
        await().atMost(Duration.ofSeconds(30)).until(() -> get(path).statusCode() == 200);
    }
}
