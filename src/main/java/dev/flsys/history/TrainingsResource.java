package dev.flsys.history;

import com.fasterxml.jackson.annotation.JsonProperty;
import com.fasterxml.jackson.databind.ObjectMapper;
import dev.flsys.history.rounds.HistoryProblem;
import dev.flsys.history.rounds.TrainingHistory;
import dev.flsys.model.catalog.ModelCatalog;
import dev.flsys.model.catalog.ModelFile;
import dev.flsys.model.catalog.ModelId;
import dev.flsys.problem.Batch;
import io.quarkus.runtime.annotations.RegisterForReflection;
import io.smallrye.common.annotation.Blocking;
import jakarta.inject.Inject;
import jakarta.ws.rs.GET;
import jakarta.ws.rs.Path;
import jakarta.ws.rs.Produces;
import jakarta.ws.rs.QueryParam;
import jakarta.ws.rs.core.MediaType;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import org.eclipse.microprofile.openapi.annotations.Operation;
import org.eclipse.microprofile.openapi.annotations.enums.SchemaType;
import org.eclipse.microprofile.openapi.annotations.media.Content;
import org.eclipse.microprofile.openapi.annotations.media.Schema;
import org.eclipse.microprofile.openapi.annotations.parameters.Parameter;
import org.eclipse.microprofile.openapi.annotations.responses.APIResponse;
import org.eclipse.microprofile.openapi.annotations.tags.Tag;

/** {@code /api/training_histories}: one request for the accuracies of all models, or for several histories. */
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
    private final ObjectMapper json;

    @Inject
    TrainingsResource(ModelCatalog catalog, Histories histories, HistorySettings settings, ObjectMapper json) {
        this.catalog = catalog;
        this.histories = histories;
        this.settings = settings;
        this.json = json;
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

    /**
     * The training histories of several models.
     *
     * @param found the histories by id
     * @param failed the ids of the models without a history, with the reasons
     * @param leftOut the ids that did not fit into the answer
     */
    @RegisterForReflection
    @Schema(name = "SeveralHistories")
    public record Several(
            Map<String, TrainingHistory> found,
            Map<String, Batch.Failure> failed,
            @JsonProperty("left_out") List<String> leftOut) {}

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

    @GET
    @Path("/batch")
    @Blocking
    @Operation(
            operationId = "getSeveralHistories",
            summary = "Get the training histories of several models",
            description = "A model without a history is in 'failed' with the reason. Those that do not fit into the"
                    + " answer are in 'left_out'; a further request reads them.")
    @APIResponse(
            responseCode = "200",
            description = "The histories by id, and the reasons for the models that have none.",
            content = @Content(schema = @Schema(implementation = Several.class)))
    @APIResponse(responseCode = "400", description = "A query parameter is refused.")
    @APIResponse(responseCode = "414", description = "The query is too long.")
    public Several several(
            @Parameter(
                            description = "The ids of models, each as a parameter of its own.",
                            required = true,
                            schema =
                                    @Schema(
                                            type = SchemaType.ARRAY,
                                            implementation = String.class,
                                            minItems = 1,
                                            maxItems = Batch.MOST_IDS))
                    @QueryParam("id")
                    List<String> ids) {
        Batch<TrainingHistory> batch = Batch.read(ids, id -> histories.of(catalog.require(id)), json.writer());
        return new Several(batch.found(), batch.failed(), batch.leftOut());
    }
}
