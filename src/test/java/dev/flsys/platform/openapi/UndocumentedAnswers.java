package dev.flsys.platform.openapi;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.MissingNode;
import io.quarkus.test.junit.callback.QuarkusTestBeforeEachCallback;
import io.quarkus.test.junit.callback.QuarkusTestMethodContext;
import io.restassured.RestAssured;
import io.restassured.filter.Filter;
import io.restassured.filter.FilterContext;
import io.restassured.response.Response;
import io.restassured.specification.FilterableRequestSpecification;
import io.restassured.specification.FilterableResponseSpecification;
import java.net.URI;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * Fails each service test that gets an answer whose status, media type or JSON body is not as the OpenAPI document
 * says. JUnit finds it through {@code META-INF/services}.
 */
public final class UndocumentedAnswers implements QuarkusTestBeforeEachCallback {

    @Override
    public void beforeEach(QuarkusTestMethodContext context) {
        RestAssured.replaceFiltersWith(List.of(new Check()));
    }

    private static final class Check implements Filter {

        private volatile @Nullable DescribedApi described;

        @Override
        public Response filter(
                FilterableRequestSpecification request, FilterableResponseSpecification answer, FilterContext chain) {
            Response response = chain.next(request, answer);
            URI address = URI.create(request.getURI());
            // Requests to other servers, and paths outside the interface, are not described.
            if (address.getPort() == RestAssured.port && !address.getRawPath().startsWith("/q/")) {
                check(request.getMethod(), address, response);
            }
            return response;
        }

        private void check(String method, URI address, Response response) {
            DescribedApi known = described;
            if (known == null) {
                known = DescribedApi.at(address.getScheme() + "://" + address.getAuthority());
                described = known;
            }
            DescribedApi api = known;
            String call = method + " " + address.getRawPath();
            api.operation(method, address.getRawPath()).ifPresent(operation -> check(api, call, operation, response));
        }

        private static void check(DescribedApi described, String call, JsonNode operation, Response response) {
            String status = String.valueOf(response.statusCode());
            JsonNode answer = operation.path("responses").path(status);
            if (answer.isMissingNode()) {
                throw new AssertionError("The OpenAPI document does not have status " + status + " for " + call);
            }
            String type = response.contentType();
            String plain = type == null ? "" : type.split(";", 2)[0];
            JsonNode media = media(answer.path("content"), plain);
            if (media.isMissingNode() && !response.asString().isEmpty()) {
                throw new AssertionError("The OpenAPI document does not have media type " + type + " for " + call
                        + ", status " + status);
            }
            if (!plain.endsWith("/json") && !plain.endsWith("+json")) {
                return;
            }
            List<String> faults = described.faults(media, response.asString());
            if (!faults.isEmpty()) {
                throw new AssertionError("The answer to " + call + " is not as the OpenAPI document says: " + faults
                        + "\n" + response.asString());
            }
        }

        /** The description of a media type, whatever its parameters are. */
        private static JsonNode media(JsonNode content, String type) {
            return content.properties().stream()
                    .filter(each -> each.getKey().split(";", 2)[0].equals(type)
                            || each.getKey().equals(type.replaceAll("/.*", "/*")))
                    .map(Map.Entry::getValue)
                    .findFirst()
                    .orElse(MissingNode.getInstance());
        }
    }
}
