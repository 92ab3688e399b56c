package dev.flsys.packaging;

import static org.assertj.core.api.Assertions.assertThat;

import com.sun.net.httpserver.HttpServer;
import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.ServerSocket;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Map;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.MethodSource;

class DockerfilesTest {

    private static final DockerIgnore IGNORE = DockerIgnore.parse(Repository.text(".dockerignore"));

    static Stream<Path> dockerfiles() {
        return Repository.images().values().stream();
    }

    @Test
    void the_images_are_of_the_version_of_the_pom() {
        String tag = ":" + Repository.version();
        assertThat(Repository.images().keySet())
                .containsExactly("flsys-flower" + tag, "flsys-native" + tag, "flsys" + tag);
    }

    @ParameterizedTest
    @MethodSource("dockerfiles")
    void a_dockerfile_keeps_the_rules(Path file) throws IOException {
        assertThat(DockerfileRules.faults(Files.readString(file), IGNORE)).isEmpty();
    }

    @ParameterizedTest
    @CsvSource(delimiter = '|', quoteCharacter = '~', textBlock = """
            bookworm-20260824-slim AS build     | bookworm-slim AS build        | not pinned
            bookworm-20260824-slim AS build     | latest AS build               | not pinned
            debian:bookworm-20260824-slim AS    | debian AS                     | not pinned
            COPY .mvn .mvn                      | ADD .mvn .mvn                 | ADD
            COPY .mvn .mvn                      | COPY .mvn2 .mvn               | COPY of what is not there
            COPY .mvn .mvn                      | COPY src/test .mvn            | .dockerignore leaves out
            --from=build                        | --from=builder                | no stage before it
            --no-install-recommends             | --quiet                       | recommended packages
            install --yes                       | install                       | apt-get would ask
            && rm -rf /var/lib/apt/lists/*      | && true                       | the lists stay
            RUN apt-get update                  | RUN true                      | the lists are of another layer
            RUN apt-get update                  | RUN apt-get upgrade && true   | an upgrade
            USER 10001:10001                    | USER flsys                    | USER is not a number
            USER 10001:10001                    | USER 0                        | USER is not a number
            USER 10001:10001                    | ENV A=b                       | USER is not a number
            HEALTHCHECK                         | CMD                           | no HEALTHCHECK
            bin/flsys-healthcheck"              | bin/curl"                     | HEALTHCHECK runs what is not
            ENTRYPOINT ["/usr/bin/tini", "-e"   | ENTRYPOINT java ["            | ENTRYPOINT is not in exec form
            "/usr/bin/tini", "-e", "143", "--", | "/usr/bin/env",               | through tini
            headless tini                       | headless                      | through tini
            "-XX:+UseSerialGC",                 | ~~                            | SerialGC
            -XX:MaxRAMPercentage=40             | -XX:+UseStringDeduplication   | MaxRAMPercentage
            -XX:+ExitOnOutOfMemoryError         | -XX:+UseStringDeduplication   | survives a full heap
            LANG=C.UTF-8                        | LANG=C                        | LANG is not
            MALLOC_ARENA_MAX=2                  | API_TOKEN=change-me           | a secret in ENV
            PYTORCH_VERSION=2.7.1               | PYTORCH_VERSION=2.7.0         | PYTORCH_VERSION is not
            FLOWER_PROJECT_DIR=/project         | FLOWER_PROJEKT_DIR=/project   | no setting
            mkdir --mode=1777 /var/cache/djl    | true                          | DJL_CACHE_DIR is not made
            libgomp1 libstdc++6                 | libstdc++6                    | libgomp1 is not installed
            /opt/libtorch /opt/libtorch         | /opt/libtorch /opt/torch      | no libtorch
            mkdir --parents /usr/share/man/man1 | true                          | no folder for the pages
            EXPOSE 8080                         | EXPOSE 80                     | EXPOSE
            VERSION=0.1.0-SNAPSHOT              | VERSION=0.0.1                 | VERSION is not
            image.title=                        | image.name=                   | no label title
            java -cp /opt/flsys/quarkus-run.jar | java -cp /opt/quarkus-run.jar | no start cache
            dev.flsys.startcache.StartCache     | dev.flsys.startcache.Cache    | no start cache
            SharedArchiveFile=/opt/flsys/app-   | SharedArchiveFile=/opt/app-   | does not use the start cache
            /settings -XX:+UseSerialGC          | /settings                     | another collector
            EXPOSE 8080                         | COPY docker/healthcheck /     | COPY after the start cache
            LABEL                               | USER 1                        | may not write it
            -Dquarkus.package.jar.type=aot-jar  | -q                            | no aot-jar
            source=.env.example                 | source=.env                   | a mount of what is not there
            ,source=.env.example                | ,readonly                     | needs a project and its settings
            WORKDIR /build                      | WORKDIR build                 | WORKDIR is relative
            """)
    void a_rule_finds_what_breaks_it(String what, String broken, String fault) throws IOException {
        String whole = Files.readString(Path.of("docker/Dockerfile.jvm"));
        assertThat(whole).contains(what);
        assertThat(DockerfileRules.faults(whole.replace(what, broken), IGNORE))
                .anySatisfy(found -> assertThat(found).contains(fault));
    }

    @Test
    void the_image_with_flower_is_built_of_the_same_first_stage() {
        String jvm = Repository.text("docker/Dockerfile.jvm");
        String flower = Repository.text("docker/Dockerfile.flower");
        assertThat(Dockerfile.parse(flower).stages().get(0))
                .isEqualTo(Dockerfile.parse(jvm).stages().get(0));
        assertThat(Dockerfile.parse(flower).last().lastWords("ENTRYPOINT"))
                .isEqualTo(Dockerfile.parse(jvm).last().lastWords("ENTRYPOINT"));
    }

    @ParameterizedTest
    @CsvSource({
        ".git/HEAD,true",
        ".env,true",
        "flower-project-sample/.venv/bin/python,true",
        "target/classes/a.class,true",
        "flower-project-sample/.flsys/simulations/1/log.ndjson,true",
        "src/test/java/A.java,true",
        "target/quarkus-app/quarkus-run.jar,false",
        "target/flsys-0.1.0-runner,false",
        "src/main/java/A.java,false",
        ".mvn/wrapper/maven-wrapper.properties,false",
        ".env.example,false",
        "docker/healthcheck,false",
        "flower-project-sample/.flsys/cache/1/model.onnx,false"
    })
    void the_context_is_sources_without_what_was_made_of_them(String path, boolean excluded) {
        assertThat(IGNORE.excludes(path)).isEqualTo(excluded);
    }

    @ParameterizedTest
    @CsvSource({"200,0", "503,1", "404,1"})
    void the_health_check_is_what_the_service_says(int status, int exit) throws Exception {
        HttpServer server = HttpServer.create(new InetSocketAddress(InetAddress.getLoopbackAddress(), 0), 0);
        server.createContext(Repository.healthPath() + "/ready", exchange -> {
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
    void the_health_check_fails_where_nobody_answers_and_where_nobody_listens() throws Exception {
        try (ServerSocket silent = new ServerSocket(0, 1, InetAddress.getLoopbackAddress())) {
            assertThat(healthcheck(silent.getLocalPort())).isEqualTo(1);
            silent.close();
            assertThat(healthcheck(silent.getLocalPort())).isEqualTo(1);
        }
    }

    private static int healthcheck(int port) throws IOException, InterruptedException {
        Path script = Path.of("docker/healthcheck");
        assertThat(script).isExecutable();
        ProcessBuilder builder = new ProcessBuilder(script.toAbsolutePath().toString())
                .redirectErrorStream(true)
                .redirectOutput(ProcessBuilder.Redirect.DISCARD);
        builder.environment().putAll(Map.of("QUARKUS_HTTP_PORT", String.valueOf(port)));
        return builder.start().waitFor();
    }
}
