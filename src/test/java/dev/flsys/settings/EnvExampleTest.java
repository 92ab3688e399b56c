package dev.flsys.settings;

import static org.assertj.core.api.Assertions.assertThat;

import dev.flsys.testsupport.Unchecked;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.Set;
import java.util.TreeSet;
import java.util.regex.Pattern;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;

/** Java, {@code .env.example} and the documents have the same keys. */
class EnvExampleTest {

    private static final Set<String> KEYS = new TreeSet<>();

    @BeforeAll
    static void collect_the_keys_that_java_reads() throws IOException {
        KEYS.addAll(found("settings\\s*\\.get\\(\"([A-Z_]+)\"\\)", text(Path.of("src/main/java"), ".java")));
        Arrays.stream(Secret.values()).map(Secret::name).forEach(KEYS::add);
        assertThat(KEYS).contains("FLOWER_PROJECT_DIR", "SIMULATIONS_PRIVATE").hasSizeGreaterThan(25);
    }

    @Test
    void the_example_lists_exactly_the_keys_that_java_reads() throws IOException {
        assertThat(found("(?m)^#?([A-Z_]+)=", Files.readString(Path.of(".env.example"))))
                .isEqualTo(KEYS);
    }

    @Test
    void the_defaults_for_development_are_for_keys_that_java_reads() throws IOException {
        String properties = Files.readString(Path.of("src/main/resources/application.properties"));
        assertThat(found("(?m)^%dev,test\\.([A-Z_]+)=", properties))
                .isNotEmpty()
                .isSubsetOf(KEYS);
    }

    @Test
    void the_documents_explain_each_key_that_java_reads() throws IOException {
        String documents = Files.readString(Path.of("README.md"))
                + (Files.isDirectory(Path.of("docs")) ? text(Path.of("docs"), ".md") : "");
        assertThat(KEYS).allSatisfy(key -> assertThat(documents).contains("`" + key + "`"));
    }

    private static String text(Path folder, String suffix) throws IOException {
        try (Stream<Path> files = Files.walk(folder)) {
            return files.filter(file -> file.toString().endsWith(suffix))
                    .map(EnvExampleTest::read)
                    .collect(Collectors.joining("\n"));
        }
    }

    private static String read(Path file) {
        return Unchecked.io(() -> Files.readString(file));
    }

    private static Set<String> found(String pattern, String text) {
        return Pattern.compile(pattern)
                .matcher(text)
                .results()
                .map(match -> match.group(1))
                .collect(Collectors.toCollection(TreeSet::new));
    }
}
