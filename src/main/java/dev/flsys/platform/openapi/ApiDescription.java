package dev.flsys.platform.openapi;

import dev.flsys.problem.ErrorBody;
import dev.flsys.problem.ProblemBody;
import io.quarkus.smallrye.openapi.OpenApiFilter;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import java.util.TreeMap;
import java.util.function.Supplier;
import org.eclipse.microprofile.openapi.OASFactory;
import org.eclipse.microprofile.openapi.OASFilter;
import org.eclipse.microprofile.openapi.models.OpenAPI;
import org.eclipse.microprofile.openapi.models.Operation;
import org.eclipse.microprofile.openapi.models.media.Content;
import org.eclipse.microprofile.openapi.models.media.Schema;
import org.eclipse.microprofile.openapi.models.responses.APIResponse;
import org.eclipse.microprofile.openapi.models.responses.APIResponses;
import org.jboss.jandex.IndexView;

/**
 * Completes the OpenAPI document at build time. Every operation gets the answers of the filters that run before the
 * resources. Error answers get their body, and operations their examples. The API token is an optional security scheme.
 */
@OpenApiFilter(stages = OpenApiFilter.RunStage.BUILD)
public final class ApiDescription implements OASFilter {

    /** Name of the schema of {@link ProblemBody}. */
    static final String PROBLEM = "Problem";

    /** Name of the schema of {@link ErrorBody}. */
    static final String PROTOCOL_ERROR = "ProtocolError";

    /** Name of the schema of a training history. */
    /** The schemas with series of numbers, some of which may be missing. */
    private static final List<String> WITH_GAPS = List.of("TrainingHistory", "DriftTensor");

    /** Name of the security scheme of API_TOKEN. */
    static final String API_TOKEN = "apiToken";

    private static final String UNAUTHORIZED = "401";

    /** Answers of the filters that run before all resources. */
    private static final Map<String, String> FOR_EACH = Map.of(
            UNAUTHORIZED,
            "API_TOKEN is set, and the request does not send it.",
            "403",
            "The request comes from a page of an origin that is not in CORS_ORIGINS.",
            "421",
            "The Host header names a host that is not in ALLOWED_HOSTS.",
            "500",
            "The service failed. Its log has the cause.");

    /** Answers to requests whose body is rejected. */
    private static final Map<String, String> FOR_BODIES = Map.of(
            "400", "The body cannot be read, or its content is refused.",
            "408", "The body did not arrive in time.",
            "413", "The body is too large.",
            "415", "The body is not sent as JSON.",
            "503", "Too many requests are being answered. Retry-After has the seconds to wait.");

    private final IndexView index;

    /** @param index the classes of the service, from which the required members of answers are derived */
    public ApiDescription(IndexView index) {
        this.index = index;
    }

    @Override
    public void filterOpenAPI(OpenAPI api) {
        Examples examples = Examples.read();
        api.getPaths().getPathItems().forEach((path, item) -> item.getOperations()
                .forEach((method, operation) -> {
                    complete(operation, errorOf(path));
                    examples.addTo(method.name().toLowerCase(Locale.ROOT) + " " + path, operation);
                }));
        new RequiredMembers(
                        index,
                        api.getComponents().getSchemas(),
                        Map.of(PROBLEM, ProblemBody.class, PROTOCOL_ERROR, ErrorBody.class))
                .addTo(api);
        WITH_GAPS.forEach(name -> allowGaps(
                Objects.requireNonNull(api.getComponents().getSchemas().get(name))));
        api.setSecurity(List.of(
                OASFactory.createSecurityRequirement(),
                OASFactory.createSecurityRequirement().addScheme(API_TOKEN)));
    }

    private static void complete(Operation operation, Supplier<Content> error) {
        Map<String, APIResponse> answers = new TreeMap<>();
        FOR_EACH.forEach((status, description) -> answers.put(status, answer(description)));
        if (operation.getRequestBody() != null) {
            FOR_BODIES.forEach((status, description) -> answers.put(status, answer(description)));
        }
        documented(operation)
                .forEach((status, documented) -> answers.merge(status, documented, ApiDescription::nearer));
        if (operation.getSecurity() != null && operation.getSecurity().isEmpty()) {
            answers.remove(UNAUTHORIZED);
        }
        answers.forEach((status, answer) -> {
            if (isError(status)) {
                answer.setContent(error.get());
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

    /** Allows null among the numbers of a series, in place of numbers that are not finite. */
    private static void allowGaps(Schema schema) {
        if (schema.getProperties() != null) {
            schema.getProperties().values().forEach(ApiDescription::allowGaps);
        }
        if (schema.getAdditionalPropertiesSchema() != null) {
            allowGaps(schema.getAdditionalPropertiesSchema());
        }
        if (schema.getItems() != null
                && List.of(Schema.SchemaType.NUMBER).equals(schema.getItems().getType())) {
            schema.getItems().addType(Schema.SchemaType.NULL);
        }
    }

    private static APIResponse answer(String description) {
        return OASFactory.createAPIResponse().description(description);
    }

    /** The body of the errors of a path: the Open Inference Protocol has its own. */
    private static Supplier<Content> errorOf(String path) {
        return ErrorBody.isOf(path)
                ? () -> content(ErrorBody.MEDIA_TYPE, PROTOCOL_ERROR)
                : () -> content(ProblemBody.MEDIA_TYPE, PROBLEM);
    }

    private static Content content(String mediaType, String schema) {
        return OASFactory.createContent()
                .addMediaType(
                        mediaType,
                        OASFactory.createMediaType()
                                .schema(OASFactory.createSchema().ref(schema)));
    }
}
