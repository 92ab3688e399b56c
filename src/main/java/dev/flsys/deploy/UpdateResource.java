package dev.flsys.deploy;

import com.fasterxml.jackson.databind.ObjectMapper;
import dev.flsys.model.catalog.ModelCatalog;
import dev.flsys.problem.JsonBody;
import dev.flsys.project.FlowerProject;
import io.smallrye.mutiny.Uni;
import jakarta.ws.rs.Consumes;
import jakarta.ws.rs.HeaderParam;
import jakarta.ws.rs.POST;
import jakarta.ws.rs.Path;
import jakarta.ws.rs.Produces;
import jakarta.ws.rs.core.HttpHeaders;
import jakarta.ws.rs.core.MediaType;
import org.eclipse.microprofile.openapi.annotations.Operation;
import org.eclipse.microprofile.openapi.annotations.media.Content;
import org.eclipse.microprofile.openapi.annotations.media.Schema;
import org.eclipse.microprofile.openapi.annotations.parameters.RequestBody;
import org.eclipse.microprofile.openapi.annotations.responses.APIResponse;
import org.eclipse.microprofile.openapi.annotations.tags.Tag;
import org.jspecify.annotations.Nullable;

/** Swaps the model behind {@code /predict}. */
@Path("/update_model")
@Tag(name = "Deployed model")
public class UpdateResource {

    private final DeployedModel deployed;
    private final KeptPaths kept;
    private final ObjectMapper json;

    UpdateResource(DeployedModel deployed, ModelCatalog catalog, FlowerProject project, ObjectMapper json) {
        this.deployed = deployed;
        this.kept = new KeptPaths(catalog, project);
        this.json = json;
    }

    @POST
    @Consumes(MediaType.WILDCARD)
    @Produces("text/plain;charset=UTF-8")
    @Operation(
            summary = "Deploy another model; the answer comes once it serves",
            description = "model_path may also be the id of a model that is kept with a simulation.")
    @RequestBody(
            content =
                    @Content(
                            mediaType = MediaType.APPLICATION_JSON,
                            schema = @Schema(implementation = UpdateRequest.class)))
    @APIResponse(responseCode = "200", description = "The model at that path serves; no older model answers any more.")
    @APIResponse(responseCode = "400", description = "The body or the file is refused. The old model still serves.")
    @APIResponse(responseCode = "404", description = "The project has no such file. The old model still serves.")
    @APIResponse(responseCode = "503", description = "Another model is being deployed.")
    public Uni<String> update(@HeaderParam(HttpHeaders.CONTENT_TYPE) @Nullable String type, byte[] body) {
        JsonBody.require(type);
        String path = UpdateRequest.of(body, json).modelPath();
        return Uni.createFrom()
                .completionStage(() -> deployed.update(() -> kept.of(path)))
                .replaceWith("模型已更新成功");
    }
}
