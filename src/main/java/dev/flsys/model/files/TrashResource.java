package dev.flsys.model.files;

import com.fasterxml.jackson.annotation.JsonProperty;
import dev.flsys.model.ModelDescription;
import io.quarkus.runtime.annotations.RegisterForReflection;
import io.smallrye.common.annotation.Blocking;
import jakarta.ws.rs.DELETE;
import jakarta.ws.rs.GET;
import jakarta.ws.rs.POST;
import jakarta.ws.rs.Path;
import jakarta.ws.rs.PathParam;
import jakarta.ws.rs.Produces;
import jakarta.ws.rs.core.MediaType;
import org.eclipse.microprofile.openapi.annotations.Operation;
import org.eclipse.microprofile.openapi.annotations.media.Content;
import org.eclipse.microprofile.openapi.annotations.media.Schema;
import org.eclipse.microprofile.openapi.annotations.responses.APIResponse;
import org.eclipse.microprofile.openapi.annotations.tags.Tag;

/** The deleted and replaced model files: list, restore, delete for good. */
@Path("/api/trash")
@Tag(name = "Models")
@Blocking
public class TrashResource {

    private static final String OFF = "API_TOKEN is not set and the service does not listen on a loopback address, or"
            + " the request comes from a page of a foreign origin.";
    private static final String UNKNOWN = "The trash has no such entry.";

    private final TrashedModels trash;

    TrashResource(TrashedModels trash) {
        this.trash = trash;
    }

    /** The number of entries that were deleted for good, and their bytes. */
    @RegisterForReflection
    @Schema(name = "EmptiedTrash")
    public record Emptied(
            int deleted, @JsonProperty("freed_bytes") long freedBytes) {}

    @GET
    @Produces(MediaType.APPLICATION_JSON)
    @Operation(
            operationId = "listTrash",
            summary = "List the model files that were deleted or replaced",
            description = "The trash, .flsys/trash, has the last 20 of them and no more than 10 GiB unless the latest"
                    + " is larger. Older ones are deleted for good at the next deletion.")
    @APIResponse(
            responseCode = "200",
            description = "The entries, the latest first.",
            content = @Content(schema = @Schema(implementation = TrashListing.class)))
    public TrashListing list() {
        return trash.list();
    }

    @POST
    @Path("/{id}/restore")
    @Produces(MediaType.APPLICATION_JSON)
    @Operation(
            operationId = "restoreFromTrash",
            summary = "Move a model file back to its place",
            description = "Weights in other files that were deleted with the model come back, too. Either all files"
                    + " are restored or none. A file that has the name meanwhile is not replaced.")
    @APIResponse(
            responseCode = "200",
            description = "The model, as the list has it.",
            content = @Content(schema = @Schema(implementation = ModelDescription.class)))
    @APIResponse(responseCode = "403", description = OFF)
    @APIResponse(responseCode = "404", description = UNKNOWN)
    @APIResponse(responseCode = "409", description = "There is a file of that name, or its folder is gone; see detail.")
    @APIResponse(responseCode = "507", description = "The disk has too little space.")
    public ModelDescription restore(@PathParam("id") String id) {
        return trash.restore(id);
    }

    @DELETE
    @Path("/{id}")
    @Operation(operationId = "deleteFromTrash", summary = "Delete an entry of the trash for good")
    @APIResponse(responseCode = "204", description = "The file is gone.")
    @APIResponse(responseCode = "403", description = OFF)
    @APIResponse(responseCode = "404", description = UNKNOWN)
    public void delete(@PathParam("id") String id) {
        trash.delete(id);
    }

    @DELETE
    @Produces(MediaType.APPLICATION_JSON)
    @Operation(operationId = "emptyTrash", summary = "Delete all entries of the trash for good")
    @APIResponse(
            responseCode = "200",
            description = "The number of deleted entries, and their bytes.",
            content = @Content(schema = @Schema(implementation = Emptied.class)))
    @APIResponse(responseCode = "403", description = OFF)
    public Emptied empty() {
        return trash.empty();
    }
}
