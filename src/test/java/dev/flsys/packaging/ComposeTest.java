package dev.flsys.packaging;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import com.fasterxml.jackson.core.JsonProcessingException;
import dev.flsys.packaging.ComposeFile.Service;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeSet;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class ComposeTest {

    /** {@code ray._private.ray_constants.DEFAULT_OBJECT_STORE_MEMORY_PROPORTION}. */
    static final double OBJECT_STORE = 0.3;

    private static final Path FOLDER = Path.of("docker");
    private static final String TEXT = Repository.text("docker/compose.yaml");

    @Test
    void compose_yaml_keeps_the_rules() throws Exception {
        assertThat(faults(TEXT)).isEmpty();
    }

    @ParameterizedTest
    @CsvSource(delimiter = '|', quoteCharacter = '~', textBlock = """
            read_only: true          | read_only: false         | root file system can be written
            :-1000:1000}             | :-0:0}                   | user is not
            :-1000:1000}             | :-flsys}                 | user is not
            cap_drop: [ALL]          | cap_drop: []             | capabilities
            no-new-privileges:true   | no-new-privileges:false  | new privileges
            /tmp:exec                | /tmp:noexec              | /tmp is not a tmpfs
            /var/cache/djl:exec      | /var/cache:exec          | /var/cache/djl is not a tmpfs
            flower-project-sample:/  | flower-project:/         | no such folder
            sample:/project          | sample:/projects         | not FLOWER_PROJECT_DIR
            127.0.0.1:8080:8080      | 8080:8080                | reached from elsewhere
            127.0.0.1:8080:8080      | 127.0.0.1:8080:80        | not the port
            IMG_SIZE:                | IMAGE_SIZE:              | no setting: IMAGE_SIZE
            IMG_SIZE:                | IMG_STD:                 | not set: IMG_SIZE
            ALLOWED_HOSTS:-flsys     | ALLOWED_HOSTS:-web       | lacks the name of the service
            saved_models             | models                   | not in the project
            flsys-healthcheck        | curl                     | health check
            shm_size: 2gb            | shm_size: 1gb            | object store
            stop_grace_period: 40s   | stop_grace_period: 10s   | stop_grace_period
            docker/Dockerfile.flower | docker/Dockerfile.jvm    | is not built by
            flower:0.1.0-SNAPSHOT    | flower:latest            | is not built by
            """)
    void a_rule_finds_what_breaks_it(String what, String broken, String fault) throws Exception {
        assertThat(TEXT).contains(what);
        assertThat(faults(TEXT.replace(what, broken)))
                .anySatisfy(found -> assertThat(found).contains(fault));
    }

    @ParameterizedTest
    @CsvSource(delimiter = '|', textBlock = """
            read_only: true | readonly: true
            read_only: true | read_only: "true"
            restart: unless-stopped | user: root
            context: .. | contexts: ..
            """)
    void what_the_specification_does_not_have_is_refused(String what, String broken) {
        assertThatThrownBy(() -> ComposeFile.parse(TEXT.replace(what, broken)))
                .isInstanceOf(JsonProcessingException.class);
    }

    private static List<String> faults(String text) throws Exception {
        List<String> faults = new ArrayList<>();
        for (Service service : ComposeFile.parse(text).services().values()) {
            Path dockerfile = FOLDER.resolve(service.build().context())
                    .resolve(service.build().dockerfile())
                    .toAbsolutePath()
                    .normalize();
            check(
                    faults,
                    dockerfile.equals(Repository.images().get(service.image())),
                    service.image() + " is not built by " + dockerfile);
            Dockerfile.Stage image =
                    Dockerfile.parse(Files.readString(dockerfile)).last();
            Map<String, String> environment = image.assignments("ENV");
            confined(service, environment.get("DJL_CACHE_DIR"), faults);
            reached(service, image, faults);
            configured(service, environment, faults);
        }
        return faults;
    }

    private static void confined(Service service, String cache, List<String> faults) {
        check(faults, service.readOnly(), "the root file system can be written");
        check(
                faults,
                ComposeFile.withDefaults(service.user()).matches("[1-9]\\d*:[1-9]\\d*"),
                "user is not a number above 0");
        check(faults, service.capDrop().contains("ALL"), "capabilities are kept");
        check(faults, service.securityOpt().contains("no-new-privileges:true"), "new privileges can be had");
        check(
                faults,
                gigabytes(service.shmSize()) >= OBJECT_STORE * gigabytes(service.memLimit()),
                "shm_size is less than Ray's object store");
        for (String folder : List.of("/tmp", cache)) {
            check(
                    faults,
                    service.tmpfs().stream().anyMatch(each -> each.startsWith(folder + ":exec,")),
                    folder + " is not a tmpfs to load libraries from");
        }
    }

    private static void reached(Service service, Dockerfile.Stage image, List<String> faults) {
        for (String port : service.ports()) {
            check(faults, port.startsWith("127.0.0.1:"), "reached from elsewhere: " + port);
            check(faults, port.endsWith(":" + Repository.httpPort()), "not the port of the service: " + port);
        }
        List<String> test = service.healthcheck().test();
        check(
                faults,
                test.get(0).equals("CMD") && test.subList(1, test.size()).equals(image.lastWords("HEALTHCHECK")),
                "another health check than the image's");
        check(
                faults,
                Repository.duration(service.stopGracePeriod()).compareTo(Repository.drain(service.environment())) > 0,
                "stop_grace_period is shorter than stopping takes");
    }

    private static void configured(Service service, Map<String, String> environment, List<String> faults) {
        String[] volume = service.volumes().get(0).split(":", -1);
        Path project = FOLDER.resolve(volume[0]).normalize();
        check(faults, Files.isDirectory(project), "no such folder: " + project);
        check(
                faults,
                volume[1].equals(environment.get("FLOWER_PROJECT_DIR")),
                volume[1] + " is not FLOWER_PROJECT_DIR");
        Set<String> known = Repository.settings();
        service.environment().keySet().forEach(key -> check(faults, known.contains(key), "no setting: " + key));
        Set<String> missing = new TreeSet<>(Repository.requiredSettings());
        missing.removeAll(environment.keySet());
        missing.removeAll(service.environment().keySet());
        missing.forEach(key -> faults.add("not set: " + key));
        String hosts = ComposeFile.withDefaults(service.environment().getOrDefault("ALLOWED_HOSTS", ""));
        check(faults, List.of(hosts.split(",")).contains("flsys"), "ALLOWED_HOSTS lacks the name of the service");
        for (String key : List.of("FLOWER_START_SCRIPT", "MODEL_WEIGHTS_SUBDIR", "HISTORY_SUBDIR")) {
            String path = service.environment().get(key);
            check(faults, path != null && Files.exists(project.resolve(path)), "not in the project: " + path);
        }
    }

    private static double gigabytes(String written) {
        return Double.parseDouble(written.replaceFirst("gb?$", ""));
    }

    private static void check(List<String> faults, boolean holds, String fault) {
        if (!holds) {
            faults.add(fault);
        }
    }
}
