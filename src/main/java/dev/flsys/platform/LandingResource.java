package dev.flsys.platform;

import jakarta.ws.rs.GET;
import jakarta.ws.rs.Path;
import jakarta.ws.rs.Produces;
import jakarta.ws.rs.core.MediaType;
import jakarta.ws.rs.core.Response;
import org.eclipse.microprofile.openapi.annotations.Operation;
import org.eclipse.microprofile.openapi.annotations.enums.SchemaType;
import org.eclipse.microprofile.openapi.annotations.media.Content;
import org.eclipse.microprofile.openapi.annotations.media.Schema;
import org.eclipse.microprofile.openapi.annotations.responses.APIResponse;
import org.eclipse.microprofile.openapi.annotations.tags.Tag;

/**
 * {@code GET /}, by which clients of the Flask model server check that the server runs. The text is the same for all
 * media types.
 */
@Path("/")
@Tag(name = "Service")
public class LandingResource {

    @GET
    @Produces(MediaType.WILDCARD)
    @Operation(summary = "Greet; a browser gets the console")
    @APIResponse(
            responseCode = "200",
            description = "A text, or for Accept: text/html the console.",
            content = {
                @Content(mediaType = MediaType.TEXT_PLAIN, schema = @Schema(type = SchemaType.STRING)),
                @Content(mediaType = MediaType.TEXT_HTML, schema = @Schema(type = SchemaType.STRING))
            })
    public Response greeting() {
        return Response.ok("欢迎参加蓝桥杯", "text/plain;charset=UTF-8").build();
    }
}
