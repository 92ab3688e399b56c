package dev.flsys.evaluation;

import com.fasterxml.jackson.annotation.JsonInclude;
import dev.flsys.model.files.UploadSettings;
import dev.flsys.model.files.Uploads;
import dev.flsys.project.FileStamp;
import dev.flsys.project.SamplePicture;
import io.quarkus.runtime.annotations.RegisterForReflection;
import io.smallrye.common.annotation.Blocking;
import io.smallrye.common.annotation.NonBlocking;
import io.vertx.ext.web.RoutingContext;
import jakarta.validation.Valid;
import jakarta.validation.constraints.NotNull;
import jakarta.ws.rs.Consumes;
import jakarta.ws.rs.DELETE;
import jakarta.ws.rs.DefaultValue;
import jakarta.ws.rs.GET;
import jakarta.ws.rs.POST;
import jakarta.ws.rs.Path;
import jakarta.ws.rs.PathParam;
import jakarta.ws.rs.Produces;
import jakarta.ws.rs.QueryParam;
import jakarta.ws.rs.core.Context;
import jakarta.ws.rs.core.HttpHeaders;
import jakarta.ws.rs.core.MediaType;
import jakarta.ws.rs.core.Response;
import java.net.URI;
import java.time.Instant;
import java.util.List;
import java.util.Objects;
import java.util.concurrent.CompletionStage;
import java.util.stream.Collectors;
import org.eclipse.microprofile.openapi.annotations.Operation;
import org.eclipse.microprofile.openapi.annotations.enums.ParameterIn;
import org.eclipse.microprofile.openapi.annotations.enums.SchemaType;
import org.eclipse.microprofile.openapi.annotations.media.Content;
import org.eclipse.microprofile.openapi.annotations.media.Schema;
import org.eclipse.microprofile.openapi.annotations.parameters.Parameter;
import org.eclipse.microprofile.openapi.annotations.parameters.RequestBody;
import org.eclipse.microprofile.openapi.annotations.responses.APIResponse;
import org.eclipse.microprofile.openapi.annotations.tags.Tag;
import org.jspecify.annotations.Nullable;

/** Evaluations by REST. They belong to no session: every user of the service may stop and delete them. */
@Path("/api/evaluations")
@Produces(MediaType.APPLICATION_JSON)
@Tag(name = "Evaluations")
@Blocking
public class EvaluationsResource {

    private final Evaluations evaluations;
    private final PictureUploads uploads;

    EvaluationsResource(Evaluations evaluations, PictureUploads uploads) {
        this.evaluations = evaluations;
        this.uploads = uploads;
    }

    /** The list, the latest first. */
    @RegisterForReflection
    @Schema(name = "EvaluationList")
    public record Listing(List<Item> evaluations) {}

    /**
     * An evaluation in the list.
     *
     * @param accuracies the accuracies of the models, in their order; null for a model that could not be evaluated
     */
    @RegisterForReflection
    @JsonInclude(JsonInclude.Include.NON_NULL)
    @Schema(name = "EvaluationItem")
    public record Item(
            EvaluationId id,
            String folder,
            List<String> models,
            EvaluationState state,
            Instant requested,
            @Nullable Instant ended,
            int pictures,
            int done,
            List<@Nullable Double> accuracies) {

        static Item of(Evaluation each) {
            return new Item(
                    each.id(),
                    each.folder(),
                    each.models(),
                    each.state(),
                    each.requested(),
                    each.ended(),
                    each.pictures(),
                    each.done(),
                    each.results().stream()
                            .map(result -> result.scores() == null
                                    ? null
                                    : (Double) result.scores().accuracy())
                            .collect(Collectors.toList()));
        }
    }

    @POST
    @Consumes(MediaType.APPLICATION_JSON)
    @Operation(
            operationId = "startEvaluation",
            summary = "Evaluate models on a folder of labelled pictures",
            description =
                    "The names of the sub-folders are the labels, or a file labels.csv in the folder names the"
                            + " pictures and their labels. One evaluation runs at a time. The body may be a ZIP file of such a"
                            + " folder instead (application/zip), with the models in the query: ?models=ID&models=ID&name=FILE.")
    @RequestBody(
            required = true,
            content = {
                @Content(
                        mediaType = MediaType.APPLICATION_JSON,
                        schema = @Schema(implementation = EvaluationRequest.class)),
                @Content(mediaType = UploadSettings.ZIP, schema = @Schema(type = SchemaType.STRING, format = "binary"))
            })
    @Parameter(
            name = "models",
            in = ParameterIn.QUERY,
            description = "The ids of one to six models, for a ZIP file.",
            schema = @Schema(type = SchemaType.ARRAY, implementation = String.class))
    @Parameter(
            name = "name",
            in = ParameterIn.QUERY,
            description = "The name of the ZIP file, which the evaluation has as its folder.",
            schema = @Schema(type = SchemaType.STRING))
    @APIResponse(
            responseCode = "201",
            description = "The evaluation is queued.",
            content = @Content(schema = @Schema(implementation = Evaluation.class)))
    @APIResponse(
            responseCode = "400",
            description = "The body is invalid, the folder has no labelled pictures, or a model lacks a label.")
    @APIResponse(
            responseCode = "403",
            description =
                    "A ZIP file is not allowed: API_TOKEN is not set and the service does not listen on a loopback"
                            + " address, or the request comes from a page of a foreign origin.")
    @APIResponse(responseCode = "404", description = "There is no such model.")
    @APIResponse(responseCode = "413", description = "The body is too large: MODEL_UPLOAD_MAX limits ZIP files.")
    @APIResponse(responseCode = "422", description = "The ZIP file is refused; see detail.")
    @APIResponse(responseCode = "429", description = "Too many evaluations have not ended.")
    @APIResponse(
            responseCode = "503",
            description = "The evaluation cannot be stored, or too many ZIP files are being uploaded.")
    @APIResponse(responseCode = "507", description = "The disk has too little space for the evaluation.")
    public Response start(@NotNull(message = "a JSON object is expected") @Valid EvaluationRequest request) {
        Evaluation accepted =
                evaluations.create(Objects.requireNonNull(request.models()), Objects.requireNonNull(request.folder()));
        return created(accepted);
    }

    @POST
    @Consumes(UploadSettings.ZIP)
    @NonBlocking
    @Operation(hidden = true)
    public CompletionStage<Response> upload(
            @QueryParam("models") List<String> models,
            @QueryParam("name") @DefaultValue("") String name,
            @Context RoutingContext exchange) {
        return Uploads.answer(uploads.add(models, name, exchange), exchange, EvaluationsResource::created);
    }

    private static Response created(Evaluation accepted) {
        return Response.created(URI.create("/api/evaluations/" + accepted.id() + "/"))
                .entity(accepted)
                .build();
    }

    @GET
    @Operation(operationId = "listEvaluations", summary = "List the evaluations, the latest first")
    @APIResponse(
            responseCode = "200",
            description = "The evaluations, at most 200 that have ended.",
            content = @Content(schema = @Schema(implementation = Listing.class)))
    public Listing list() {
        return new Listing(evaluations.items());
    }

    @GET
    @Path("/{id}")
    @Operation(operationId = "getEvaluation", summary = "Get an evaluation with its progress and the scores so far")
    @APIResponse(
            responseCode = "200",
            description = "The evaluation.",
            content = @Content(schema = @Schema(implementation = Evaluation.class)))
    @APIResponse(responseCode = "404", description = "There is no such evaluation.")
    public Evaluation evaluation(@PathParam("id") String id) {
        return evaluations.require(EvaluationId.parse(id));
    }

    @GET
    @Path("/{id}/picture")
    @Produces("image/*")
    @Operation(operationId = "getEvaluatedPicture", summary = "Get a picture that the results name")
    @APIResponse(
            responseCode = "200",
            description = "The file.",
            content = @Content(mediaType = "image/*", schema = @Schema(type = SchemaType.STRING, format = "binary")))
    @APIResponse(responseCode = "404", description = "There is no such evaluation, or its results do not name it.")
    public Response picture(
            @PathParam("id") String id,
            @Parameter(description = "The path as in the results.", required = true) @QueryParam("path") @Nullable String path) {
        java.nio.file.Path file = evaluations.picture(EvaluationId.parse(id), path == null ? "" : path);
        SamplePicture picture = FileStamp.read(file)
                .map(stamp -> new SamplePicture(String.valueOf(file.getFileName()), stamp))
                .orElseThrow(EvaluationProblem::unknownPicture);
        return Response.ok(file, picture.mediaType())
                .header(HttpHeaders.CACHE_CONTROL, "no-cache")
                .header("X-Content-Type-Options", "nosniff")
                .header("Content-Security-Policy", "sandbox; default-src 'none'")
                .build();
    }

    @POST
    @Path("/{id}/stop")
    @Operation(operationId = "stopEvaluation", summary = "Stop an evaluation; the scores so far remain")
    @APIResponse(
            responseCode = "200",
            description = "The evaluation, which ends within a moment.",
            content = @Content(schema = @Schema(implementation = Evaluation.class)))
    @APIResponse(responseCode = "404", description = "There is no such evaluation.")
    @APIResponse(responseCode = "409", description = "The evaluation has ended.")
    public Evaluation stop(@PathParam("id") String id) {
        return evaluations.stop(EvaluationId.parse(id));
    }

    @DELETE
    @Path("/{id}")
    @Operation(operationId = "deleteEvaluation", summary = "Delete an evaluation that has ended")
    @APIResponse(responseCode = "204", description = "The evaluation is gone.")
    @APIResponse(responseCode = "404", description = "There is no such evaluation.")
    @APIResponse(responseCode = "409", description = "The evaluation has not ended.")
    @APIResponse(responseCode = "503", description = "The evaluation cannot be deleted.")
    public void delete(@PathParam("id") String id) {
        evaluations.delete(EvaluationId.parse(id));
    }
}
