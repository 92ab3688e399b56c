package dev.flsys.model;

import com.fasterxml.jackson.annotation.JsonInclude;
import dev.flsys.model.catalog.ModelProblem;
import dev.flsys.model.catalog.WeightsFolder;
import dev.flsys.project.FlowerProject;
import io.smallrye.common.annotation.Blocking;
import jakarta.ws.rs.DefaultValue;
import jakarta.ws.rs.GET;
import jakarta.ws.rs.Path;
import jakarta.ws.rs.Produces;
import jakarta.ws.rs.QueryParam;
import jakarta.ws.rs.core.MediaType;
import java.util.List;
import java.util.Objects;
import org.eclipse.microprofile.openapi.annotations.Operation;
import org.eclipse.microprofile.openapi.annotations.enums.SchemaType;
import org.eclipse.microprofile.openapi.annotations.media.Content;
import org.eclipse.microprofile.openapi.annotations.media.Schema;
import org.eclipse.microprofile.openapi.annotations.parameters.Parameter;
import org.eclipse.microprofile.openapi.annotations.responses.APIResponse;
import org.eclipse.microprofile.openapi.annotations.tags.Tag;
import org.jspecify.annotations.Nullable;

/** The list of models. */
@Path("/api/models")
@Tag(name = "Models")
public class ModelsResource {

    private final Models models;
    private final FileChanges changes;
    private final String project;

    ModelsResource(Models models, FileChanges changes, FlowerProject project) {
        this.models = models;
        this.changes = changes;
        this.project = Objects.requireNonNullElse(project.root().getFileName(), project.root())
                .toString();
    }

    /**
     * The body of the list.
     *
     * @param models sorted by id; those that are kept with simulations follow
     * @param project the name of the project's folder
     * @param folder the folder of the model files, relative to the project
     * @param reason the reason why this folder has no models; left out if it exists
     * @param notes sentences about files that the list leaves out, such as those of an unreadable folder, with the next
     *     step; absent if there are none
     * @param files whether model files can be uploaded and deleted
     */
    @JsonInclude(JsonInclude.Include.NON_NULL)
    public record ModelList(
            List<ModelDescription> models,
            String project,
            String folder,
            @Nullable String reason,
            @JsonInclude(JsonInclude.Include.NON_EMPTY) List<String> notes,
            FileRules files) {

        static ModelList of(
                List<ModelDescription> models,
                String project,
                WeightsFolder folder,
                List<String> notes,
                FileRules files) {
            return new ModelList(models, project, folder.path(), folder.reason(), notes, files);
        }
    }

    @GET
    @Blocking
    @Produces(MediaType.APPLICATION_JSON)
    @Operation(
            summary = "List the models in the folders of the project",
            description =
                    "With runs=true, the models that are kept with simulations follow, the latest first. Their ids"
                            + " are NAME@SIMULATION and can be used without this list.")
    @APIResponse(
            responseCode = "200",
            description = "The models.",
            content = @Content(schema = @Schema(implementation = ModelList.class)))
    @APIResponse(responseCode = "400", description = "The query is wrong.")
    public ModelList list(
            @Parameter(
                            description = "Whether the models that are kept with simulations are listed, too.",
                            schema = @Schema(type = SchemaType.BOOLEAN, defaultValue = "false"))
                    @QueryParam("runs")
                    @DefaultValue("false")
                    String runs) {
        if (!runs.equals("true") && !runs.equals("false")) {
            throw ModelProblem.query("'runs' is true or false.");
        }
        return ModelList.of(
                models.list(runs.equals("true")), project, models.folder(), models.notes(), changes.rules());
    }
}
