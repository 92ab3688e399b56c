package dev.flsys.platform.openapi;

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
import org.jspecify.annotations.Nullable;

/**
 * Fails each service test that gets an answer with a status or media type that is not in the OpenAPI document. JUnit
 * finds it through {@code META-INF/services}.
 */
public final class UndocumentedAnswers implements QuarkusTestBeforeEachCallback {

    @Override
    public void beforeEach(QuarkusTestMethodContext context) {
        RestAssured.replaceFiltersWith(List.of(new Check()));
    }

    private static final class Check implements Filter {

        private volatile @Nullable DescribedApi api;

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
            DescribedApi described = api;
            if (described == null) {
                described = DescribedApi.at(address.getScheme() + "://" + address.getAuthority());
                api = described;
            }
            described.operation(method, address.getRawPath()).ifPresent(operation -> {
                String status = String.valueOf(response.statusCode());
                if (!operation.path("responses").has(status)) {
                    throw new AssertionError("The OpenAPI document does not have status " + status + " for " + method
                            + " " + address.getRawPath());
                }
            });
        }
    }
}
