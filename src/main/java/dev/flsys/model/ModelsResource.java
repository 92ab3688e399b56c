package dev.flsys.model;

import io.smallrye.common.annotation.Blocking;
import jakarta.ws.rs.GET;
import jakarta.ws.rs.Path;
import jakarta.ws.rs.Produces;
import jakarta.ws.rs.core.MediaType;
import java.util.List;
import org.eclipse.microprofile.openapi.annotations.Operation;
import org.eclipse.microprofile.openapi.annotations.tags.Tag;

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
     */
    public record ModelList(List<ModelDescription> models) {}

    @GET
    @Blocking
    @Produces(MediaType.APPLICATION_JSON)
    @Operation(summary = "List the models that the folders of the project hold now")
    public ModelList list() {
        return new ModelList(models.list());
    }
}
