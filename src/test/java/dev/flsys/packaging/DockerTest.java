package dev.flsys.packaging;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import com.sun.net.httpserver.HttpServer;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.ServerSocket;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeSet;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** Compares images and compose with the service. {@code src/test/packaging/check} checks them on their own. */
class DockerTest {

    private static final String DOCKERFILE =
            Repository.text("docker/Dockerfile").replace("\\\n", " ").replaceAll("(?m)^#.*$", "");
    private static final String OPTIONS = Repository.text("src/main/jvm/java.options");
    private static final JsonNode COMPOSE = Repository.documents(Path.of("docker/compose.yaml"))
            .get(0)
            .path("services")
            .path("flsys");

    @Test
    void the_images_have_the_versions_of_the_pom() {
        String version = Repository.version();
        String torch = Repository.one("<pytorch.version>([^<]+)<", Repository.text("pom.xml"));

        assertThat(Repository.targets())
                .isEqualTo(Map.of(
                        "flsys:" + version, "jvm",
                        "flsys-flower:" + version, "flower",
                        "flsys-native:" + version, "native"));
        assertThat(Repository.all("ARG VERSION=(\\S+)", DOCKERFILE)).containsExactly(version);
        assertThat(Repository.all("PYTORCH_VERSION=(\\S+)", DOCKERFILE)).containsExactly(torch);
        assertThat(Repository.targets().values())
                .allSatisfy(target -> assertThat(DOCKERFILE).containsPattern("FROM \\w+ AS " + target + "\\n"));
    }

    @Test
    void the_images_use_the_port_and_the_settings_of_the_service() {
        Set<String> assigned = Repository.all("\\s([A-Z_]+)=", DOCKERFILE);
        assigned.removeIf(key -> !key.matches("(FLOWER|MODEL|SIMULATION|INFERENCE|IMG|SOCKETIO)_\\w+"));

        assertThat(Repository.all("EXPOSE (\\d+)", DOCKERFILE)).containsExactly("" + Repository.httpPort());
        assertThat(assigned).isNotEmpty().isSubsetOf(Repository.settings());
        assertThat(DOCKERFILE).doesNotContainPattern("(SECRET|TOKEN|PASSWORD)\\w*=");
    }

    @Test
    void the_images_run_as_a_numeric_user_under_tini() {
        assertThat(Repository.all("(?m)^USER (\\d+:\\d+)$", DOCKERFILE)).containsExactly("10001:10001");
        assertThat(DOCKERFILE.split("\nUSER 10001:10001\n", -1)).hasSize(4);
        assertThat(DOCKERFILE.lines().filter(line -> line.startsWith("ENTRYPOINT")))
                .hasSize(2)
                .allSatisfy(entry -> assertThat(entry)
                        .startsWith("ENTRYPOINT [\"/usr/bin/tini\", \"-e\", \"143\", \"--\"")
                        .containsPattern("\"@/opt/flsys/java.options\"|\"-XX:MaxRAMPercentage="));
        assertThat(OPTIONS.lines()).contains("-XX:+ExitOnOutOfMemoryError", "-XX:MaxRAMPercentage=40");
    }

    @Test
    void the_start_cache_is_made_with_the_options_that_use_it() {
        assertThat(DOCKERFILE)
                .contains("quarkus-run.jar /tmp/start/project /tmp/start/settings @/opt/flsys/java.options\n")
                .contains("\"/usr/bin/java\", \"@/opt/flsys/java.options\"", "-Dquarkus.package.jar.type=aot-jar");
    }

    @Test
    void the_files_that_the_images_copy_exist() {
        Set<String> sources = new TreeSet<>(Repository.all("type=bind,source=([^,]+),", DOCKERFILE));
        DOCKERFILE
                .lines()
                .filter(line -> line.startsWith("COPY ") && !line.contains("--from="))
                .map(line -> line.replaceAll("^COPY +(--\\S+ +)*| +\\S+$", ""))
                .forEach(files -> sources.addAll(List.of(files.split(" +"))));

        assertThat(sources)
                .contains("src/main", "docker/healthcheck", "docker/start-cache", ".env.example")
                .allSatisfy(source -> assertThat(Path.of(source)).exists());
    }

    @Test
    void the_build_context_has_no_secrets_and_no_runs() {
        assertThat(Repository.text(".dockerignore").lines())
                .contains(".git", "**/.env", "**/.venv", "target/*", "src/test", "**/.flsys/simulations");
    }

    @Test
    void compose_builds_and_confines_the_image_with_flower() {
        assertThat(Repository.targets())
                .containsEntry(
                        COMPOSE.path("image").asText(),
                        COMPOSE.path("build").path("target").asText());
        assertThat(COMPOSE.path("read_only").asBoolean()).isTrue();
        assertThat(COMPOSE.path("cap_drop").get(0).asText()).isEqualTo("ALL");
        assertThat(withDefaults(COMPOSE.path("user"))).matches("[1-9]\\d*:[1-9]\\d*");
        assertThat(texts(COMPOSE.path("security_opt"))).contains("no-new-privileges:true");
        assertThat(texts(COMPOSE.path("tmpfs")))
                .anyMatch(folder -> folder.startsWith("/tmp:exec,"))
                .anyMatch(folder -> folder.startsWith("/var/cache/djl:exec,"));
        assertThat(gigabytes(COMPOSE.path("shm_size")))
                .isGreaterThanOrEqualTo(Repository.OBJECT_STORE * gigabytes(COMPOSE.path("mem_limit")));
    }

    @Test
    void compose_publishes_the_port_to_this_machine_only() {
        assertThat(texts(COMPOSE.path("ports")))
                .allMatch(port -> port.matches("127.0.0.1:\\d+:" + Repository.httpPort()));
        assertThat(List.of(withDefaults(COMPOSE.path("environment").path("ALLOWED_HOSTS"))
                        .split(",")))
                .contains("flsys");
        assertThat(DOCKERFILE)
                .contains(
                        "HEALTHCHECK",
                        "CMD [\""
                                + COMPOSE.path("healthcheck")
                                        .path("test")
                                        .get(1)
                                        .asText() + "\"]");
    }

    @Test
    void compose_sets_the_required_settings_for_the_sample() {
        JsonNode environment = COMPOSE.path("environment");
        Set<String> set = new TreeSet<>(Set.of("FLOWER_PROJECT_DIR"));
        environment.fieldNames().forEachRemaining(set::add);
        Path project = Path.of("docker")
                .resolve(COMPOSE.path("volumes").get(0).asText().split(":")[0]);

        assertThat(set).containsAll(Repository.requiredSettings()).isSubsetOf(Repository.settings());
        assertThat(COMPOSE.path("volumes").get(0).asText()).endsWith(":/project");
        assertThat(Stream.of("FLOWER_START_SCRIPT", "MODEL_WEIGHTS_SUBDIR", "HISTORY_SUBDIR"))
                .allSatisfy(
                        key -> assertThat(project.resolve(environment.path(key).asText()))
                                .exists());
        assertThat(Repository.duration(COMPOSE.path("stop_grace_period").asText()))
                .isGreaterThan(Repository.drain(environment::has));
    }

    @ParameterizedTest
    @CsvSource({"200,0", "503,1", "404,1"})
    void the_health_check_reports_the_readiness_of_the_service(int status, int exit) throws Exception {
        HttpServer server = HttpServer.create(new InetSocketAddress(InetAddress.getLoopbackAddress(), 0), 0);
        server.createContext("/q/health/ready", exchange -> {
            exchange.sendResponseHeaders(status, -1);
            exchange.close();
        });
        server.start();
        try {
            assertThat(healthcheck(server.getAddress().getPort())).isEqualTo(exit);
        } finally {
            server.stop(0);
        }
    }

    @Test
    void the_health_check_fails_without_an_answer_and_without_a_listener() throws Exception {
        try (ServerSocket silent = new ServerSocket(0, 1, InetAddress.getLoopbackAddress())) {
            assertThat(healthcheck(silent.getLocalPort())).isEqualTo(1);
            silent.close();
            assertThat(healthcheck(silent.getLocalPort())).isEqualTo(1);
        }
    }

    private static int healthcheck(int port) throws Exception {
        Path script = Path.of("docker/healthcheck").toAbsolutePath();
        assertThat(Files.isExecutable(script)).isTrue();
        ProcessBuilder builder = new ProcessBuilder(script.toString())
                .redirectErrorStream(true)
                .redirectOutput(ProcessBuilder.Redirect.DISCARD);
        builder.environment().put("QUARKUS_HTTP_PORT", String.valueOf(port));
        return builder.start().waitFor();
    }

    private static List<String> texts(JsonNode list) {
        assertThat(list).isNotEmpty();
        return Stream.iterate(0, i -> i < list.size(), i -> i + 1)
                .map(i -> list.get(i).asText())
                .toList();
    }

    /** {@code ${NAME:-value}} becomes {@code value}, as if no variable was set. */
    private static String withDefaults(JsonNode written) {
        return written.asText().replaceAll("\\$\\{\\w+:-([^}]*)}", "$1");
    }

    private static double gigabytes(JsonNode written) {
        return Double.parseDouble(written.asText().replaceFirst("gb?$", ""));
    }
}
