package dev.flsys.tracking;

import dev.flsys.history.Histories;
import dev.flsys.model.catalog.ModelCatalog;
import dev.flsys.model.catalog.ModelFile;
import io.smallrye.common.annotation.Blocking;
import io.vertx.ext.web.RoutingContext;
import jakarta.inject.Inject;
import jakarta.ws.rs.GET;
import jakarta.ws.rs.Path;
import jakarta.ws.rs.PathParam;
import jakarta.ws.rs.Produces;
import jakarta.ws.rs.core.Context;
import jakarta.ws.rs.core.Response;
import org.eclipse.microprofile.openapi.annotations.Operation;
import org.eclipse.microprofile.openapi.annotations.enums.SchemaType;
import org.eclipse.microprofile.openapi.annotations.media.Content;
import org.eclipse.microprofile.openapi.annotations.media.Schema;
import org.eclipse.microprofile.openapi.annotations.responses.APIResponse;
import org.eclipse.microprofile.openapi.annotations.tags.Tag;

/** {@code GET /api/models/{id}/training_history/tensorboard}. */
@Path("/api/models/{id}/training_history/tensorboard")
@Produces(HistoryEventsResource.BINARY)
@Tag(name = "Training histories")
public class HistoryEventsResource {

    static final String BINARY = "application/octet-stream";

    private final EventDownload files;
    private final ModelCatalog catalog;
    private final Histories histories;

    @Inject
    HistoryEventsResource(EventDownload files, ModelCatalog catalog, Histories histories) {
        this.files = files;
        this.catalog = catalog;
        this.histories = histories;
    }

    @GET
    @Blocking
    @Operation(
            operationId = "getHistoryEventFile",
            summary = "Get the training history of a model as an event file of TensorBoard")
    @APIResponse(
            responseCode = "200",
            description = "The event file.",
            content = @Content(mediaType = BINARY, schema = @Schema(type = SchemaType.STRING, format = "binary")))
    @APIResponse(responseCode = "404", description = "There is no such model, or it has no history.")
    @APIResponse(responseCode = "500", description = "The file of the history cannot be read, or is not a history.")
    @APIResponse(responseCode = "501", description = "HISTORY_SUBDIR is not set, and nothing else has a history.")
    @APIResponse(responseCode = "503", description = "Other event files are being written, or it cannot be stored.")
    public Response history(@PathParam("id") String id, @Context RoutingContext context) {
        ModelFile model = catalog.require(id);
        return files.history(id, histories.of(model), model.stamp().modified(), context);
    }
}
