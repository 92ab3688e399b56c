package dev.flsys.inference;

import dev.flsys.project.FlowerProject;
import dev.flsys.project.SamplePicture;
import dev.flsys.project.SamplePictures;
import io.smallrye.common.annotation.Blocking;
import jakarta.ws.rs.GET;
import jakarta.ws.rs.Path;
import jakarta.ws.rs.PathParam;
import jakarta.ws.rs.Produces;
import jakarta.ws.rs.core.Context;
import jakarta.ws.rs.core.EntityTag;
import jakarta.ws.rs.core.HttpHeaders;
import jakarta.ws.rs.core.MediaType;
import jakarta.ws.rs.core.Request;
import jakarta.ws.rs.core.Response;
import java.util.List;
import java.util.Optional;
import org.eclipse.microprofile.openapi.annotations.Operation;
import org.eclipse.microprofile.openapi.annotations.enums.SchemaType;
import org.eclipse.microprofile.openapi.annotations.media.Content;
import org.eclipse.microprofile.openapi.annotations.media.Schema;
import org.eclipse.microprofile.openapi.annotations.responses.APIResponse;
import org.eclipse.microprofile.openapi.annotations.tags.Tag;

/** The sample pictures of the project. */
@Path("/api/pictures")
@Tag(name = "Models")
@Blocking
public class PicturesResource {

    private final SamplePictures pictures;

    PicturesResource(FlowerProject project) {
        this.pictures = new SamplePictures(project);
    }

    /**
     * The body of the list.
     *
     * @param pictures sorted by name
     */
    public record PictureList(List<SamplePicture> pictures) {}

    @GET
    @Produces(MediaType.APPLICATION_JSON)
    @Operation(summary = "List the pictures of the project to try models with")
    public PictureList list() {
        return new PictureList(pictures.list());
    }

    /** The content of the file is not checked, so its headers let a browser treat it only as a picture. */
    @GET
    @Path("/{name}")
    @Produces("image/*")
    @Operation(summary = "Get one of these pictures")
    @APIResponse(
            responseCode = "200",
            description = "The file.",
            content = @Content(mediaType = "image/*", schema = @Schema(type = SchemaType.STRING, format = "binary")))
    @APIResponse(responseCode = "304", description = "The caller has this version already.")
    @APIResponse(responseCode = "404", description = "There is no such picture.")
    public Response picture(@PathParam("name") String name, @Context Request request) {
        SamplePicture picture = pictures.require(name);
        EntityTag version = new EntityTag(picture.version());
        return Optional.ofNullable(request.evaluatePreconditions(version))
                .orElseGet(() -> Response.ok(picture.stamp().path(), picture.mediaType()))
                .tag(version)
                .header(HttpHeaders.CACHE_CONTROL, "no-cache")
                .header("X-Content-Type-Options", "nosniff")
                .header("Content-Security-Policy", "sandbox; default-src 'none'")
                .build();
    }
}
