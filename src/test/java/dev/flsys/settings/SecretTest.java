package dev.flsys.settings;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.HashMap;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class SecretTest {

    @ParameterizedTest
    @ValueSource(
            strings = {
                "FLASK_SECRET_KEY",
                "API_TOKEN",
                "api_token",
                "_PROD_API_TOKEN",
                "_TEST_FLASK_SECRET_KEY",
                "%prod.API_TOKEN"
            })
    void a_variable_that_quarkus_reads_a_secret_from_is_removed(String name) {
        Map<String, String> environment = new HashMap<>(Map.of(name, "x", "PATH", "/bin"));
        Secret.removeFrom(environment);
        assertThat(environment).containsOnlyKeys("PATH");
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "HF_API_TOKEN",
                "API_TOKENS",
                "WANDB_API_KEY",
                "MLFLOW_TRACKING_URI",
                "MLFLOW_TRACKING_TOKEN",
                "MLFLOW_TRACKING_PASSWORD",
                "SECRET_KEY",
                "MY_FLASK_SECRET_KEY"
            })
    void variables_of_the_project_stay(String name) {
        Map<String, String> environment = new HashMap<>(Map.of(name, "x"));
        Secret.removeFrom(environment);
        assertThat(environment).containsOnlyKeys(name);
    }

    @Test
    void a_variable_with_options_of_a_jvm_is_removed_if_it_holds_a_secret() {
        Map<String, String> environment = new HashMap<>(Map.of(
                "JDK_JAVA_OPTIONS", "-Xmx1g -DAPI_TOKEN=abc",
                "JAVA_TOOL_OPTIONS", "-D%prod.FLASK_SECRET_KEY=abc",
                "JAVA_OPTS", "-Xmx1g"));
        Secret.removeFrom(environment);
        assertThat(environment).containsOnlyKeys("JAVA_OPTS");
    }
}
