package dev.flsys.history;

import dev.flsys.history.rounds.HistoryProblem;
import dev.flsys.model.catalog.ModelCatalog;
import dev.flsys.model.catalog.ModelFile;
import dev.flsys.model.catalog.ModelId;
import io.quarkus.runtime.annotations.RegisterForReflection;
import io.smallrye.common.annotation.Blocking;
import jakarta.inject.Inject;
import jakarta.ws.rs.GET;
import jakarta.ws.rs.Path;
import jakarta.ws.rs.Produces;
import jakarta.ws.rs.core.MediaType;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import org.eclipse.microprofile.openapi.annotations.Operation;
import org.eclipse.microprofile.openapi.annotations.media.Content;
import org.eclipse.microprofile.openapi.annotations.media.Schema;
import org.eclipse.microprofile.openapi.annotations.responses.APIResponse;
import org.eclipse.microprofile.openapi.annotations.tags.Tag;

/** {@code GET /api/training_histories}: one request for the accuracies of all models. */
@Path("/api/training_histories")
@Produces(MediaType.APPLICATION_JSON)
@Tag(name = "Training histories")
public class TrainingsResource {

    /** The time for all histories. */
    private static final Duration LIMIT = Duration.ofSeconds(20);

    private static final String LATE = "Reading the histories of the models before it took " + LIMIT.toSeconds()
            + " seconds. Its own address has its history.";

    private final ModelCatalog catalog;
    private final Histories histories;
    private final HistorySettings settings;

    @Inject
    TrainingsResource(ModelCatalog catalog, Histories histories, HistorySettings settings) {
        this.catalog = catalog;
        this.histories = histories;
        this.settings = settings;
    }

    /**
     * The histories of the models in the folders of the project.
     *
     * @param histories each different history once, in the order of the models
     * @param unread the models whose history cannot be read
     * @param configured whether HISTORY_SUBDIR is set
     */
    @RegisterForReflection
    public record TrainingSummaries(List<TrainingSummary> histories, List<Unread> unread, boolean configured) {}

    /**
     * A model whose history cannot be read.
     *
     * @param detail the reason, and what to do
     */
    @RegisterForReflection
    @Schema(name = "UnreadHistory")
    public record Unread(ModelId model, String detail) {}

    /** Models without a history are left out. */
    @GET
    @Blocking
    @Operation(summary = "Summarise the training histories of all models")
    @APIResponse(
            responseCode = "200",
            description = "Each history once, with the models that have it.",
            content = @Content(schema = @Schema(implementation = TrainingSummaries.class)))
    @APIResponse(responseCode = "503", description = "Too many histories are being read. Retry-After has the seconds.")
    public TrainingSummaries list() {
        long end = System.nanoTime() + LIMIT.toNanos();
        TrainingSummary.Collector found = new TrainingSummary.Collector();
        List<Unread> unread = new ArrayList<>();
        for (ModelFile model : catalog.list()) {
            if (System.nanoTime() - end > 0) {
                unread.add(new Unread(model.id(), LATE));
                continue;
            }
            try {
                found.add(histories.of(model), model.id());
            } catch (HistoryProblem none) {
                switch (none.status()) {
                    case 404, 501 -> {}
                    case 503 -> throw none;
                    default -> unread.add(new Unread(model.id(), none.detail()));
                }
            }
        }
        return new TrainingSummaries(
                found.summaries(), unread, settings.folder().isPresent());
    }
}
