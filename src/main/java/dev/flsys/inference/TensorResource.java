package dev.flsys.inference;

import dev.flsys.problem.JsonBody;
import io.smallrye.mutiny.Uni;
import io.vertx.core.http.HttpServerResponse;
import jakarta.ws.rs.Consumes;
import jakarta.ws.rs.HeaderParam;
import jakarta.ws.rs.POST;
import jakarta.ws.rs.Path;
import jakarta.ws.rs.Produces;
import jakarta.ws.rs.core.Context;
import jakarta.ws.rs.core.HttpHeaders;
import jakarta.ws.rs.core.MediaType;
import org.eclipse.microprofile.openapi.annotations.Operation;
import org.eclipse.microprofile.openapi.annotations.media.Content;
import org.eclipse.microprofile.openapi.annotations.media.Schema;
import org.eclipse.microprofile.openapi.annotations.parameters.RequestBody;
import org.eclipse.microprofile.openapi.annotations.responses.APIResponse;
import org.eclipse.microprofile.openapi.annotations.tags.Tag;
import org.jspecify.annotations.Nullable;

/** Predictions on numbers. */
@Path("/predict")
@Tag(name = "Deployed model")
public class TensorResource {

    private final TensorPredictor predictor;

    /**
     * The body of a request, for the documentation only: {@link TensorReader} reads it.
     *
     * @param inputs {@code [rows][features]}, numbers
     */
    private record TensorRequest(
            @Schema(required = true, minItems = 1) float[][] inputs) {}

    TensorResource(TensorPredictor predictor) {
        this.predictor = predictor;
    }

    @POST
    @Consumes(MediaType.WILDCARD)
    @Produces(MediaType.APPLICATION_JSON)
    @Operation(summary = "Predict on rows of numbers with the deployed model")
    @RequestBody(
            content =
                    @Content(
                            mediaType = MediaType.APPLICATION_JSON,
                            schema = @Schema(implementation = TensorRequest.class)))
    @APIResponse(
            responseCode = "200",
            description = "One row of outputs for each row of inputs.",
            content = @Content(schema = @Schema(implementation = TensorAnswer.class)))
    @APIResponse(
            responseCode = "400",
            description = "The body is not JSON, or its rows do not have the model's length.")
    @APIResponse(responseCode = "503", description = "Too many requests wait, or no model is deployed.")
    @APIResponse(responseCode = "504", description = "The model took longer than INFERENCE_TIMEOUT.")
    public Uni<TensorAnswer> predict(
            @HeaderParam(HttpHeaders.CONTENT_TYPE) @Nullable String type,
            byte[] body,
            @Context HttpServerResponse response) {
        JsonBody.require(type);
        return Uni.createFrom().completionStage(() -> predictor.predict(body, response::closed));
    }
}
