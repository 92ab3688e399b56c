package dev.flsys.history;

import dev.flsys.model.ModelCatalog;
import io.smallrye.common.annotation.Blocking;
import jakarta.inject.Inject;
import jakarta.ws.rs.GET;
import jakarta.ws.rs.Path;
import jakarta.ws.rs.PathParam;
import jakarta.ws.rs.Produces;
import jakarta.ws.rs.core.MediaType;

/** {@code GET /api/models/{id}/training_history/}. */
@Path("/api/models/{id}/training_history")
@Produces(MediaType.APPLICATION_JSON)
public class TrainingHistoryResource {

    private final ModelCatalog catalog;
    private final Histories histories;

    @Inject
    TrainingHistoryResource(ModelCatalog catalog, Histories histories) {
        this.catalog = catalog;
        this.histories = histories;
    }

    /**
     * The model's training history; 404 if the model or its history is unknown, 500 if it is unusable, 501 without HISTORY_SUBDIR and
     * a simulation that wrote the model.
     */
    @GET
    @Blocking
    public TrainingHistory history(@PathParam("id") String id) {
        return histories.of(catalog.require(id));
    }
}
