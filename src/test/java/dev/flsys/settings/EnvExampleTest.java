package dev.flsys.settings;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Set;
import java.util.TreeSet;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.junit.jupiter.api.Test;

class EnvExampleTest {

    @Test
    void the_example_lists_exactly_the_keys_that_the_service_reads() throws IOException {
        Set<String> read =
                found("=\\$\\{([A-Z_]+):", Files.readString(Path.of("src/main/resources/application.properties")));
        Set<String> listed = found("(?m)^#?([A-Z_]+)=", Files.readString(Path.of(".env.example")));
        assertThat(read).contains("FLOWER_PROJECT_DIR", "API_TOKEN");
        assertThat(listed).isEqualTo(read);
    }

    @Test
    void the_readme_explains_each_key_that_the_service_reads() throws IOException {
        String readme = Files.readString(Path.of("README.md"));
        assertThat(found("=\\$\\{([A-Z_]+):", Files.readString(Path.of("src/main/resources/application.properties"))))
                .allSatisfy(key -> assertThat(readme).contains("`" + key + "`"));
    }

    private static Set<String> found(String pattern, String text) {
        Set<String> found = new TreeSet<>();
        Matcher matcher = Pattern.compile(pattern).matcher(text);
        while (matcher.find()) {
            found.add(matcher.group(1));
        }
        return found;
    }
}
