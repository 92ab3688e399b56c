package dev.flsys.model;

import dev.flsys.project.FlowerProject;
import io.smallrye.common.annotation.Blocking;
import jakarta.ws.rs.GET;
import jakarta.ws.rs.Path;
import jakarta.ws.rs.Produces;
import jakarta.ws.rs.core.MediaType;
import java.util.List;
import java.util.Objects;
import org.eclipse.microprofile.openapi.annotations.Operation;
import org.eclipse.microprofile.openapi.annotations.tags.Tag;

/** The list of models. */
@Path("/api/models")
@Tag(name = "models")
public class ModelsResource {

    private final Models models;
    private final String project;

    ModelsResource(Models models, FlowerProject project) {
        this.models = models;
        this.project = Objects.requireNonNullElse(project.root().getFileName(), project.root())
                .toString();
    }

    /**
     * The body of the list.
     *
     * @param models sorted by id
     * @param project the name of the project's folder
     */
    public record ModelList(List<ModelDescription> models, String project) {}

    @GET
    @Blocking
    @Produces(MediaType.APPLICATION_JSON)
    @Operation(summary = "The models that can predict, as the project's folders hold them now")
    public ModelList list() {
        return new ModelList(models.list(), project);
    }
}
