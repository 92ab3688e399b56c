package dev.flsys.history;

import com.fasterxml.jackson.annotation.JsonInclude;
import com.fasterxml.jackson.annotation.JsonProperty;
import com.fasterxml.jackson.databind.ObjectMapper;
import dev.flsys.history.rounds.HistoryInvalid;
import dev.flsys.history.rounds.HistoryProblem;
import dev.flsys.history.rounds.TrainingHistory;
import dev.flsys.model.catalog.ModelCatalog;
import dev.flsys.model.catalog.ModelFile;
import dev.flsys.model.catalog.ModelId;
import dev.flsys.problem.Batch;
import dev.flsys.project.FlowerProject;
import io.quarkus.runtime.annotations.RegisterForReflection;
import io.smallrye.common.annotation.Blocking;
import jakarta.inject.Inject;
import jakarta.ws.rs.DefaultValue;
import jakarta.ws.rs.GET;
import jakarta.ws.rs.Path;
import jakarta.ws.rs.Produces;
import jakarta.ws.rs.QueryParam;
import jakarta.ws.rs.core.MediaType;
import java.time.Duration;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import org.eclipse.microprofile.openapi.annotations.Operation;
import org.eclipse.microprofile.openapi.annotations.enums.SchemaType;
import org.eclipse.microprofile.openapi.annotations.media.Content;
import org.eclipse.microprofile.openapi.annotations.media.Schema;
import org.eclipse.microprofile.openapi.annotations.parameters.Parameter;
import org.eclipse.microprofile.openapi.annotations.responses.APIResponse;
import org.eclipse.microprofile.openapi.annotations.tags.Tag;
import org.jspecify.annotations.Nullable;

/** {@code /api/training_histories}: one request for the accuracies of all models, or for several histories. */
@Path("/api/training_histories")
@Produces(MediaType.APPLICATION_JSON)
@Tag(name = "Training histories")
public class TrainingsResource {

    /** The time for all histories. */
    private static final Duration LIMIT = Duration.ofSeconds(20);

    private static final String LATE = "Reading the histories of the models before it took " + LIMIT.toSeconds()
            + " seconds. Its own address has its history.";

    /**
     * The number of nested columns that may name an experiment, and the number of experiments of each that are read.
     */
    private static final int MAX_PARTS = 2;

    private static final int MAX_EXPERIMENTS = 20;

    private final ModelCatalog catalog;
    private final Histories histories;
    private final HistorySettings settings;
    private final FlowerProject project;
    private final ObjectMapper json;

    @Inject
    TrainingsResource(
            ModelCatalog catalog,
            Histories histories,
            HistorySettings settings,
            FlowerProject project,
            ObjectMapper json) {
        this.project = project;
        this.catalog = catalog;
        this.histories = histories;
        this.settings = settings;
        this.json = json;
    }

    /**
     * The histories of the models in the folders of the project, and of the files that belong to no model.
     *
     * @param histories each different history once: the histories of models in the order of the models, then those of
     *     files
     * @param unread the models and files whose history cannot be read
     * @param configured whether HISTORY_SUBDIR is set
     */
    @RegisterForReflection
    public record TrainingSummaries(List<TrainingSummary> histories, List<Unread> unread, boolean configured) {}

    /**
     * A history that cannot be read: of a model, or of a file of the project that belongs to no model.
     *
     * @param model null for a file
     * @param file its path in the project; null for a model
     * @param detail the reason, and what to do
     */
    @RegisterForReflection
    @Schema(name = "UnreadHistory")
    @JsonInclude(JsonInclude.Include.NON_NULL)
    public record Unread(@Nullable ModelId model, @Nullable String file, String detail) {}

    /** Adds the history of a file, or each experiment of it. Files of other kinds are ignored. */
    private static void addFile(
            Histories.ProjectFiles files,
            String file,
            int parts,
            TrainingSummary.Collector found,
            List<Unread> unread) {
        try {
            TrainingHistory history = files.of(file);
            if (!history.rounds().isEmpty()) {
                found.add(history, file);
            }
        } catch (HistoryInvalid invalid) {
            if (parts > 0 && !invalid.experiments().isEmpty()) {
                String mark = parts == MAX_PARTS ? "#" : ",";
                invalid.experiments().stream()
                        .limit(MAX_EXPERIMENTS)
                        .forEach(each -> addFile(files, file + mark + each, parts - 1, found, unread));
            } else if (!invalid.isAnotherKind()
                    && CommonHistoryNames.isUsual(java.nio.file.Path.of(file.replaceFirst("#.*", "")))) {
                unread.add(new Unread(null, file, invalid.detail()));
            }
        } catch (HistoryProblem gone) {
            if (gone.status() == 503) {
                throw gone;
            }
        }
    }

    /**
     * The training histories of several models or files.
     *
     * @param found the histories by the id of the model or the name of the file
     * @param failed the ids or names without a history, with the reasons
     * @param leftOut the ids or names that did not fit into the answer
     */
    @RegisterForReflection
    @Schema(name = "SeveralHistories")
    public record Several(
            Map<String, TrainingHistory> found,
            Map<String, Batch.Failure> failed,
            @JsonProperty("left_out") List<String> leftOut) {

        static Several of(Batch<TrainingHistory> batch) {
            return new Several(batch.found(), batch.failed(), batch.leftOut());
        }
    }

    /** Models without a history are left out. */
    @GET
    @Blocking
    @Operation(summary = "Summarise the training histories of all models")
    @APIResponse(
            responseCode = "200",
            description = "Each history once, with the models that have it, or else its file.",
            content = @Content(schema = @Schema(implementation = TrainingSummaries.class)))
    @APIResponse(responseCode = "503", description = "Too many histories are being read. Retry-After has the seconds.")
    public TrainingSummaries list() {
        long end = System.nanoTime() + LIMIT.toNanos();
        TrainingSummary.Collector found = new TrainingSummary.Collector();
        List<Unread> unread = new ArrayList<>();
        Set<String> weights = new HashSet<>();
        for (ModelFile model : catalog.list()) {
            weights.add(project.displayPath(model.path()));
            if (System.nanoTime() - end > 0) {
                unread.add(new Unread(model.id(), null, LATE));
                continue;
            }
            try {
                Histories.OfModel training = histories.withSimulation(model);
                found.add(training.history(), model.id(), training.simulation());
            } catch (HistoryProblem none) {
                switch (none.status()) {
                    case 404, 501 -> {}
                    case 503 -> throw none;
                    default -> unread.add(new Unread(model.id(), null, none.detail()));
                }
            }
        }
        Histories.ProjectFiles files = histories.inProject();
        for (String file : files.names()) {
            if (System.nanoTime() - end > 0) {
                break;
            }
            if (!weights.contains(file)) {
                addFile(files, file, MAX_PARTS, found, unread);
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
    @APIResponse(responseCode = "414", description = "The query is too long. The answer has no body.")
    public Several several(
            @Parameter(
                            description = "The ids of models, each as a parameter of its own.",
                            required = true,
                            schema =
                                    @Schema(
                                            type = SchemaType.ARRAY,
                                            implementation = String.class,
                                            minItems = 1,
                                            maxItems = Batch.MAX_IDS))
                    @QueryParam("id")
                    List<String> ids) {
        return Several.of(Batch.read(ids, id -> histories.of(catalog.require(id)), json.writer()));
    }

    @GET
    @Path("/files")
    @Blocking
    @Operation(
            operationId = "getSeveralHistoryFiles",
            summary = "Get the training histories of several files of the project",
            description = "The names are those of the list of histories. 'found', 'failed' and 'left_out' are as for"
                    + " several models.")
    @APIResponse(
            responseCode = "200",
            description = "The histories by name, and the reasons for the files that have none.",
            content = @Content(schema = @Schema(implementation = Several.class)))
    @APIResponse(responseCode = "400", description = "A query parameter is refused.")
    @APIResponse(responseCode = "414", description = "The query is too long. The answer has no body.")
    public Several files(
            @Parameter(
                            description = "The names of files, each as a parameter of its own.",
                            required = true,
                            schema =
                                    @Schema(
                                            type = SchemaType.ARRAY,
                                            implementation = String.class,
                                            minItems = 1,
                                            maxItems = Batch.MAX_IDS))
                    @QueryParam("file")
                    List<String> files) {
        return Several.of(Batch.read("file", files, histories.inProject()::of, json.writer()));
    }

    /**
     * The history of a file that belongs to no model.
     *
     * @param file as the list has it
     */
    @GET
    @Path("/file")
    @Blocking
    @Operation(operationId = "getHistoryFile", summary = "Get the training history of a file of the project")
    @APIResponse(
            responseCode = "200",
            description = "Rounds, accuracies and losses, and what else the file has.",
            content = @Content(schema = @Schema(implementation = TrainingHistory.class)))
    @APIResponse(responseCode = "404", description = "It is none of the files that the list has.")
    @APIResponse(responseCode = "500", description = "The file cannot be read, or is not a history.")
    @APIResponse(responseCode = "503", description = "Too many histories are being read. Retry-After has the seconds.")
    public TrainingHistory file(@QueryParam("file") @DefaultValue("") String file) {
        return histories.inProject().of(file);
    }
}
