package dev.flsys.model.weights;

import io.smallrye.common.annotation.Blocking;
import jakarta.inject.Inject;
import jakarta.ws.rs.GET;
import jakarta.ws.rs.Path;
import jakarta.ws.rs.PathParam;
import jakarta.ws.rs.Produces;
import jakarta.ws.rs.QueryParam;
import jakarta.ws.rs.core.MediaType;
import org.eclipse.microprofile.openapi.annotations.Operation;
import org.eclipse.microprofile.openapi.annotations.media.Content;
import org.eclipse.microprofile.openapi.annotations.media.Schema;
import org.eclipse.microprofile.openapi.annotations.parameters.Parameter;
import org.eclipse.microprofile.openapi.annotations.responses.APIResponse;
import org.eclipse.microprofile.openapi.annotations.tags.Tag;
import org.jspecify.annotations.Nullable;

/** {@code GET /api/models/{id}/weights}. */
@Path("/api/models/{id}/weights")
@Produces(MediaType.APPLICATION_JSON)
@Tag(name = "Models")
public class WeightsResource {

    private final ModelWeights weights;

    @Inject
    WeightsResource(ModelWeights weights) {
        this.weights = weights;
    }

    @GET
    @Blocking
    @Operation(
            summary = "List the tensors of a model with their norms, and compare them with another model",
            description = "The files are read without Python, and nothing in them is run. For the drift of a training,"
                    + " compare each round with the round before.")
    @APIResponse(
            responseCode = "200",
            description = "The tensors in the order of the file.",
            content = @Content(schema = @Schema(implementation = WeightsTable.class)))
    @APIResponse(responseCode = "404", description = "There is no such model.")
    @APIResponse(responseCode = "422", description = "A file is no state dict, or one that needs Python; see detail.")
    @APIResponse(responseCode = "503", description = "Too many weights are being read. Retry-After has the seconds.")
    public WeightsTable weights(
            @PathParam("id") String id,
            @Parameter(description = "The id of the model to compare with, such as that of the round before.")
                    @QueryParam("against")
                    @Nullable String against) {
        return weights.of(id, against);
    }
}
