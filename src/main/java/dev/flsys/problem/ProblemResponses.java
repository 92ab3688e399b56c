package dev.flsys.problem;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.core.exc.StreamReadException;
import com.fasterxml.jackson.databind.JsonMappingException;
import com.fasterxml.jackson.databind.exc.InvalidDefinitionException;
import com.fasterxml.jackson.databind.exc.MismatchedInputException;
import io.vertx.core.http.HttpServerRequest;
import jakarta.validation.ConstraintViolation;
import jakarta.validation.ConstraintViolationException;
import jakarta.validation.Path;
import jakarta.ws.rs.WebApplicationException;
import jakarta.ws.rs.core.Response;
import java.util.Locale;
import java.util.regex.Pattern;
import java.util.stream.Collectors;
import org.jboss.logging.Logger;
import org.jboss.resteasy.reactive.server.ServerExceptionMapper;
import org.jspecify.annotations.Nullable;

/**
 * Turns each exception of a resource into a problem body. An unexpected exception is logged and answered without
 * details.
 */
final class ProblemResponses {

    private static final Logger LOG = Logger.getLogger(ProblemResponses.class);
    private static final Pattern CAPITAL = Pattern.compile("[A-Z]");

    @ServerExceptionMapper
    Response mapProblem(Problem problem, HttpServerRequest request) {
        // A full queue or a missing setting is not a fault of the service; under load a full queue would flood the log.
        if (problem.status() == 500) {
            LOG.warnf(problem.getCause(), "%s: %s", problem.title(), problem.detail());
        }
        Response.ResponseBuilder answer = buildResponse(request, problem.status(), problem.title(), problem.detail());
        problem.retryAfterSeconds().ifPresent(seconds -> answer.header("Retry-After", seconds));
        return answer.build();
    }

    @ServerExceptionMapper
    Response mapViolation(ConstraintViolationException invalid, HttpServerRequest request) {
        String detail = invalid.getConstraintViolations().stream()
                .map(violation -> field(violation) + ": " + violation.getMessage())
                .sorted()
                .collect(Collectors.joining("; "));
        return buildResponse(request, 400, "Bad Request", detail).build();
    }

    /** A separate mapper, because Quarkus' own mapper of this type is more specific than the next one. */
    @ServerExceptionMapper
    Response mapMismatchedInput(MismatchedInputException unfitting, HttpServerRequest request) {
        return mapInvalidJson(unfitting, request);
    }

    /**
     * A member that is given twice: Jackson cannot set a component of a record again. A separate mapper, because
     * Quarkus' own mapper of this type is more specific than the next one. For a type of the service that Jackson
     * cannot read or write, the exception has its parser or generator.
     */
    @ServerExceptionMapper
    Response mapInvalidDefinition(InvalidDefinitionException repeated, HttpServerRequest request) {
        if (repeated.getProcessor() != null || repeated.getPath().isEmpty()) {
            return mapUnexpected(repeated, request);
        }
        return buildResponse(request, 400, "Bad Request", "The field " + path(repeated) + " is given more than once.")
                .build();
    }

    @ServerExceptionMapper
    Response mapInvalidJson(JsonProcessingException unreadable, HttpServerRequest request) {
        return buildResponse(request, 400, "Bad Request", reason(unreadable)).build();
    }

    @ServerExceptionMapper
    Response mapWebApplicationException(WebApplicationException refused, HttpServerRequest request) {
        Response original = refused.getResponse();
        if (original.getStatus() < 400) {
            return original;
        }
        JsonProcessingException unreadable = cause(refused, JsonProcessingException.class);
        String detail = unreadable != null ? reason(unreadable) : explanation(original, request);
        return buildResponse(
                        request, original.getStatus(), original.getStatusInfo().getReasonPhrase(), detail)
                .build();
    }

    @ServerExceptionMapper
    Response mapUnexpected(Throwable unexpected, HttpServerRequest request) {
        LOG.errorf(unexpected, "%s %s failed", request.method(), request.path());
        return buildResponse(request, 500, "Internal Server Error", "The service failed. Its log has the cause.")
                .build();
    }

    private static Response.ResponseBuilder buildResponse(
            HttpServerRequest request, int status, String title, String detail) {
        if (ErrorBody.isOf(request.path())) {
            return Response.status(status).type(ErrorBody.MEDIA_TYPE).entity(new ErrorBody(detail));
        }
        return Response.status(status).type(ProblemBody.MEDIA_TYPE).entity(ProblemBody.of(status, title, detail));
    }

    private static String explanation(Response original, HttpServerRequest request) {
        return switch (original.getStatus()) {
            case 400 -> "The request cannot be read.";
            case 404 -> "There is nothing at " + request.path() + ".";
            case 405 -> request.method() + " is not offered at " + request.path() + ".";
            case 406 -> "None of the accepted media types is offered at " + request.path() + ".";
            case 413 -> "The request body is too large.";
            case 415 -> "The body must be application/json.";
            default -> original.getStatusInfo().getReasonPhrase();
        };
    }

    private static String reason(JsonProcessingException unreadable) {
        if (unreadable instanceof JsonMappingException mapping
                && !(unreadable.getCause() instanceof StreamReadException)) {
            String field = path(mapping);
            return field.isEmpty()
                    ? "The body does not have the expected shape."
                    : "The field " + field + " does not have the expected type.";
        }
        var place = unreadable.getLocation();
        return place == null
                ? "The body is not valid JSON."
                : "The body is not valid JSON (line " + place.getLineNr() + ", column " + place.getColumnNr() + ").";
    }

    private static String path(JsonMappingException unreadable) {
        return unreadable.getPath().stream()
                .map(step -> step.getFieldName() != null ? step.getFieldName() : "[" + step.getIndex() + "]")
                .collect(Collectors.joining("."));
    }

    /** The member of the body, as clients write it. */
    private static String field(ConstraintViolation<?> violation) {
        String last = "";
        for (Path.Node node : violation.getPropertyPath()) {
            last = String.valueOf(node.getName());
        }
        return CAPITAL.matcher(last).replaceAll(letter -> "_" + letter.group().toLowerCase(Locale.ROOT));
    }

    private static <T extends Throwable> @Nullable T cause(Throwable failure, Class<T> type) {
        for (Throwable cause = failure; cause != null; cause = cause.getCause()) {
            if (type.isInstance(cause)) {
                return type.cast(cause);
            }
        }
        return null;
    }
}
