package dev.flsys.faults;

import static io.restassured.RestAssured.get;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assumptions.assumeThat;
import static org.hamcrest.Matchers.hasItems;

import com.fasterxml.jackson.databind.JsonNode;
import dev.flsys.model.export.TorchProject;
import dev.flsys.testsupport.Load;
import dev.flsys.testsupport.PackagedService;
import dev.flsys.testsupport.ProjectFiles;
import dev.flsys.testsupport.RawConnection;
import dev.flsys.testsupport.ServiceJson;
import dev.flsys.testsupport.SmallProject;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import java.util.concurrent.TimeUnit;
import java.util.regex.Pattern;
import java.util.stream.Stream;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/**
 * Weights files that try to run code, or to take time or memory, when they are read. {@code make_hostile.py} writes
 * them. A file that runs anything creates a file in the folder {@code canaries}.
 */
class HostileWeightsFaultsIT {

    private static final Path SCRIPTS = Path.of("src/test/resources/weights").toAbsolutePath();
    private static final Path MODULES =
            Path.of("src/main/resources/dev/flsys/model/export").toAbsolutePath();
    private static final Path ARCHIVES = Path.of("src/test/resources/torchscript/hostile");

    /** Weights of another network. */
    private static final String CONTROL = "control.pth";

    private static final long MAX_BYTES = 512L << 20;
    private static final double MAX_SECONDS = 5;

    /** Kinds in the other container or the other protocol of a kind that stays. */
    private static final Pattern REPEATED = Pattern.compile(
            "reduce_(plain|legacy)_.*|reduce_[0135]\\..*|global_(0[2-9]|1[0-9]).*|size_.*_(62.*|.*plain.*)");

    /** Kinds that take seconds of processor time. */
    private static final Pattern SLOW =
            Pattern.compile("(laughs_key|laughs_set|equal_hashes|safetensors_all_the_same|deep_(lists|tuples)).*");

    /** Some of the kinds for the packaged service: a call, an endless hash, two of too much memory. */
    private static final Pattern FEW =
            Pattern.compile("(build_setstate_1|laughs_key|memo_huge_index|safetensors_header_of_many_keys)\\.pth");

    @TempDir
    @SuppressWarnings("NullAway.Init") // set by JUnit
    static Path folder;

    @SuppressWarnings("NullAway.Init") // set before all tests
    private static Path python;

    @SuppressWarnings("NullAway.Init") // set before all tests
    private static Path weights;

    @SuppressWarnings("NullAway.Init") // set before all tests
    private static Path canaries;

    @BeforeAll
    static void makeFiles() throws Exception {
        Optional<Path> found = TorchProject.pythonWithTorch();
        assumeThat(found).as("a Python with torch").isPresent();
        python = found.get();
        weights = SmallProject.copyTo(Files.createDirectories(folder.resolve("project")))
                .resolve("weights");
        canaries = Files.createDirectories(folder.resolve("canaries"));
        python("-W", "ignore", SCRIPTS.resolve("make_hostile.py").toString(), weights.toString(), canaries.toString());
    }

    private static String python(String... arguments) throws IOException, InterruptedException {
        Path output = Files.createTempFile(folder, "output", ".txt");
        Process process = new ProcessBuilder(Stream.concat(Stream.of(python.toString()), Stream.of(arguments))
                        .toList())
                .directory(folder.toFile())
                .redirectOutput(output.toFile())
                .redirectError(ProcessBuilder.Redirect.DISCARD)
                .start();
        assertThat(process.waitFor(30, TimeUnit.MINUTES)).isTrue();
        assertThat(process.exitValue()).isZero();
        return Files.readString(output, StandardCharsets.UTF_8);
    }

    private static List<String> files(Pattern leftOut) throws IOException {
        try (Stream<Path> all = Files.list(weights)) {
            return all.map(path -> path.getFileName().toString())
                    .filter(name -> name.endsWith(".pth")
                            && !name.equals(CONTROL)
                            && !leftOut.matcher(name).matches())
                    .sorted()
                    .toList();
        }
    }

    @Test
    void each_file_is_refused_in_bounded_time_and_memory_and_runs_nothing() throws Exception {
        List<String> arguments = new ArrayList<>(
                List.of(SCRIPTS.resolve("read_all.py").toString(), MODULES.toString(), weights.toString()));
        arguments.addAll(
                FaultScale.isFull()
                        ? files(Pattern.compile(""))
                        : files(Pattern.compile(REPEATED.pattern() + "|" + SLOW.pattern())));
        Path good = folder.resolve("good.pth");
        Files.copy(Path.of("src/test/resources/models/state_dict.pth"), good);
        arguments.add(good.toString());
        double maxSeconds = 0;
        long maxBytes = 0;
        int refused = 0;
        for (String line : python(arguments.toArray(String[]::new)).lines().toList()) {
            JsonNode row = ServiceJson.MAPPER.readTree(line);
            String name = row.path("name").asText();
            boolean ended = row.path("signal").asInt() != 0;
            if (name.equals(good.toString())) {
                assertThat(row.has("error") || ended).as(line).isFalse();
                continue;
            }
            if (!name.startsWith("zip_of_arrays_bomb")) { // numbers that are too many for any network here
                assertThat(row.has("error") || ended).as(line).isTrue();
            }
            refused++;
            maxSeconds = Math.max(maxSeconds, row.path("seconds").asDouble());
            maxBytes = Math.max(maxBytes, row.path("bytes").asLong());
            assertThat(row.path("seconds").asDouble()).as(line).isLessThan(MAX_SECONDS);
            assertThat(row.path("bytes").asLong()).as(line).isLessThan(MAX_BYTES);
        }
        assertThat(canaries).isEmptyDirectory();
        assertThat(refused).isGreaterThan(FaultScale.of(70, 140));
        FaultReport.row(
                3,
                "hostile weights, reader",
                "0 executed, each refused within 5 s of processor time and 512 MiB",
                String.format(
                        Locale.ROOT,
                        "%d files, 0 executed, at most %.1f s and %d MiB",
                        refused,
                        maxSeconds,
                        maxBytes >> 20));
        // the canaries are alive
        python("-c", "import pickle, sys; pickle.load(open(sys.argv[1], 'rb'))", file("reduce_plain_2.pth"));
        assertThat(canaries.resolve("reduce_plain_2")).exists();
        Files.delete(canaries.resolve("reduce_plain_2"));
    }

    private static String file(String name) {
        return weights.resolve(name).toString();
    }

    @Test
    void the_service_refuses_each_file_with_a_reason_and_serves_others() throws Exception {
        List<String> names = FaultScale.isFull()
                ? files(REPEATED)
                : files(Pattern.compile("")).stream()
                        .filter(name -> FEW.matcher(name).matches())
                        .toList();
        ProjectFiles.copy(ARCHIVES, weights);
        Files.copy(Path.of("src/test/resources/models/state_dict.pth"), weights.resolve(CONTROL));
        Path directory = SmallProject.writeSettings(folder.resolve("service"), weights.getParent());
        double max = 0;
        long maxBytes = 0;
        double usual;
        String unaffected;
        try (PackagedService service = PackagedService.start(directory);
                ChildMemory memory = ChildMemory.of(service.pid());
                UnaffectedClients others = UnaffectedClients.on(service.port(), Load.REQUEST)) {
            int port = service.port();
            get("http://127.0.0.1:" + port + "/api/models/")
                    .then()
                    .statusCode(200)
                    .body("models.id", hasItems("control", "reduce_2", "zip_bomb"));
            usual = seconds(port, "control");
            for (String name : names) {
                memory.forget();
                max = Math.max(max, seconds(port, name.substring(0, name.length() - ".pth".length())));
                assertThat(RawConnection.ask(port, ModelRequests.deploy("weights/" + name))
                                .status())
                        .as(name)
                        .isBetween(400, 499);
                assertThat(memory.maxBytes()).as("%s: %s", name, memory.most()).isLessThan(MAX_BYTES);
                maxBytes = Math.max(maxBytes, memory.maxBytes());
            }
            for (String archive : List.of("Forward", "Free", "Nested", "SetState")) {
                RawConnection.Answer answer = RawConnection.ask(port, ModelRequests.predict(archive));
                assertThat(answer.status()).as(answer.body()).isEqualTo(400);
                assertThat(answer.body()).contains("aten::");
            }
            UnaffectedClients.Figures figures = others.figures();
            unaffected = figures.toString();
            assertThat(figures.failures()).isEmpty();
            assertThat(canaries).isEmptyDirectory();
            FaultReport.row(
                    3,
                    "hostile weights, service",
                    "0 executed, each refused with a reason, in 5 s more than other weights and 512 MiB",
                    String.format(
                            Locale.ROOT,
                            "%d files, 0 executed, at most %.1f s (weights that fit no network: %.1f s) and %d MiB; others: %s",
                            names.size(),
                            max,
                            usual,
                            maxBytes >> 20,
                            unaffected));
        }
        if (FaultScale.isFull()) {
            assertThat(max).isLessThan(MAX_SECONDS + 2 * usual);
        }
    }

    /** The seconds until a prediction was refused with a reason. */
    private static double seconds(int port, String model) throws IOException {
        long start = System.nanoTime();
        RawConnection.Answer answer = RawConnection.ask(port, ModelRequests.predict(model));
        double seconds = (System.nanoTime() - start) / 1e9;
        assertThat(answer.status()).as("%s: %s", model, answer.body()).isEqualTo(400);
        assertThat(answer.body()).doesNotContain(folder.toString(), "Traceback");
        assertThat(ServiceJson.MAPPER.readTree(answer.body()).path("detail").asText())
                .as(model)
                .isNotBlank();
        return seconds;
    }
}
