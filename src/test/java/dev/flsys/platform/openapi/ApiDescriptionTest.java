package dev.flsys.platform.openapi;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import io.quarkus.test.common.http.TestHTTPResource;
import io.quarkus.test.junit.QuarkusTest;
import java.io.IOException;
import java.io.InputStream;
import java.net.URISyntaxException;
import java.net.URL;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Set;
import java.util.TreeSet;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/**
 * The OpenAPI document as a generator of clients reads it. {@link UndocumentedAnswers} compares it with the answers in
 * all other tests.
 */
@QuarkusTest
class ApiDescriptionTest {

    private static final Path FILE = Path.of("docs/openapi.yaml");

    @TestHTTPResource
    URL service;

    private DescribedApi described;
    private JsonNode document;

    @BeforeEach
    void read() {
        String base = service.toString();
        described = DescribedApi.at(base.substring(0, base.length() - 1));
        document = described.document();
    }

    /** {@code -Dflsys.write.docs=true} replaces the file. */
    @Test
    void the_file_in_docs_is_the_description_of_the_service() throws IOException {
        String now = served("/q/openapi");
        if (Boolean.getBoolean("flsys.write.docs")) {
            Files.writeString(FILE, now);
        }
        assertThat(FILE)
                .as("after a wanted change, run this test with -Dflsys.write.docs=true")
                .hasContent(now);
    }

    @Test
    void the_live_protocol_has_a_description_with_the_version_of_the_service() throws IOException {
        String version = document.at("/info/version").asText();
        assertThat(served("/q/asyncapi"))
                .startsWith("asyncapi: 3.0.0\n")
                .contains("\n  version: " + version + "\n")
                .doesNotContain("${");
    }

    @Test
    void each_id_is_a_string() {
        for (String schema : List.of("ModelId", "SimulationId", "ExperimentId")) {
            assertThat(schema(schema).path("type").asText()).as(schema).isEqualTo("string");
            assertThat(schema(schema).has("properties")).as(schema).isFalse();
        }
    }

    @Test
    void no_class_of_a_library_is_a_schema() {
        assertThat(DescribedApi.names(document.at("/components/schemas")))
                .doesNotContain("JsonNode", "JsonNodeType", "Buffer", "ByteBuf", "Response", "Multi", "Uni");
    }

    @Test
    void each_reference_names_a_schema() {
        List<String> references = new ArrayList<>();
        collectReferences(document, references);
        assertThat(references).isNotEmpty().allSatisfy(reference -> assertThat(
                        document.at(reference.substring(1)).isMissingNode())
                .as(reference)
                .isFalse());
    }

    @Test
    void each_success_answer_but_204_has_a_body_with_a_type() {
        forEachAnswer((operation, status, answer) -> {
            if (status.equals("204")) {
                assertThat(answer.has("content")).as(operation).isFalse();
            } else if (status.startsWith("2")) {
                JsonNode content = answer.path("content");
                assertThat(content).as(operation).isNotEmpty();
                assertThat(content).as(operation).allSatisfy(media -> assertThat(media.path("schema"))
                        .isNotEmpty());
            }
        });
    }

    @Test
    void each_error_is_a_problem_body_or_as_the_open_inference_protocol_says() {
        forEachAnswer((operation, status, answer) -> {
            if (status.startsWith("4") || status.startsWith("5")) {
                boolean protocol = operation.contains(" /v2");
                assertThat(answer.path("content")
                                .path(protocol ? "application/json" : "application/problem+json")
                                .at("/schema/$ref")
                                .asText())
                        .as(operation + " " + status)
                        .isEqualTo("#/components/schemas/" + (protocol ? "ProtocolError" : "Problem"));
            }
        });
        assertThat(DescribedApi.names(schema("Problem").path("properties")))
                .containsExactlyInAnyOrder("type", "title", "status", "detail", "error");
        assertThat(DescribedApi.names(schema("ProtocolError").path("properties")))
                .containsExactly("error");
    }

    @Test
    void each_operation_has_a_summary_and_one_of_the_tags() {
        Set<String> tags = new TreeSet<>();
        document.path("tags").forEach(tag -> tags.add(tag.path("name").asText()));
        assertThat(tags)
                .containsExactly(
                        "Deployed model",
                        "Evaluations",
                        "Experiments",
                        "Models",
                        "Open Inference Protocol",
                        "Service",
                        "Simulations",
                        "Training histories");
        forEachOperation((name, operation) -> {
            assertThat(operation.path("summary").asText()).as(name).isNotBlank();
            assertThat(operation.path("tags")).as(name).hasSize(1);
            assertThat(tags).as(name).contains(operation.path("tags").path(0).asText());
        });
    }

    @Test
    void each_json_body_but_that_of_an_error_has_an_example_by_its_schema() {
        forEachOperation((name, operation) -> {
            JsonNode request = operation.at("/requestBody/content/application~1json");
            if (!request.isMissingNode()) {
                checkExample(name + " request", request);
            }
        });
        forEachAnswer((name, status, answer) -> {
            JsonNode body = answer.at("/content/application~1json");
            if (status.startsWith("2") && !body.isMissingNode()) {
                checkExample(name + " " + status, body);
            }
        });
    }

    private void checkExample(String name, JsonNode media) {
        JsonNode example = media.path("example");
        assertThat(example.isMissingNode()).as("missing example of " + name).isFalse();
        assertThat(described.faults(media, example.toString())).as(name).isEmpty();
    }

    @Test
    void the_api_token_is_an_optional_security_scheme() {
        assertThat(document.at("/components/securitySchemes/apiToken/scheme").asText())
                .isEqualTo("bearer");
        assertThat(document.path("security")).hasSize(2);
        assertThat(document.path("security").path(0)).isEmpty();
    }

    @Test
    void a_start_takes_options_by_name_and_tries_it_out_with_none() {
        JsonNode body = document.at("/paths/~1api~1simulations/post/requestBody/content/application~1json");
        assertThat(body.at("/schema/$ref").asText()).isEqualTo("#/components/schemas/StartParameters");
        assertThat(body.path("example")).isEmpty();
        assertThat(schema("StartParameters").path("additionalProperties").asBoolean())
                .isTrue();
    }

    @Test
    void a_stop_is_answered_before_and_after_the_end() {
        assertThat(DescribedApi.names(document.at("/paths/~1api~1simulations~1{id}~1stop/post/responses")))
                .contains("200", "202", "403", "404");
        assertThat(document.at("/paths/~1api~1simulations/post/responses/201").isMissingNode())
                .isFalse();
    }

    private String served(String path) throws IOException {
        try (InputStream answer = service.toURI().resolve(path).toURL().openStream()) {
            return new String(answer.readAllBytes(), StandardCharsets.UTF_8);
        } catch (URISyntaxException impossible) {
            throw new AssertionError(impossible);
        }
    }

    private JsonNode schema(String name) {
        JsonNode schema = document.at("/components/schemas/" + name);
        assertThat(schema.isMissingNode()).as(name).isFalse();
        return schema;
    }

    private void forEachOperation(OperationCheck check) {
        JsonNode paths = document.path("paths");
        assertThat(paths).isNotEmpty();
        for (String path : DescribedApi.names(paths)) {
            for (String method : DescribedApi.names(paths.path(path))) {
                check.accept(method + " " + path, paths.path(path).path(method));
            }
        }
    }

    private void forEachAnswer(AnswerCheck check) {
        forEachOperation((name, operation) -> {
            JsonNode answers = operation.path("responses");
            DescribedApi.names(answers).forEach(status -> check.accept(name, status, answers.path(status)));
        });
    }

    private static void collectReferences(JsonNode node, List<String> references) {
        if (node.path("$ref").isTextual()) {
            references.add(node.path("$ref").asText());
        }
        node.forEach(child -> collectReferences(child, references));
    }

    private interface OperationCheck {
        void accept(String name, JsonNode operation);
    }

    private interface AnswerCheck {
        void accept(String operation, String status, JsonNode answer);
    }
}
