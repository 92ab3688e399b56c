package dev.flsys.history;

import dev.flsys.history.rounds.TrainingHistory;
import dev.flsys.model.catalog.ModelCatalog;
import io.smallrye.common.annotation.Blocking;
import jakarta.inject.Inject;
import jakarta.ws.rs.GET;
import jakarta.ws.rs.Path;
import jakarta.ws.rs.PathParam;
import jakarta.ws.rs.Produces;
import jakarta.ws.rs.core.MediaType;
import org.eclipse.microprofile.openapi.annotations.Operation;
import org.eclipse.microprofile.openapi.annotations.media.Content;
import org.eclipse.microprofile.openapi.annotations.media.Schema;
import org.eclipse.microprofile.openapi.annotations.responses.APIResponse;
import org.eclipse.microprofile.openapi.annotations.tags.Tag;

/** {@code GET /api/models/{id}/training_history/}. */
@Path("/api/models/{id}/training_history")
@Produces(MediaType.APPLICATION_JSON)
@Tag(name = "Training histories")
public class TrainingHistoryResource {

    private final ModelCatalog catalog;
    private final Histories histories;

    @Inject
    TrainingHistoryResource(ModelCatalog catalog, Histories histories) {
        this.catalog = catalog;
        this.histories = histories;
    }

    /** Answers 501 if HISTORY_SUBDIR is not set, no simulation wrote the model, and there is no history beside it. */
    @GET
    @Blocking
    @Operation(summary = "Get the training history of a model")
    @APIResponse(
            responseCode = "200",
            description = "Rounds, accuracies and losses, and what else the file has.",
            content = @Content(schema = @Schema(implementation = TrainingHistory.class)))
    @APIResponse(responseCode = "404", description = "There is no such model, or it has no history.")
    @APIResponse(responseCode = "500", description = "The file of the history cannot be read, or is not a history.")
    @APIResponse(responseCode = "503", description = "Too many histories are being read. Retry-After has the seconds.")
    @APIResponse(responseCode = "501", description = "HISTORY_SUBDIR is not set, and nothing else has a history.")
    public TrainingHistory history(@PathParam("id") String id) {
        return histories.of(catalog.require(id));
    }
}
