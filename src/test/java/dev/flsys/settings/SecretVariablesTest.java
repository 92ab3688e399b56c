package dev.flsys.settings;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.regex.Pattern;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class SecretVariablesTest {

    @ParameterizedTest
    @ValueSource(
            strings = {
                "FLASK_SECRET_KEY",
                "API_TOKEN",
                "api_token",
                "_PROD_API_TOKEN",
                "_TEST_FLASK_SECRET_KEY",
                "FLSYS_ACCESS_SECRET_KEY",
                "FLSYS_ACCESS_API_TOKEN",
                "flsys.access.api-token",
                "%prod.API_TOKEN"
            })
    void a_variable_that_quarkus_reads_a_secret_from_is_removed(String name) {
        Map<String, String> environment = new HashMap<>(Map.of(name, "x", "PATH", "/bin"));
        SecretVariables.removeFrom(environment);
        assertThat(environment).containsOnlyKeys("PATH");
    }

    @ParameterizedTest
    @ValueSource(strings = {"HF_API_TOKEN", "API_TOKENS", "WANDB_API_KEY", "SECRET_KEY", "MY_FLASK_SECRET_KEY"})
    void variables_of_the_project_stay(String name) {
        Map<String, String> environment = new HashMap<>(Map.of(name, "x"));
        SecretVariables.removeFrom(environment);
        assertThat(environment).containsOnlyKeys(name);
    }

    @Test
    void a_variable_with_options_of_a_jvm_is_removed_if_it_holds_a_secret() {
        Map<String, String> environment = new HashMap<>(Map.of(
                "JDK_JAVA_OPTIONS", "-Xmx1g -DAPI_TOKEN=abc",
                "JAVA_TOOL_OPTIONS", "-Dflsys.access.secret-key=abc",
                "JAVA_OPTS", "-Xmx1g"));
        SecretVariables.removeFrom(environment);
        assertThat(environment).containsOnlyKeys("JAVA_OPTS");
    }

    @Test
    void each_setting_that_is_read_as_a_secret_is_one() throws IOException {
        Pattern secret = Pattern.compile("Setting\\.secret\\(\\s*\"([A-Z_]+)\"");
        try (Stream<Path> sources = Files.walk(Path.of("src/main/java"))) {
            List<String> keys = sources.filter(Files::isRegularFile)
                    .flatMap(file -> secret.matcher(text(file)).results().map(match -> match.group(1)))
                    .toList();
            assertThat(keys).contains("FLASK_SECRET_KEY", "API_TOKEN").allMatch(SecretVariables::isSecret);
        }
    }

    private static String text(Path file) {
        try {
            return Files.readString(file);
        } catch (IOException unreadable) {
            throw new AssertionError(unreadable);
        }
    }
}
