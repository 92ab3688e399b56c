package dev.flsys.model.files;

import dev.flsys.model.ModelDescription;
import io.smallrye.common.annotation.Blocking;
import io.vertx.core.http.HttpHeaders;
import io.vertx.ext.web.RoutingContext;
import jakarta.ws.rs.DELETE;
import jakarta.ws.rs.DefaultValue;
import jakarta.ws.rs.GET;
import jakarta.ws.rs.HeaderParam;
import jakarta.ws.rs.POST;
import jakarta.ws.rs.Path;
import jakarta.ws.rs.PathParam;
import jakarta.ws.rs.Produces;
import jakarta.ws.rs.QueryParam;
import jakarta.ws.rs.core.Context;
import jakarta.ws.rs.core.MediaType;
import jakarta.ws.rs.core.Response;
import java.net.URI;
import java.net.URLEncoder;
import java.nio.charset.StandardCharsets;
import java.util.Locale;
import java.util.concurrent.CompletionStage;
import org.eclipse.microprofile.openapi.annotations.Operation;
import org.eclipse.microprofile.openapi.annotations.enums.SchemaType;
import org.eclipse.microprofile.openapi.annotations.media.Content;
import org.eclipse.microprofile.openapi.annotations.media.Schema;
import org.eclipse.microprofile.openapi.annotations.parameters.Parameter;
import org.eclipse.microprofile.openapi.annotations.parameters.RequestBody;
import org.eclipse.microprofile.openapi.annotations.responses.APIResponse;
import org.eclipse.microprofile.openapi.annotations.tags.Tag;
import org.jspecify.annotations.Nullable;

/** Uploads, downloads and deletions of model files. */
@Path("/api/models")
@Tag(name = "Models")
public class ModelFilesResource {

    private static final String BINARY = "binary";

    private final ModelFiles files;

    ModelFilesResource(ModelFiles files) {
        this.files = files;
    }

    @POST
    @Produces(MediaType.APPLICATION_JSON)
    @Operation(
            operationId = "uploadModel",
            summary = "Upload a model file",
            description = "The body is the file itself. It is stored in the folder of the model files, checked without"
                    + " running anything in it, and listed once it is complete. At most two files are uploaded at the"
                    + " same time.")
    @RequestBody(
            description = "The file: a state dict (.pth, .npz, .safetensors), TorchScript or ONNX.",
            required = true,
            content =
                    @Content(
                            mediaType = MediaType.APPLICATION_OCTET_STREAM,
                            schema = @Schema(type = SchemaType.STRING, format = BINARY)))
    @APIResponse(
            responseCode = "201",
            description = "The model, as the list has it. Location has the path of its file.",
            content = @Content(schema = @Schema(implementation = ModelDescription.class)))
    @APIResponse(
            responseCode = "200",
            description = "The model, whose file was replaced.",
            content = @Content(schema = @Schema(implementation = ModelDescription.class)))
    @APIResponse(responseCode = "400", description = "The name or the query is refused.")
    @APIResponse(
            responseCode = "403",
            description = "API_TOKEN is not set and the service does not listen on a loopback address, or the request"
                    + " comes from a page of a foreign origin.")
    @APIResponse(responseCode = "409", description = "There is a file of that name.")
    @APIResponse(responseCode = "413", description = "The file is larger than MODEL_UPLOAD_MAX.")
    @APIResponse(responseCode = "415", description = "The body is a form.")
    @APIResponse(responseCode = "422", description = "The content is no model that FLSys can use; see detail.")
    @APIResponse(responseCode = "503", description = "Too many files are being uploaded. Retry-After has the seconds.")
    @APIResponse(responseCode = "507", description = "The disk has too little space.")
    public CompletionStage<Response> upload(
            @Parameter(description = "The name of the file, with its ending.", required = true, example = "LeNet.pth")
                    @QueryParam("name")
                    @DefaultValue("")
                    String name,
            @Parameter(
                            description = "Whether a file of that name is replaced; it is moved to the trash.",
                            schema = @Schema(type = SchemaType.BOOLEAN, defaultValue = "false"))
                    @QueryParam("replace")
                    @DefaultValue("false")
                    String replace,
            @Context RoutingContext exchange) {
        if (!replace.equals("true") && !replace.equals("false")) {
            throw ModelFilesProblem.request("'replace' is true or false.");
        }
        String type = exchange.request().getHeader(HttpHeaders.CONTENT_TYPE);
        if (type != null && type.toLowerCase(Locale.ROOT).startsWith("multipart/")) {
            throw ModelFilesProblem.form();
        }
        return Uploads.answer(files.add(name, replace.equals("true"), exchange), exchange, ModelFilesResource::answer);
    }

    private static Response answer(ModelFiles.Stored stored) {
        return Response.status(stored.replaced() ? Response.Status.OK : Response.Status.CREATED)
                .header("Location", path(stored.entry().id().value()))
                .entity(stored.entry())
                .build();
    }

    private static URI path(String id) {
        return URI.create("/api/models/" + encoded(id) + "/file");
    }

    private static String encoded(String segment) {
        return URLEncoder.encode(segment, StandardCharsets.UTF_8).replace("+", "%20");
    }

    @GET
    @Path("/{id}/file")
    @Produces(MediaType.APPLICATION_OCTET_STREAM)
    @Operation(
            operationId = "downloadModel",
            summary = "Get the file of a model",
            description = "Also of a model that is kept with a simulation (NAME@SIMULATION). ETag changes with the"
                    + " file. A request with Range gets a part of it.")
    @APIResponse(
            responseCode = "200",
            description = "The file.",
            content =
                    @Content(
                            mediaType = MediaType.APPLICATION_OCTET_STREAM,
                            schema = @Schema(type = SchemaType.STRING, format = BINARY)))
    @APIResponse(
            responseCode = "206",
            description = "A part of the file.",
            content =
                    @Content(
                            mediaType = MediaType.APPLICATION_OCTET_STREAM,
                            schema = @Schema(type = SchemaType.STRING, format = BINARY)))
    @APIResponse(responseCode = "304", description = "The file has the tag of If-None-Match.")
    @APIResponse(responseCode = "404", description = "There is no such model.")
    @APIResponse(responseCode = "409", description = "The file cannot be read; see detail.")
    @APIResponse(responseCode = "416", description = "The file has no byte of the range.")
    public CompletionStage<Response> download(
            @PathParam("id") String id,
            @HeaderParam("Range") @Nullable String range,
            @HeaderParam("If-None-Match") @Nullable String ifNoneMatch,
            @HeaderParam("If-Range") @Nullable String ifRange,
            @Context RoutingContext exchange) {
        return FileDownload.answer(
                () -> files.read(id), id, new FileDownload.Conditions(range, ifNoneMatch, ifRange), exchange);
    }

    @DELETE
    @Path("/{id}")
    @Blocking
    @Operation(
            operationId = "deleteModel",
            summary = "Move the file of a model to the trash, .flsys/trash",
            description = "The trash has the last 20 files. POST to the path in Location, with /restore, restores this"
                    + " one.")
    @APIResponse(responseCode = "204", description = "The file is in the trash. Location has the path of its entry.")
    @APIResponse(
            responseCode = "403",
            description = "API_TOKEN is not set and the service does not listen on a loopback address, or the request"
                    + " comes from a page of a foreign origin.")
    @APIResponse(responseCode = "404", description = "There is no such model.")
    @APIResponse(responseCode = "409", description = "The model is deployed, is kept with a simulation, or is a link.")
    @APIResponse(responseCode = "507", description = "The disk has too little space for the trash.")
    public Response delete(@PathParam("id") String id) {
        return Response.noContent()
                .header("Location", "/api/trash/" + encoded(files.remove(id)))
                .build();
    }
}
