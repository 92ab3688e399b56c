package dev.flsys.packaging;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import com.fasterxml.jackson.dataformat.toml.TomlMapper;
import com.fasterxml.jackson.dataformat.yaml.YAMLMapper;
import dev.flsys.packaging.Manifests.Workload;
import io.fabric8.kubernetes.api.model.ConfigMap;
import io.fabric8.kubernetes.api.model.EnvVar;
import io.fabric8.kubernetes.api.model.Service;
import io.fabric8.kubernetes.api.model.apps.Deployment;
import io.fabric8.kubernetes.api.model.autoscaling.v2.HorizontalPodAutoscaler;
import io.fabric8.kubernetes.api.model.policy.v1.PodDisruptionBudget;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.FileVisitResult;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.SimpleFileVisitor;
import java.nio.file.attribute.BasicFileAttributes;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

class KubernetesTest {

    private static final Path FOLDER = Path.of("src/main/kubernetes");
    private static final Path SUPERLINK = Path.of("overlays/superlink");

    @TempDir
    Path copy;

    @ParameterizedTest
    @ValueSource(strings = {"base", "overlays/simulations", "overlays/superlink"})
    void a_folder_keeps_the_rules(String folder) throws Exception {
        assertThat(ManifestRules.faults(manifests(FOLDER.resolve(folder)))).isEmpty();
    }

    /** The files, each with a change; what a rule is worth is what it finds. */
    @ParameterizedTest
    @CsvSource(delimiter = '|', quoteCharacter = '~', textBlock = """
            deployment.yaml  | service\\n  strategy:    | web\\n  strategy:  | the selector does not match
            deployment.yaml  | replicas: 2               | replicas: 1         | lets no pod
            deployment.yaml  | replicas: 2               | replicas: 9         | limits are not around
            deployment.yaml  | runAsNonRoot: true        | runAsNonRoot: false | may be root
            deployment.yaml  | runAsUser: 10001          | runAsUser: 0        | may be root
            deployment.yaml  | RuntimeDefault            | Unconfined          | seccomp
            deployment.yaml  | drop: [ALL]               | add: [ALL]          | keeps capabilities
            deployment.yaml  | Filesystem: true          | Filesystem: false   | can be written
            deployment.yaml  | Escalation: false         | Escalation: true    | may get privileges
            deployment.yaml  | Token: false              | Token: true         | token of the cluster
            deployment.yaml  | memory: 2Gi               | memory: 512Mi       | request and limit of memory
            deployment.yaml  | cpu: 500m                 | nvidia.com/gpu: 1   | request and limit of cpu
            deployment.yaml  | flsys:0.1.0-SNAPSHOT      | flsys:latest        | docker/ builds no
            deployment.yaml  | mountPath: /tmp           | mountPath: /temp    | has no /tmp
            deployment.yaml  | mountPath: /var/cache/djl | mountPath: /cache   | DJL_CACHE_DIR is no volume
            deployment.yaml  | mountPath: /project       | mountPath: /flower  | FLOWER_PROJECT_DIR is no volume
            deployment.yaml  | name: tmp\\n          emptyDir | name: temp\\n          emptyDir | mounts no volume: tmp
            deployment.yaml  | claimName: flower-project | claimName: project  | no claim project
            deployment.yaml  | sizeLimit: 64Mi           | medium: Memory      | no limit of djl-cache
            deployment.yaml  | containerPort: 8080       | containerPort: 8000 | not that of the service
            deployment.yaml  | /q/health/started         | /q/health/up        | no probe of started
            deployment.yaml  | /q/health/ready           | /health/ready       | no probe of ready
            deployment.yaml  | /q/health/live            | /q/health/ready     | no probe of live
            deployment.yaml  | port: http                | port: web           | a probe of no port
            deployment.yaml  | PeriodSeconds: 40         | PeriodSeconds: 22   | shorter than stopping takes
            deployment.yaml  | /bin/sleep, "5"           | /bin/sleep, "25"    | shorter than stopping takes
            deployment.yaml  | name: flsys-settings      | name: flsys-setting | no config map
            deployment.yaml  | name: flsys-secrets       | name: flsys-secret  | no secret
            deployment.yaml  | name: djl-cache\\n              mountPath: /var/cache/djl | name: tmp\\n              mountPath: /a | does not mount djl-cache
            deployment.yaml  | labelSelector:\\n            matchLabels:\\n              app.kubernetes.io/name: flsys | labelSelector:\\n            matchLabels:\\n              app.kubernetes.io/name: web | the spread is of other pods
            deployment.yaml  | httpGet:\\n              path: /q/health/live | tcpSocket: | a probe of no port
            kustomization.yaml | - service.yaml          | - service.yaml\\n  - service.yaml | twice: flsys
            networkpolicy.yaml | - from:\\n        - namespaceSelector:\\n            matchLabels:\\n              flsys.dev/access: "true"\\n      ports: | - ports: | lets everybody in
            service.yaml     | component: service        | component: web      | selects 0 workloads
            service.yaml     | targetPort: http          | targetPort: web     | no port web
            networkpolicy.yaml | port: http              | port: web           | no network policy lets in http
            networkpolicy.yaml | component: service      | component: web      | no network policy for flsys
            networkpolicy.yaml | [Ingress, Egress]       | [Ingress]           | leaves a direction open
            networkpolicy.yaml | namespaceSelector       | podSelector         | a peer that is not there
            poddisruptionbudget.yaml | component: service | component: web     | budget selects 0
            horizontalpodautoscaler.yaml | name: flsys    | name: flsys2        | target is not there
            persistentvolumeclaim.yaml | ReadWriteMany    | ReadWriteOnce       | not for several pods
            settings.env     | IMG_SIZE=                 | IMAGE_SIZE=         | no setting: IMAGE_SIZE
            settings.env     | IMG_SIZE=                 | IMG_STD=            | not set: IMG_SIZE
            settings.env     | HISTORY_SUBDIR=           | API_TOKEN=          | API_TOKEN is not in the secret
            settings.env     | HISTORY_SUBDIR=results    | SIMULATION_STOP_GRACE=30s | shorter than stopping takes
            settings.env     | ALLOWED_HOSTS=flsys,      | ALLOWED_HOSTS=      | lacks the name of the Service
            settings.env     | ALLOWED_HOSTS=flsys,      | ALLOWED_HOSTS=flsys,*, | allows every host
            secrets.env      | FLASK_SECRET_KEY=         | FLASK_SECRET_KEY=ab | a secret in git
            secrets.env      | FLASK_SECRET_KEY=         | SECRET_KEY=         | not set: FLASK_SECRET_KEY
            """)
    void a_rule_finds_what_breaks_it(String file, String what, String broken, String fault) throws Exception {
        assertThat(ManifestRules.faults(broken("base", file, what, broken)))
                .anySatisfy(found -> assertThat(found).contains(fault));
    }

    @ParameterizedTest
    @CsvSource(delimiter = '|', textBlock = """
            superlink.yaml     | port: 8081             | port: 8082             | a probe of no port
            superlink.yaml     | component: superlink   | component: supernode   | takes the pods of
            networkpolicy.yaml | component: supernode   | component: nodes       | a peer that is not there
            networkpolicy.yaml | port: http             | port: grpc             | no port grpc of superlink
            kustomization.yaml | SIMULATION_ENGINE      | SIMULATION_MOTOR       | no setting: SIMULATION_MOTOR
            deployment.yaml    | FLWR_HOME              | FLOWER_HOME            | no setting: FLOWER_HOME
            deployment.yaml    | value: /var/lib/flower | value: /etc/flower     | FLWR_HOME cannot be written
            deployment.yaml    | configMap:\\n            name: flower-config | emptyDir: {} | no limit of flower-config
            """)
    void a_rule_finds_what_breaks_the_federation(String file, String what, String broken, String fault)
            throws Exception {
        assertThat(ManifestRules.faults(broken(SUPERLINK.toString(), file, what, broken)))
                .anySatisfy(found -> assertThat(found).contains(fault));
    }

    @ParameterizedTest
    @CsvSource(delimiter = '|', quoteCharacter = '~', textBlock = """
            deployment.yaml    | replicas: 2           | replicaz: 2                    | an unknown field
            deployment.yaml    | periodSeconds: 2      | periodSecond: 2                | one deep inside
            deployment.yaml    | replicas: 2           | replicas: "2"                  | a text for a number
            deployment.yaml    | runAsNonRoot: true    | runAsNonRoot: "true"           | a text for a truth
            deployment.yaml    | mountPath: /tmp       | mountPath: 5                   | a number for a text
            service.yaml       | sessionAffinity:      | sessionAffinities:             | an unknown field
            horizontalpodautoscaler.yaml | scaleTargetRef: | scaleTarget:               | an unknown field
            networkpolicy.yaml | policyTypes:          | policyType:                    | an unknown field
            poddisruptionbudget.yaml | minAvailable:   | minimumAvailable:              | an unknown field
            persistentvolumeclaim.yaml | accessModes:  | accessMode:                    | an unknown field
            """)
    void what_the_api_does_not_have_is_refused(String file, String what, String broken) {
        assertThatThrownBy(() -> broken("base", file, what, broken)).isInstanceOf(JsonProcessingException.class);
    }

    @Test
    void the_overlay_of_simulations_is_one_service_with_python() throws Exception {
        Manifests manifests = manifests(FOLDER.resolve("overlays/simulations"));
        Workload service = manifests.service();
        assertThat(service.replicas()).isEqualTo(1);
        assertThat(service.container().getImage()).startsWith("flsys-flower:");
        assertThat(((Deployment) service.object()).getSpec().getStrategy().getType())
                .isEqualTo("Recreate");
        assertThat(((Deployment) service.object()).getSpec().getStrategy().getRollingUpdate())
                .isNull();
        assertThat(service.pod().getVolumes())
                .filteredOn(volume -> volume.getName().equals("shm"))
                .singleElement()
                .satisfies(shm -> assertThat(shm.getEmptyDir()
                                .getSizeLimit()
                                .getNumericalAmount()
                                .doubleValue())
                        .isGreaterThanOrEqualTo(ComposeTest.OBJECT_STORE
                                * service.container()
                                        .getResources()
                                        .getLimits()
                                        .get("memory")
                                        .getNumericalAmount()
                                        .doubleValue()));
        assertThat(manifests.all(HorizontalPodAutoscaler.class)).isEmpty();
        assertThat(manifests.all(PodDisruptionBudget.class)).isEmpty();
    }

    @Test
    void the_base_has_two_services_that_are_scaled_and_kept() throws Exception {
        Manifests manifests = manifests(FOLDER.resolve("base"));
        assertThat(manifests.service().replicas()).isEqualTo(2);
        assertThat(manifests.all(HorizontalPodAutoscaler.class)).hasSize(1);
        assertThat(manifests.all(PodDisruptionBudget.class)).hasSize(1);
    }

    @Test
    void the_federation_is_the_one_that_the_service_is_told_to_follow() throws Exception {
        Manifests manifests = manifests(FOLDER.resolve(SUPERLINK));
        Workload service = manifests.service();
        Map<String, String> settings =
                manifests.find(ConfigMap.class, "flsys-settings").orElseThrow().getData();
        JsonNode config = new TomlMapper()
                .readTree(manifests
                        .find(ConfigMap.class, "flower-config")
                        .orElseThrow()
                        .getData()
                        .get("config.toml"));
        JsonNode connection = config.path("superlink").path(settings.get("SIMULATION_ENGINE"));
        Service superlink = manifests.find(Service.class, "superlink").orElseThrow();
        String address = "superlink:" + superlink.getSpec().getPorts().get(0).getPort();
        assertThat(connection.path("address").asText()).isEqualTo(address);
        assertThat(settings.get("FLOWER_START_SCRIPT")).startsWith("flwr run ");

        String home = service.container().getEnv().stream()
                .filter(each -> each.getName().equals("FLWR_HOME"))
                .map(EnvVar::getValue)
                .findFirst()
                .orElseThrow();
        assertThat(service.container().getVolumeMounts()).anySatisfy(mount -> {
            assertThat(mount.getMountPath()).isEqualTo(home + "/config.toml");
            assertThat(mount.getSubPath()).isEqualTo("config.toml");
            assertThat(mount.getName()).isEqualTo("flower-config");
        });

        List<Workload> nodes = manifests.workloads().stream()
                .filter(each -> each.name().equals("supernode"))
                .toList();
        assertThat(nodes).hasSize(1);
        assertThat(nodes.get(0).replicas()).isEqualTo(2);
        assertThat(nodes.get(0).container().getArgs())
                .contains(
                        "--superlink=" + address,
                        "partition-id=$(PARTITION_ID) num-partitions="
                                + nodes.get(0).replicas());
        assertThat(manifests
                        .chosenBy(superlink.getSpec().getSelector())
                        .get(0)
                        .container()
                        .getArgs())
                .contains("--port=" + superlink.getSpec().getPorts().get(0).getPort());
    }

    @Test
    void a_kustomization_is_refused_where_it_is_not_understood_or_does_not_fit() throws Exception {
        for (Map.Entry<String, String> change : Map.of(
                        "patches:", "namePrefix: a\npatches:",
                        "- path: without-budget.yaml", "- path: deployment2.yaml")
                .entrySet()) {
            Path changed = copyOf("overlays/simulations", "kustomization.yaml", change.getKey(), change.getValue());
            Files.writeString(
                    changed.resolve("deployment2.yaml"),
                    "apiVersion: apps/v1\nkind: Deployment\nmetadata: {name: other}\n");
            assertThatThrownBy(() -> Kustomization.build(changed)).isInstanceOf(IllegalArgumentException.class);
        }
    }

    /**
     * Where there is a {@code kubectl}, it says what kustomize itself makes of the folders; it asks no cluster for
     * that.
     */
    @ParameterizedTest
    @ValueSource(strings = {"base", "overlays/simulations", "overlays/superlink"})
    void kustomize_builds_the_same(String folder) throws Exception {
        assumeTrue(isThereKubectl(), "no kubectl");
        ProcessBuilder builder = new ProcessBuilder(
                        "kubectl", "kustomize", FOLDER.resolve(folder).toString())
                .redirectError(ProcessBuilder.Redirect.DISCARD);
        builder.environment().put("KUBECONFIG", "/dev/null");
        Process kubectl = builder.start();
        String told = new String(kubectl.getInputStream().readAllBytes(), StandardCharsets.UTF_8);
        assertThat(kubectl.waitFor()).isZero();
        String named = told.replaceAll("(name: (?:flsys-settings|flsys-secrets|flower-config))-[a-z0-9]{10}\\b", "$1");
        List<ObjectNode> theirs = new YAMLMapper()
                .readerFor(ObjectNode.class)
                .<ObjectNode>readValues(named)
                .readAll();
        List<ObjectNode> ours = Kustomization.build(FOLDER.resolve(folder));
        ours.forEach(Kustomization::sort);
        theirs.forEach(Kustomization::sort);
        assertThat(ours).containsExactlyInAnyOrderElementsOf(theirs);
    }

    private static boolean isThereKubectl() {
        for (String folder : System.getenv("PATH").split(":", -1)) {
            if (Files.isExecutable(Path.of(folder, "kubectl"))) {
                return true;
            }
        }
        return false;
    }

    private static Manifests manifests(Path folder) throws JsonProcessingException {
        return Manifests.parse(Kustomization.build(folder));
    }

    private Manifests broken(String folder, String file, String what, String broken) throws IOException {
        return manifests(copyOf(folder, file, what.replace("\\n", "\n"), broken.replace("\\n", "\n")));
    }

    private Path copyOf(String folder, String file, String what, String broken) throws IOException {
        Files.walkFileTree(FOLDER, new SimpleFileVisitor<>() {
            @Override
            public FileVisitResult visitFile(Path each, BasicFileAttributes attributes) throws IOException {
                Path target = copy.resolve(FOLDER.relativize(each));
                Files.createDirectories(target.getParent());
                Files.writeString(target, Files.readString(each));
                return FileVisitResult.CONTINUE;
            }
        });
        Path changed = copy.resolve(folder).resolve(file);
        String whole = Files.readString(changed);
        assertThat(whole).contains(what);
        Files.writeString(changed, whole.replace(what, broken));
        return copy.resolve(folder);
    }
}
