package dev.flsys.model;

import com.fasterxml.jackson.annotation.JsonInclude;
import io.smallrye.common.annotation.Blocking;
import jakarta.ws.rs.GET;
import jakarta.ws.rs.Path;
import jakarta.ws.rs.Produces;
import jakarta.ws.rs.core.MediaType;
import java.util.List;
import org.eclipse.microprofile.openapi.annotations.Operation;
import org.eclipse.microprofile.openapi.annotations.tags.Tag;
import org.jspecify.annotations.Nullable;

/** The list of models. */
@Path("/api/models")
@Tag(name = "Models")
public class ModelsResource {

    private final Models models;

    ModelsResource(Models models) {
        this.models = models;
    }

    /**
     * The body of the list.
     *
     * @param models sorted by id
     * @param folder the folder in which models are looked for, relative to the project
     * @param reason why none come from that folder; left out if it is there
     */
    @JsonInclude(JsonInclude.Include.NON_NULL)
    public record ModelList(List<ModelDescription> models, String folder, @Nullable String reason) {

        static ModelList of(List<ModelDescription> models, WatchedFolder folder) {
            return new ModelList(models, folder.path(), folder.reason());
        }
    }

    @GET
    @Blocking
    @Produces(MediaType.APPLICATION_JSON)
    @Operation(summary = "List the models that the folders of the project hold now")
    public ModelList list() {
        return ModelList.of(models.list(), models.folder());
    }
}
