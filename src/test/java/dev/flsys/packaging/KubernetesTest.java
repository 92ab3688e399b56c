package dev.flsys.packaging;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.dataformat.toml.TomlMapper;
import java.nio.file.Path;
import java.time.Duration;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.stream.Stream;
import java.util.stream.StreamSupport;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/**
 * Compares the manifests with the service and with each other. {@code src/test/packaging/check} builds them with
 * kustomize and compares them with the schemas of Kubernetes.
 */
class KubernetesTest {

    private static final Path FOLDER = Path.of("src/main/kubernetes");
    private static final Path SUPERLINK = FOLDER.resolve("overlays/superlink");

    private static final JsonNode BASE = document("base/deployment.yaml");
    private static final JsonNode POD = BASE.at("/spec/template/spec");
    private static final JsonNode CONTAINER = POD.at("/containers/0");
    private static final JsonNode SIMULATIONS = document("overlays/simulations/deployment.yaml");
    private static final List<JsonNode> LINK = Repository.documents(SUPERLINK.resolve("superlink.yaml"));
    private static final List<JsonNode> NODES = Repository.documents(SUPERLINK.resolve("supernode.yaml"));
    private static final List<JsonNode> WORKLOADS = List.of(BASE, LINK.get(1), NODES.get(1));

    @Test
    void a_pod_has_no_privileges_and_a_root_that_it_cannot_write() {
        assertThat(WORKLOADS).allSatisfy(workload -> {
            JsonNode pod = workload.at("/spec/template/spec");
            JsonNode confined = pod.at("/containers/0/securityContext");
            assertThat(pod.path("automountServiceAccountToken").asBoolean(true)).isFalse();
            assertThat(pod.at("/securityContext/runAsNonRoot").asBoolean()).isTrue();
            assertThat(pod.at("/securityContext/runAsUser").asInt()).isEqualTo(10001);
            assertThat(pod.at("/securityContext/seccompProfile/type").asText()).isEqualTo("RuntimeDefault");
            assertThat(confined.path("allowPrivilegeEscalation").asBoolean(true))
                    .isFalse();
            assertThat(confined.path("readOnlyRootFilesystem").asBoolean()).isTrue();
            assertThat(confined.at("/capabilities/drop/0").asText()).isEqualTo("ALL");
            assertThat(pod.at("/containers/0/resources").findValuesAsText("memory"))
                    .hasSize(2);
            assertThat(pod.at("/containers/0/resources").findValuesAsText("cpu"))
                    .hasSize(2);
        });
    }

    @Test
    void a_pod_mounts_each_of_its_volumes_and_limits_the_empty_ones() {
        assertThat(WORKLOADS).allSatisfy(workload -> {
            JsonNode pod = workload.at("/spec/template/spec");
            assertThat(texts(pod.at("/containers/0/volumeMounts"), "name"))
                    .isEqualTo(texts(pod.path("volumes"), "name"));
            assertThat(texts(pod.at("/containers/0/volumeMounts"), "mountPath")).contains("/tmp");
            assertThat(pod.path("volumes").findValues("emptyDir")).allMatch(folder -> folder.has("sizeLimit"));
        });
        assertThat(document("base/persistentvolumeclaim.yaml")
                        .at("/spec/accessModes/0")
                        .asText())
                .isEqualTo("ReadWriteMany");
        assertThat(texts(CONTAINER.path("volumeMounts"), "mountPath")).contains("/project", "/var/cache/djl");
    }

    @Test
    void a_pod_runs_an_image_of_the_dockerfile() {
        assertThat(Stream.concat(WORKLOADS.stream(), Stream.of(SIMULATIONS)))
                .allSatisfy(workload -> assertThat(Repository.targets())
                        .containsKey(workload.at("/spec/template/spec/containers/0/image")
                                .asText()));
    }

    @Test
    void a_selector_selects_the_pods_of_its_component() {
        assertThat(WORKLOADS).allSatisfy(workload -> assertThat(workload.at("/spec/selector/matchLabels"))
                .isEqualTo(labels(workload)));
        assertThat(POD.at("/topologySpreadConstraints/0/labelSelector/matchLabels"))
                .isEqualTo(labels(BASE));
        assertThat(document("base/poddisruptionbudget.yaml").at("/spec/selector/matchLabels"))
                .isEqualTo(labels(BASE));
        assertThat(Map.of(document("base/service.yaml"), BASE, LINK.get(0), LINK.get(1), NODES.get(0), NODES.get(1)))
                .allSatisfy((service, workload) -> {
                    assertThat(service.at("/spec/selector")).isEqualTo(labels(workload));
                    assertThat(texts(service.at("/spec/ports"), "targetPort"))
                            .isSubsetOf(texts(workload.at("/spec/template/spec/containers/0/ports"), "name"));
                });
    }

    @Test
    void a_network_policy_limits_each_workload_in_both_directions() {
        List<JsonNode> policies = Stream.concat(
                        Stream.of(document("base/networkpolicy.yaml")),
                        Repository.documents(SUPERLINK.resolve("networkpolicy.yaml")).stream())
                .toList();

        assertThat(policies.stream().map(policy -> policy.at("/spec/podSelector/matchLabels")))
                .containsExactlyElementsOf(
                        WORKLOADS.stream().map(KubernetesTest::labels).toList());
        assertThat(policies).allSatisfy(policy -> {
            assertThat(policy.at("/spec/policyTypes")).hasSize(2);
            assertThat(policy.at("/spec/ingress")).allMatch(rule -> rule.has("from"));
        });
        assertThat(document("base/networkpolicy.yaml")
                        .at("/spec/ingress/0/ports/0/port")
                        .asText())
                .isEqualTo(CONTAINER.at("/ports/0/name").asText());
    }

    @Test
    void the_autoscaler_and_the_budget_fit_the_replicas() {
        JsonNode scaler = document("base/horizontalpodautoscaler.yaml").path("spec");
        int replicas = BASE.at("/spec/replicas").asInt();

        assertThat(scaler.at("/scaleTargetRef/name")).isEqualTo(BASE.at("/metadata/name"));
        assertThat(replicas)
                .isBetween(
                        scaler.path("minReplicas").asInt(),
                        scaler.path("maxReplicas").asInt())
                .isGreaterThan(document("base/poddisruptionbudget.yaml")
                        .at("/spec/minAvailable")
                        .asInt());
    }

    @Test
    void the_probes_ask_the_health_endpoints_at_the_port_of_the_service() {
        assertThat(CONTAINER.at("/ports/0/containerPort").asInt()).isEqualTo(Repository.httpPort());
        Map.of("startup", "started", "readiness", "ready", "liveness", "live").forEach((probe, check) -> {
            JsonNode request = CONTAINER.path(probe + "Probe").path("httpGet");
            assertThat(request.path("path").asText()).isEqualTo("/q/health/" + check);
            assertThat(request.path("port")).isEqualTo(CONTAINER.at("/ports/0/name"));
        });
        assertThat(List.of(LINK.get(1), NODES.get(1))).allSatisfy(workload -> {
            JsonNode container = workload.at("/spec/template/spec/containers/0");
            assertThat(container.findValues("grpc"))
                    .isNotEmpty()
                    .allMatch(probe ->
                            container.path("ports").findValues("containerPort").contains(probe.path("port")));
        });
    }

    @Test
    void the_settings_are_complete_and_secrets_are_empty() {
        String settings = Repository.text(FOLDER.resolve("base/settings.env"));
        String secrets = Repository.text(FOLDER.resolve("base/secrets.env"));
        Set<String> set = Repository.all("(?m)^([A-Z_]+)=", settings + secrets);

        assertThat(set).containsAll(Repository.requiredSettings()).isSubsetOf(Repository.settings());
        assertThat(Repository.all("(?m)^([A-Z_]+)=$", secrets)).containsExactly("API_TOKEN", "FLASK_SECRET_KEY");
        assertThat(settings).doesNotContain("TOKEN", "SECRET").contains("FLOWER_PROJECT_DIR=/project\n");
        assertThat(List.of(Repository.one("ALLOWED_HOSTS=(\\S+)", settings).split(",")))
                .contains("flsys")
                .doesNotContain("*");
        assertThat(Set.copyOf(CONTAINER.path("envFrom").findValuesAsText("name")))
                .isEqualTo(Set.of("flsys-settings", "flsys-secrets"));
    }

    @ParameterizedTest
    @ValueSource(strings = {"base", "overlays/simulations"})
    void a_pod_has_more_time_to_end_than_the_service_takes(String overlay) {
        JsonNode grace = document(overlay + "/deployment.yaml").at("/spec/template/spec/terminationGracePeriodSeconds");
        int before = CONTAINER.at("/lifecycle/preStop/exec/command/1").asInt();
        Set<String> set = Repository.all("(?m)^([A-Z_]+)=", Repository.text(FOLDER.resolve("base/settings.env")));

        assertThat(Duration.ofSeconds(grace.asInt()))
                .isGreaterThan(Repository.drain(set::contains).plusSeconds(before));
    }

    @Test
    void the_overlay_of_simulations_is_one_service_with_flower() {
        JsonNode shm = SIMULATIONS.at("/spec/template/spec/volumes/1/emptyDir/sizeLimit");
        JsonNode memory = SIMULATIONS.at("/spec/template/spec/containers/0/resources/limits/memory");

        assertThat(SIMULATIONS.at("/spec/replicas").asInt()).isEqualTo(1);
        assertThat(SIMULATIONS.at("/spec/strategy/type").asText()).isEqualTo("Recreate");
        assertThat(SIMULATIONS.at("/spec/template/spec/containers/0/image").asText())
                .startsWith("flsys-flower:");
        assertThat(gibibytes(shm)).isGreaterThanOrEqualTo(Repository.OBJECT_STORE * gibibytes(memory));
    }

    @Test
    void the_federation_is_the_one_that_the_service_follows() throws Exception {
        String kustomization = Repository.text(SUPERLINK.resolve("kustomization.yaml"));
        JsonNode config = new TomlMapper().readTree(Repository.text(SUPERLINK.resolve("config.toml")));
        JsonNode port = LINK.get(0).at("/spec/ports/0/port");
        String address = config.path("superlink")
                .path(Repository.one("SIMULATION_ENGINE=(\\w+)", kustomization))
                .path("address")
                .asText();
        JsonNode service = document("overlays/superlink/deployment.yaml").at("/spec/template/spec/containers/0");

        assertThat(kustomization).contains("FLOWER_START_SCRIPT=flwr run .");
        assertThat(address).isEqualTo(LINK.get(0).at("/metadata/name").asText() + ":" + port);
        assertThat(LINK.get(1).findValue("args").toString()).contains("--port=" + port);
        assertThat(NODES.get(1).findValue("args").toString())
                .contains(
                        "--superlink=" + address,
                        "num-partitions=" + NODES.get(1).at("/spec/replicas"));
        assertThat(service.at("/env/0/name").asText()).isEqualTo("FLWR_HOME");
        assertThat(texts(service.path("volumeMounts"), "mountPath"))
                .containsExactlyInAnyOrder(
                        service.at("/env/0/value").asText(),
                        service.at("/env/0/value").asText() + "/config.toml");
    }

    private static JsonNode document(String path) {
        return Repository.documents(FOLDER.resolve(path)).get(0);
    }

    private static JsonNode labels(JsonNode workload) {
        return workload.at("/spec/template/metadata/labels");
    }

    private static Set<String> texts(JsonNode list, String field) {
        Set<String> texts = new HashSet<>();
        StreamSupport.stream(list.spliterator(), false)
                .forEach(each -> texts.add(each.path(field).asText()));
        return texts;
    }

    private static double gibibytes(JsonNode written) {
        return Double.parseDouble(written.asText().replace("Gi", ""));
    }
}
