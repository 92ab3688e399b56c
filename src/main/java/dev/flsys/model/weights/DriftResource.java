package dev.flsys.model.weights;

import io.smallrye.common.annotation.Blocking;
import jakarta.inject.Inject;
import jakarta.ws.rs.DefaultValue;
import jakarta.ws.rs.GET;
import jakarta.ws.rs.Path;
import jakarta.ws.rs.PathParam;
import jakarta.ws.rs.Produces;
import jakarta.ws.rs.QueryParam;
import jakarta.ws.rs.core.MediaType;
import org.eclipse.microprofile.openapi.annotations.Operation;
import org.eclipse.microprofile.openapi.annotations.enums.SchemaType;
import org.eclipse.microprofile.openapi.annotations.media.Content;
import org.eclipse.microprofile.openapi.annotations.media.Schema;
import org.eclipse.microprofile.openapi.annotations.parameters.Parameter;
import org.eclipse.microprofile.openapi.annotations.responses.APIResponse;
import org.eclipse.microprofile.openapi.annotations.tags.Tag;

/** {@code GET /api/models/{id}/drift}. */
@Path("/api/models/{id}/drift")
@Produces(MediaType.APPLICATION_JSON)
@Tag(name = "Models")
public class DriftResource {

    private final ModelWeights weights;

    @Inject
    DriftResource(ModelWeights weights) {
        this.weights = weights;
    }

    @GET
    @Blocking
    @Operation(
            summary = "Compare each round of a series of models with the round before",
            description = "The series has the models whose names differ in their round only, such as LeNet_round_1 to"
                    + " LeNet_round_50, or the rounds that are kept with one simulation.")
    @APIResponse(
            responseCode = "200",
            description = "The drift of the whole model, and of the ten tensors whose mean drift is the largest.",
            content = @Content(schema = @Schema(implementation = SeriesDrift.class)))
    @APIResponse(responseCode = "400", description = "The query is wrong.")
    @APIResponse(responseCode = "404", description = "There is no such model.")
    @APIResponse(responseCode = "422", description = "The model has no round, or no round can be read; see detail.")
    @APIResponse(
            responseCode = "503",
            description = "Too many weights are being read, or not all rounds in time: a repeated request continues."
                    + " Retry-After has the seconds.")
    public SeriesDrift drift(
            @PathParam("id") String id,
            @Parameter(
                            description = "The number of rounds that are read, in even steps from the first to the last"
                                    + " one. Large files allow fewer.",
                            schema =
                                    @Schema(
                                            type = SchemaType.INTEGER,
                                            minimum = "2",
                                            maximum = "" + ModelWeights.MAX_ROUNDS,
                                            defaultValue = "" + ModelWeights.ROUNDS))
                    @QueryParam("rounds")
                    @DefaultValue("" + ModelWeights.ROUNDS)
                    String rounds) {
        return weights.drift(id, rounds);
    }
}
