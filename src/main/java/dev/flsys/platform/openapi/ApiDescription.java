package dev.flsys.platform.openapi;

import dev.flsys.problem.ProblemBody;
import io.quarkus.smallrye.openapi.OpenApiFilter;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;
import org.eclipse.microprofile.openapi.OASFactory;
import org.eclipse.microprofile.openapi.OASFilter;
import org.eclipse.microprofile.openapi.models.OpenAPI;
import org.eclipse.microprofile.openapi.models.Operation;
import org.eclipse.microprofile.openapi.models.media.Content;
import org.eclipse.microprofile.openapi.models.responses.APIResponse;
import org.eclipse.microprofile.openapi.models.responses.APIResponses;

/**
 * Completes the OpenAPI document at build time. Every operation gets the answers of the filters that run before the
 * resources. The body of each error answer is a problem body. The API token is an optional security scheme.
 */
@OpenApiFilter(stages = OpenApiFilter.RunStage.BUILD)
public final class ApiDescription implements OASFilter {

    /** Name of the schema of {@link ProblemBody}. */
    static final String PROBLEM = "Problem";

    /** Name of the security scheme of API_TOKEN. */
    static final String API_TOKEN = "apiToken";

    /** Answers of the filters that run before all resources. */
    private static final Map<String, String> FOR_EACH = Map.of(
            "401", "API_TOKEN is set, and the request does not send it.",
            "403", "The request comes from a page of an origin that is not in CORS_ORIGINS.",
            "421", "The Host header names a host that is not in ALLOWED_HOSTS.",
            "500", "The service failed. Its log has the cause.");

    /** Answers to requests whose body is rejected. */
    private static final Map<String, String> FOR_BODIES = Map.of(
            "400", "The body cannot be read, or its content is refused.",
            "408", "The body did not arrive in time.",
            "413", "The body is too large.",
            "415", "The body is not sent as JSON.",
            "503", "Too many requests are being answered. Retry-After has the seconds to wait.");

    @Override
    public void filterOpenAPI(OpenAPI api) {
        api.getPaths().getPathItems().values().stream()
                .flatMap(path -> path.getOperations().values().stream())
                .forEach(ApiDescription::complete);
        api.setSecurity(List.of(
                OASFactory.createSecurityRequirement(),
                OASFactory.createSecurityRequirement().addScheme(API_TOKEN)));
    }

    private static void complete(Operation operation) {
        Map<String, APIResponse> answers = new TreeMap<>();
        FOR_EACH.forEach((status, description) -> answers.put(status, answer(description)));
        if (operation.getRequestBody() != null) {
            FOR_BODIES.forEach((status, description) -> answers.put(status, answer(description)));
        }
        documented(operation)
                .forEach((status, documented) -> answers.merge(status, documented, ApiDescription::nearer));
        answers.forEach((status, answer) -> {
            if (isError(status)) {
                answer.setContent(problem());
            }
        });
        APIResponses responses = OASFactory.createAPIResponses();
        answers.forEach(responses::addAPIResponse);
        operation.setResponses(responses);
    }

    /** The answer that the resource documents, unless an extension added it and it is only the name of the status. */
    private static APIResponse nearer(APIResponse common, APIResponse documented) {
        String description = documented.getDescription();
        return description == null || description.equals("Bad Request") ? common : documented;
    }

    private static Map<String, APIResponse> documented(Operation operation) {
        return Optional.ofNullable(operation.getResponses())
                .map(APIResponses::getAPIResponses)
                .orElse(Map.of());
    }

    private static boolean isError(String status) {
        return status.startsWith("4") || status.startsWith("5");
    }

    private static APIResponse answer(String description) {
        return OASFactory.createAPIResponse().description(description);
    }

    private static Content problem() {
        return OASFactory.createContent()
                .addMediaType(
                        ProblemBody.MEDIA_TYPE,
                        OASFactory.createMediaType()
                                .schema(OASFactory.createSchema().ref(PROBLEM)));
    }
}
