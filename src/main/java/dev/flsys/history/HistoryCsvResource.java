package dev.flsys.history;

import dev.flsys.model.catalog.ModelCatalog;
import io.smallrye.common.annotation.Blocking;
import jakarta.inject.Inject;
import jakarta.ws.rs.GET;
import jakarta.ws.rs.Path;
import jakarta.ws.rs.PathParam;
import jakarta.ws.rs.Produces;
import org.eclipse.microprofile.openapi.annotations.Operation;
import org.eclipse.microprofile.openapi.annotations.enums.SchemaType;
import org.eclipse.microprofile.openapi.annotations.media.Content;
import org.eclipse.microprofile.openapi.annotations.media.Schema;
import org.eclipse.microprofile.openapi.annotations.responses.APIResponse;
import org.eclipse.microprofile.openapi.annotations.tags.Tag;

/** {@code GET /api/models/{id}/training_history.csv}. */
@Path("/api/models/{id}/training_history.csv")
@Produces("text/csv;charset=UTF-8")
@Tag(name = "Training histories")
public class HistoryCsvResource {

    private final ModelCatalog catalog;
    private final Histories histories;

    @Inject
    HistoryCsvResource(ModelCatalog catalog, Histories histories) {
        this.catalog = catalog;
        this.histories = histories;
    }

    @GET
    @Blocking
    @Operation(operationId = "getHistoryCsv", summary = "Get the training history of a model as CSV")
    @APIResponse(
            responseCode = "200",
            description = "A row for each round, and a column for each series.",
            content = @Content(mediaType = "text/csv", schema = @Schema(type = SchemaType.STRING)))
    @APIResponse(responseCode = "404", description = "There is no such model, or it has no history.")
    @APIResponse(responseCode = "500", description = "The file of the history cannot be read, or is not a history.")
    @APIResponse(responseCode = "501", description = "HISTORY_SUBDIR is not set, and nothing else has a history.")
    @APIResponse(responseCode = "503", description = "Too many histories are being read. Retry-After has the seconds.")
    public String csv(@PathParam("id") String id) {
        return HistoryTable.toCsv(histories.of(catalog.require(id)));
    }
}
