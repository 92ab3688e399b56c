package dev.flsys.faults;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assumptions.assumeThat;

import dev.flsys.testsupport.FuzzEntry;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Objects;
import java.util.concurrent.TimeUnit;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Stream;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/**
 * Each parser in Jazzer, which looks for inputs that reach new code, in a process of its own. Needs the profile
 * {@code fuzz}, which has Jazzer on the class path. A failing input is kept in {@code target/fuzz}; it becomes a test
 * of the parser. Without the profile, the tests whose names end in {@code FuzzTest} run seeds and mutations in each
 * build.
 */
class FuzzFaultsIT {

    private static final String JAZZER = "com.code_intelligence.jazzer.Jazzer";
    private static final int SECONDS = Integer.getInteger("flsys.fuzz.seconds", 60);
    private static final Path TESTS = Path.of("src/test/java");
    private static final Path FOUND = Path.of("target/fuzz").toAbsolutePath();
    private static final Pattern LAST_STATUS =
            Pattern.compile("#(\\d+)\\s+\\w+\\s+cov: (\\d+) ft: (\\d+) corp: (\\d+)");

    @TempDir
    @SuppressWarnings("NullAway.Init") // set by JUnit
    Path folder;

    @BeforeAll
    static void needJazzer() {
        assumeThat(FuzzFaultsIT.class.getClassLoader().getResource(JAZZER.replace('.', '/') + ".class"))
                .as("Jazzer; see -Pfuzz")
                .isNotNull();
    }

    static List<String> targets() throws IOException {
        try (Stream<Path> files = Files.walk(TESTS)) {
            return files.map(file -> TESTS.relativize(file).toString())
                    .filter(name -> name.endsWith("FuzzTest.java"))
                    .map(name ->
                            name.substring(0, name.length() - ".java".length()).replace('/', '.'))
                    .sorted()
                    .toList();
        }
    }

    @ParameterizedTest
    @MethodSource("targets")
    void every_input_is_accepted_or_refused_as_documented(String target) throws Exception {
        Run run = fuzz(target, false);
        FaultReport.row(
                13,
                "fuzzing of " + target.substring(target.lastIndexOf('.') + 1),
                "no failure",
                SECONDS + " s: " + run.figures());
        assertThat(run.status()).as(run.output()).isZero();
    }

    @ParameterizedTest
    @MethodSource("targets")
    void a_planted_fault_behind_the_parser_is_found(String target) throws Exception {
        Run run = fuzz(target, true);
        FaultReport.row(
                13,
                "planted fault of " + target.substring(target.lastIndexOf('.') + 1),
                "found",
                run.status() == 0 ? "not found in " + SECONDS + " s" : "after " + run.figures());
        assertThat(run.output()).contains("PlantedFault");
    }

    /** A run of Jazzer. */
    private record Run(int status, String output) {

        String figures() {
            Matcher status = LAST_STATUS.matcher(output);
            String last = "no input";
            while (status.find()) {
                last = status.group(1) + " inputs, " + status.group(3) + " features, corpus of " + status.group(4);
            }
            return last;
        }
    }

    private Run fuzz(String target, boolean planted) throws IOException, InterruptedException {
        Path corpus = folder.resolve("corpus");
        Path found = Files.createDirectories(FOUND.resolve(target));
        Run seeds = java(List.of("-Dflsys.fuzz.target=" + target), FuzzEntry.class.getName(), corpus.toString());
        assertThat(seeds.status()).as(seeds.output()).isZero();
        long longest = 1024;
        try (Stream<Path> files = Files.list(corpus)) {
            for (Path file : files.toList()) {
                longest = Math.max(longest, 2 * Files.size(file));
            }
        }
        return java(
                List.of("-Dflsys.fuzz.target=" + target, "-Dflsys.fuzz.planted=" + planted, "-Xmx1g", "-Xss1m"),
                JAZZER,
                "--target_class=" + FuzzEntry.class.getName(),
                "--instrumentation_includes=dev.flsys.**:com.fasterxml.jackson.core.**:org.tomlj.**",
                "--reproducer_path=" + found,
                "-artifact_prefix=" + found + "/",
                "-use_value_profile=1",
                "-seed=18",
                "-timeout=300",
                "-rss_limit_mb=0",
                "-max_len=" + longest,
                "-max_total_time=" + SECONDS,
                corpus.toString());
    }

    private Run java(List<String> options, String main, String... arguments) throws IOException, InterruptedException {
        List<String> command = new ArrayList<>();
        command.add(ProcessHandle.current().info().command().orElse("java"));
        command.addAll(options);
        command.addAll(List.of("-cp", Objects.requireNonNull(System.getProperty("java.class.path")), main));
        command.addAll(List.of(arguments));
        Path output = folder.resolve("output.txt");
        Process process = new ProcessBuilder(command)
                .redirectErrorStream(true)
                .redirectOutput(output.toFile())
                .start();
        try {
            assertThat(process.waitFor(SECONDS + 300L, TimeUnit.SECONDS))
                    .as("Jazzer ends")
                    .isTrue();
        } finally {
            process.descendants().forEach(ProcessHandle::destroyForcibly);
            process.destroyForcibly();
        }
        return new Run(process.exitValue(), Files.readString(output, StandardCharsets.ISO_8859_1));
    }
}
