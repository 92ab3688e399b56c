package dev.flsys.simulation.failure;

import static org.assertj.core.api.Assertions.assertThat;

import dev.flsys.process.ExitStatus;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Set;
import java.util.TreeSet;
import java.util.regex.Pattern;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/**
 * The kinds of failures, each with the output of a real program in {@code src/test/resources/failures/kinds}. A file is
 * {@code KIND.txt} or {@code KIND.CASE.txt}: the command, its output, and {@code [exit N]}; {@code where.txt} has the
 * places. {@code [doubt: ...]} is the reason to doubt an exit code 0, and {@code [service: ...]} the sentence of the
 * service with the message of the system.
 */
class FailureKindsTest {

    private static final Path FOLDER = Path.of("src/test/resources/failures/kinds");
    private static final String PLACES = "where.txt";

    static List<String> outputs() throws IOException {
        try (Stream<Path> files = Files.list(FOLDER)) {
            return files.map(file -> file.getFileName().toString())
                    .filter(name -> !name.equals(PLACES))
                    .map(name -> name.substring(0, name.length() - ".txt".length()))
                    .sorted()
                    .toList();
        }
    }

    private static String kind(String output) {
        int dot = output.indexOf('.');
        return dot < 0 ? output : output.substring(0, dot);
    }

    private static Map<String, String> places() throws IOException {
        return Files.readAllLines(FOLDER.resolve(PLACES)).stream()
                .map(line -> line.split(" ", 2))
                .collect(Collectors.toMap(parts -> parts[0], parts -> parts[1]));
    }

    private static Reason reason(String output) throws IOException {
        List<String> lines = Files.readAllLines(FOLDER.resolve(output + ".txt"));
        FailureCause cause = new FailureCause();
        String program = lines.get(0).substring("$ ".length()).split(" ")[0];
        String last = lines.get(lines.size() - 1);
        for (int line = 1; line < lines.size() - 1; line++) {
            cause.readLine(lines.get(line), false, line);
        }
        if (last.startsWith("[service: ")) {
            return Reason.ofService(last.substring("[service: ".length(), last.length() - 1));
        }
        FailureReasons reasons = new FailureReasons(cause, List.of(program), Path.of("/srv/project"));
        if (last.startsWith("[doubt: ")) {
            return reasons.of(last.substring("[doubt: ".length(), last.length() - 1));
        }
        ExitStatus status = new ExitStatus(Integer.parseInt(last.substring("[exit ".length(), last.length() - 1)));
        return reasons.of(status, status.isTermination());
    }

    @ParameterizedTest
    @MethodSource("outputs")
    void a_real_output_has_its_kind_and_its_place(String output) throws IOException {
        Reason reason = reason(output);
        Explanation explanation = Objects.requireNonNull(reason.explanation());
        assertThat(explanation.kind()).as(reason.detail()).isEqualTo(kind(output));
        assertThat(explanation.cause() + explanation.remedy()).doesNotContain("{", "/srv");
        if (kind(output).equals("unknown")) {
            assertThat(explanation.lastLines()).isNotEmpty();
        }
        assertThat(String.valueOf(explanation.where())).isEqualTo(places().getOrDefault(output, "null"));
    }

    @Test
    void each_kind_has_a_real_output() throws IOException {
        Set<String> recorded =
                outputs().stream().map(FailureKindsTest::kind).collect(Collectors.toCollection(TreeSet::new));
        Set<String> known =
                FailureTable.KINDS.stream().map(FailureKind::id).collect(Collectors.toCollection(TreeSet::new));
        known.add(FailureKind.UNKNOWN.id());
        known.add(FailureKind.OF_SERVICE.id());
        assertThat(recorded).isEqualTo(known);
        assertThat(outputs()).containsAll(places().keySet());
    }

    @Test
    void kinds_are_well_formed() {
        Map<String, Long> ids =
                FailureTable.KINDS.stream().collect(Collectors.groupingBy(FailureKind::id, Collectors.counting()));
        assertThat(ids).allSatisfy((id, count) -> assertThat(count).as(id).isEqualTo(1));
        Pattern id = Pattern.compile("[a-z0-9]+(-[a-z0-9]+)*");
        for (FailureKind kind : FailureTable.KINDS) {
            assertThat(kind.id()).matches(id);
            assertThat(kind.patterns()).as(kind.id()).isNotEmpty().allSatisfy(pattern -> {
                assertThat(pattern).isEqualTo(FailureKind.lowerCase(pattern));
                assertThat(pattern.replaceAll("[^a-z]", "")).hasSizeGreaterThan(2);
            });
            for (String text : List.of(kind.cause(), kind.remedy())) {
                assertThat(text).as(kind.id()).matches("[A-Z\\-$].*[.:]").hasSizeLessThan(250);
            }
        }
    }

    @Test
    void ordinary_lines_of_a_successful_simulation_have_no_kind() throws IOException {
        for (String log : List.of("message_api", "legacy", "flwr_run_1_42", "flower_1_8")) {
            Path file = Path.of("src/test/resources/flower/" + log + ".txt");
            List<LastLines.Line> lines = Files.readAllLines(file).stream()
                    .map(line -> new LastLines.Line(line, 1))
                    .toList();
            assertThat(FailureTable.find("ValueError: x", lines)).as(log).isEmpty();
        }
    }
}
