package dev.flsys.faults;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assumptions.assumeThat;

import dev.flsys.testsupport.FuzzEntry;
import java.io.File;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.Objects;
import java.util.concurrent.TimeUnit;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/**
 * Each parser in Jazzer, which looks for inputs that reach new code, in a process of its own that takes one core. Needs
 * the profile {@code fuzz}, which has Jazzer on the class path. A failing input is kept in {@code target/fuzz}; it
 * becomes a test of the parser. Without the profile, the tests whose names end in {@code FuzzTest} run seeds and
 * mutations in each build.
 *
 * <p>{@code -Dflsys.fuzz.seconds} is the time of each run, and {@code -Dflsys.fuzz.only} a part of the names of the
 * targets to run. A run with a planted fault ends when it has found the fault, and may take {@value #PLANTED_SECONDS}
 * seconds.
 */
class FuzzFaultsIT {

    private static final String JAZZER = "com.code_intelligence.jazzer.Jazzer";
    private static final int SECONDS = Integer.getInteger("flsys.fuzz.seconds", 60);
    private static final int PLANTED_SECONDS = 600;
    private static final String ONLY = System.getProperty("flsys.fuzz.only", "");
    /** They made the reading of output, which has many patterns, about ten times as slow. */
    private static final String SLOW_HOOKS = "com.code_intelligence.jazzer.sanitizers.RegexRoadblocks";

    /** A folder in memory on Linux. A parser that reads files runs up to 20 times as many inputs with it. */
    private static final Path MEMORY = Path.of("/dev/shm");

    private static final Path TESTS = Path.of("src/test/java");
    private static final Path FOUND = Path.of("target/fuzz").toAbsolutePath();
    private static final Pattern LAST_STATUS =
            Pattern.compile("#(\\d+)\\s+\\w+\\s+cov: (\\d+) ft: (\\d+) corp: (\\d+)");
    /** The number of inputs of a run that ended without a finding. */
    private static final Pattern DONE = Pattern.compile("Done (\\d+) runs");

    /**
     * Jazzer looks for tests of JUnit if it finds JUnit's launcher. The search starts the extensions of Quarkus, whose
     * classes Jazzer then instruments for minutes.
     */
    private static final Pattern UNWANTED = Pattern.compile("(junit-platform-launcher|quarkus-junit)[^/]*\\.jar$");

    @TempDir
    @SuppressWarnings("NullAway.Init") // set by JUnit
    Path folder;

    /** The temporary folder of the processes, which leave files there if they end at once. */
    @SuppressWarnings("NullAway.Init") // set before each test
    private Path scratch;

    @BeforeEach
    void createScratch() throws IOException {
        scratch = Files.isWritable(MEMORY) ? Files.createTempDirectory(MEMORY, "flsys-fuzz") : folder;
    }

    @AfterEach
    void deleteScratch() throws IOException {
        if (!scratch.equals(folder)) {
            try (Stream<Path> files = Files.walk(scratch)) {
                for (Path file : files.sorted(Comparator.reverseOrder()).toList()) {
                    Files.delete(file);
                }
            }
        }
    }

    @BeforeAll
    static void needJazzer() {
        assumeThat(FuzzFaultsIT.class.getClassLoader().getResource(JAZZER.replace('.', '/') + ".class"))
                .as("Jazzer; see -Pfuzz")
                .isNotNull();
    }

    static List<String> targets() throws IOException {
        try (Stream<Path> files = Files.walk(TESTS)) {
            return files.map(file -> TESTS.relativize(file).toString())
                    .filter(name -> name.endsWith("FuzzTest.java") && name.contains(ONLY))
                    .map(name ->
                            name.substring(0, name.length() - ".java".length()).replace('/', '.'))
                    .sorted()
                    .toList();
        }
    }

    @ParameterizedTest
    @MethodSource("targets")
    void every_input_is_accepted_or_refused_as_documented(String target) throws Exception {
        Run run = fuzz(target, false, SECONDS);
        FaultReport.row(13, "fuzzing of " + target.substring(target.lastIndexOf('.') + 1), "no failure", run.figures());
        assertThat(run.status()).as(run.output()).isZero();
        assertThat(run.inputs()).as("inputs").isPositive();
    }

    @ParameterizedTest
    @MethodSource("targets")
    void a_planted_fault_behind_the_parser_is_found(String target) throws Exception {
        Run run = fuzz(target, true, PLANTED_SECONDS);
        FaultReport.row(
                13,
                "planted fault of " + target.substring(target.lastIndexOf('.') + 1),
                "found",
                (run.status() == 0 ? "not found in " : "found after ") + run.figures());
        assertThat(run.output()).contains("PlantedFault");
    }

    /** A run of a program: its exit status, its output, and the seconds and the seconds of processor time it took. */
    private record Run(int status, String output, long seconds, long processor) {

        /** The number of inputs that were run. */
        long inputs() {
            Matcher done = DONE.matcher(output);
            Matcher status = LAST_STATUS.matcher(output);
            long last = 0;
            while (status.find()) {
                last = Long.parseLong(status.group(1));
            }
            return done.find() ? Long.parseLong(done.group(1)) : last;
        }

        String figures() {
            Matcher status = LAST_STATUS.matcher(output);
            String coverage = "";
            while (status.find()) {
                coverage = ", " + status.group(3) + " features, corpus of " + status.group(4);
            }
            return seconds + " s (" + processor + " s of processor time): " + inputs() + " inputs" + coverage;
        }
    }

    private Run fuzz(String target, boolean planted, int seconds) throws IOException, InterruptedException {
        Path corpus = folder.resolve("corpus");
        Path found = Files.createDirectories(FOUND.resolve(target));
        Path words = folder.resolve("words.dict");
        Run seeds = java(
                List.of("-Dflsys.fuzz.target=" + target),
                FuzzEntry.class.getName(),
                corpus.toString(),
                words.toString());
        assertThat(seeds.status()).as(seeds.output()).isZero();
        long longest = 1024;
        try (Stream<Path> files = Files.list(corpus)) {
            for (Path file : files.toList()) {
                longest = Math.max(longest, 2 * Files.size(file));
            }
        }
        return java(
                List.of(
                        "-Dflsys.fuzz.target=" + target,
                        "-Dflsys.fuzz.planted=" + planted,
                        "-Djdk.attach.allowAttachSelf=true",
                        "-Xmx1g",
                        "-Xss1m"),
                JAZZER,
                "--target_class=" + FuzzEntry.class.getName(),
                // With the libraries and the values of comparisons, the corpus fills with states of JSON's tokens.
                "--instrumentation_includes=dev.flsys.**",
                "--custom_hook_includes=dev.flsys.**",
                "--disabled_hooks=" + SLOW_HOOKS,
                "--reproducer_path=" + found,
                "-artifact_prefix=" + found + "/",
                // With the counts of branches, the corpus is four times as large and planted faults are not found.
                "-use_counters=0",
                "-seed=18",
                "-timeout=300",
                "-rss_limit_mb=0",
                "-max_len=" + longest,
                "-max_total_time=" + seconds,
                "-dict=" + words,
                corpus.toString());
    }

    private Run java(List<String> options, String main, String... arguments) throws IOException, InterruptedException {
        List<String> command = new ArrayList<>();
        command.add(ProcessHandle.current().info().command().orElse("java"));
        command.addAll(List.of("-XX:ActiveProcessorCount=1", "-XX:+UseSerialGC"));
        command.addAll(options);
        command.add("-Djava.io.tmpdir=" + scratch);
        command.addAll(List.of("-cp", classPath(), main));
        command.addAll(List.of(arguments));
        Path output = folder.resolve("output.txt");
        long start = System.nanoTime();
        Process process = new ProcessBuilder(command)
                .redirectErrorStream(true)
                .redirectOutput(output.toFile())
                .start();
        long processor = 0;
        try {
            // The processor time can be read only while the process is alive.
            while (!process.waitFor(1, TimeUnit.SECONDS)) {
                processor = process.info()
                        .totalCpuDuration()
                        .map(Duration::toSeconds)
                        .orElse(processor);
                assertThat(seconds(start)).as("Jazzer ends").isLessThan(PLANTED_SECONDS + SECONDS + 300L);
            }
        } finally {
            process.descendants().forEach(ProcessHandle::destroyForcibly);
            process.destroyForcibly();
        }
        String text = Files.readString(output, StandardCharsets.ISO_8859_1);
        return new Run(process.exitValue(), text, seconds(start), processor);
    }

    private static long seconds(long start) {
        return TimeUnit.NANOSECONDS.toSeconds(System.nanoTime() - start);
    }

    private static String classPath() {
        String all = Objects.requireNonNull(System.getProperty("java.class.path"));
        return Stream.of(all.split(Pattern.quote(File.pathSeparator)))
                .filter(entry -> !UNWANTED.matcher(entry).find())
                .collect(Collectors.joining(File.pathSeparator));
    }
}
