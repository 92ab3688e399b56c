package dev.flsys.packaging;

import dev.flsys.packaging.Dockerfile.Instruction;
import dev.flsys.packaging.Dockerfile.Stage;
import dev.flsys.startcache.StartCache;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.regex.Pattern;
import java.util.stream.Stream;

/** What a Dockerfile of this repository has to be like; hadolint has the same rules as far as they are general. */
final class DockerfileRules {

    private static final String NUMERIC_USER = "[1-9]\\d*(:[1-9]\\d*)?";
    /** A date, or three numbers: nothing that is moved from release to release. */
    private static final Pattern FULL_VERSION = Pattern.compile("\\d{8}|\\d+\\.\\d+\\.\\d+");

    private static final Pattern MOUNT = Pattern.compile("--mount=type=bind,source=([^,\\s]+),target=\\S+");

    private static final Set<String> LABELS = Set.of("title", "description", "version", "licenses");
    private static final Map<String, String> ENVIRONMENT = Map.of(
            "LANG", "C.UTF-8",
            "HOME", "/tmp",
            "MALLOC_ARENA_MAX", "2",
            "DJL_OFFLINE", "true",
            "PYTORCH_FLAVOR", "cpu",
            "PYTORCH_VERSION", Repository.pytorchVersion());

    private final Dockerfile file;
    private final DockerIgnore ignore;
    private final List<String> faults = new ArrayList<>();

    private DockerfileRules(Dockerfile file, DockerIgnore ignore) {
        this.file = file;
        this.ignore = ignore;
    }

    /** What is wrong, a line each; empty if nothing is. */
    static List<String> faults(String text, DockerIgnore ignore) {
        DockerfileRules rules = new DockerfileRules(Dockerfile.parse(text), ignore);
        rules.bases();
        rules.file.stages().forEach(rules::stage);
        rules.copies();
        rules.image(rules.file.last());
        return rules.faults;
    }

    private void bases() {
        Set<String> before = new HashSet<>();
        for (Stage stage : file.stages()) {
            String tag = stage.base().replaceFirst("^[^:]*(:|$)", "");
            check(
                    before.contains(stage.base()) || (FULL_VERSION.matcher(tag).find() && !tag.contains("latest")),
                    "not pinned: " + stage.base());
            before.add(stage.name());
        }
    }

    private void stage(Stage stage) {
        check(stage.all("ADD").isEmpty(), "ADD");
        for (Instruction run : stage.all("RUN")) {
            String command = run.arguments();
            check(!command.contains("sudo "), "sudo");
            check(
                    !Pattern.compile("\\b(apt|apt-get (dist-)?upgrade)\\s")
                            .matcher(command.replace("apt-get install", "").replace("apt-get update", ""))
                            .find(),
                    "apt, or an upgrade: " + command);
            check(
                    !command.contains(" openjdk-") || command.contains("mkdir --parents /usr/share/man/man1 "),
                    "no folder for the pages of the JDK");
            if (command.contains("apt-get install")) {
                check(command.contains("--no-install-recommends"), "recommended packages are installed");
                check(command.contains("--yes"), "apt-get would ask");
                check(command.startsWith("apt-get update "), "the lists are of another layer");
                check(command.contains("rm -rf /var/lib/apt/lists/*"), "the lists stay");
            }
        }
        for (String name : List.of("ENV", "ARG")) {
            stage.assignments(name)
                    .keySet()
                    .forEach(key -> check(!Repository.isSecret(key), "a secret in " + name + " " + key));
        }
        stage.all("WORKDIR").forEach(each -> check(each.arguments().startsWith("/"), "WORKDIR is relative"));
    }

    private void copies() {
        Set<String> before = new HashSet<>();
        for (Stage stage : file.stages()) {
            for (Instruction copy : stage.all("COPY")) {
                List<String> words = List.of(copy.arguments().split("\\s+"));
                List<String> paths =
                        words.stream().filter(each -> !each.startsWith("--")).toList();
                String from = words.stream()
                        .filter(each -> each.startsWith("--from="))
                        .findFirst()
                        .orElse("");
                if (!from.isEmpty()) {
                    check(before.contains(from.substring("--from=".length())), "no stage before it: " + from);
                    continue;
                }
                for (String path : paths.subList(0, paths.size() - 1)) {
                    check(Files.exists(Repository.ROOT.resolve(path)), "COPY of what is not there: " + path);
                    check(!ignore.excludes(path), ".dockerignore leaves out " + path);
                }
            }
            before.add(stage.name());
        }
    }

    private void image(Stage image) {
        List<Instruction> users = image.all("USER");
        check(
                !users.isEmpty() && users.get(users.size() - 1).arguments().matches(NUMERIC_USER),
                "USER is not a number above 0");
        check(
                image.assignments("ARG").getOrDefault("VERSION", "").equals(Repository.version()),
                "VERSION is not the pom's");
        Map<String, String> labels = image.assignments("LABEL");
        LABELS.forEach(each -> check(labels.containsKey("org.opencontainers.image." + each), "no label " + each));
        check(
                image.base().equals(labels.get("org.opencontainers.image.base.name")),
                "the label base.name is not the base");
        Map<String, String> environment = image.assignments("ENV");
        ENVIRONMENT.forEach((key, value) -> check(value.equals(environment.get(key)), key + " is not " + value));
        Set<String> known = Repository.settings();
        environment.keySet().stream()
                .filter(key -> key.matches("(FLOWER|MODEL|SIMULATION|INFERENCE|IMG|SOCKETIO)_\\w+"))
                .forEach(key -> check(known.contains(key), "no setting: " + key));
        check(
                image.all("EXPOSE").stream()
                                .allMatch(each -> each.arguments().equals(String.valueOf(Repository.httpPort())))
                        && !image.all("EXPOSE").isEmpty(),
                "EXPOSE is not the port of the service");
        String installed = image.all("RUN").toString();
        for (String library : List.of("libgomp1", "libstdc++6")) {
            check(installed.contains(" " + library + " "), library + " is not installed");
        }
        for (String key : List.of("DJL_CACHE_DIR", "FLOWER_PROJECT_DIR")) {
            check(installed.contains(" " + environment.get(key)), key + " is not made");
        }
        check(
                copiedTo(image).anyMatch(each -> each.equals(environment.get("PYTORCH_LIBRARY_PATH"))),
                "no libtorch in PYTORCH_LIBRARY_PATH");
        starts(image, installed);
    }

    private void starts(Stage image, String installed) {
        List<String> check = image.lastWords("HEALTHCHECK");
        check(!check.isEmpty(), "no HEALTHCHECK in exec form");
        check(
                !check.isEmpty() && copiedTo(image).anyMatch(each -> each.equals(check.get(0))),
                "HEALTHCHECK runs what is not in the image");
        List<String> start = image.lastWords("ENTRYPOINT");
        check(!start.isEmpty(), "ENTRYPOINT is not in exec form");
        check(
                !start.isEmpty()
                        && start.get(0).equals("/usr/bin/tini")
                        && start.contains("--")
                        && installed.contains(" tini "),
                "ENTRYPOINT does not go through tini");
        check(start.stream().anyMatch(each -> each.startsWith("-XX:MaxRAMPercentage=")), "no MaxRAMPercentage");
        check(start.contains("-XX:+ExitOnOutOfMemoryError"), "the process survives a full heap");
        check(
                !start.contains("/usr/bin/java")
                        || (start.contains("-XX:+UseSerialGC") && installed.contains(" openjdk-17-jre-headless ")),
                "no JVM with SerialGC");
        if (start.contains("/usr/bin/java")) {
            startCache(image, start);
        }
    }

    /** Made by the JVM, the jars and the collector that ENTRYPOINT starts with, as it fits no others. */
    private void startCache(Stage image, List<String> start) {
        String jar = start.get(start.size() - 1);
        List<Instruction> all = image.instructions();
        Optional<Instruction> making = image.all("RUN").stream()
                .filter(each -> each.arguments().contains(" " + StartCache.class.getName() + " "))
                .findFirst();
        check(
                making.filter(each -> each.arguments().contains(" /usr/bin/java -cp " + jar + " "))
                        .isPresent(),
                "no start cache of the application");
        check(
                start.contains("-XX:SharedArchiveFile=" + Path.of(jar).resolveSibling("app-cds.jsa")),
                "ENTRYPOINT does not use the start cache");
        making.ifPresent(run -> {
            check(run.arguments().endsWith(" -XX:+UseSerialGC"), "the start cache is made with another collector");
            check(
                    all.subList(all.indexOf(run), all.size()).stream()
                            .noneMatch(each -> each.name().equals("COPY")),
                    "COPY after the start cache is made");
            check(
                    all.subList(0, all.indexOf(run)).stream()
                            .noneMatch(each -> each.name().equals("USER")),
                    "the start cache is made by a user who may not write it");
            mounts(run);
        });
        check(
                file.stages().get(0).all("RUN").stream()
                        .anyMatch(each -> each.arguments().contains(" -Dquarkus.package.jar.type=aot-jar")),
                "no aot-jar, of which a start cache holds little else");
    }

    private void mounts(Instruction run) {
        List<String> sources = MOUNT.matcher(run.arguments())
                .results()
                .map(mount -> mount.group(1))
                .toList();
        check(sources.size() == 2, "the start cache needs a project and its settings");
        for (String source : sources) {
            check(Files.exists(Repository.ROOT.resolve(source)), "a mount of what is not there: " + source);
            check(!ignore.excludes(source), ".dockerignore leaves out " + source);
        }
    }

    private static Stream<String> copiedTo(Stage image) {
        return image.all("COPY").stream().map(each -> {
            List<String> words = Arrays.asList(each.arguments().split("\\s+"));
            return words.get(words.size() - 1);
        });
    }

    private void check(boolean holds, String fault) {
        if (!holds) {
            faults.add(fault);
        }
    }
}
