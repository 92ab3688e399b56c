package dev.flsys.inference;

import dev.flsys.access.ClientAddresses;
import dev.flsys.inference.pool.InferenceClient;
import io.smallrye.mutiny.Uni;
import io.vertx.core.http.HttpServerRequest;
import jakarta.validation.Valid;
import jakarta.validation.constraints.NotNull;
import jakarta.ws.rs.Consumes;
import jakarta.ws.rs.POST;
import jakarta.ws.rs.Path;
import jakarta.ws.rs.Produces;
import jakarta.ws.rs.core.Context;
import jakarta.ws.rs.core.MediaType;
import java.util.List;
import java.util.Objects;
import java.util.Optional;
import org.eclipse.microprofile.openapi.annotations.Operation;
import org.eclipse.microprofile.openapi.annotations.enums.SchemaType;
import org.eclipse.microprofile.openapi.annotations.media.Content;
import org.eclipse.microprofile.openapi.annotations.media.Schema;
import org.eclipse.microprofile.openapi.annotations.parameters.RequestBody;
import org.eclipse.microprofile.openapi.annotations.responses.APIResponse;
import org.eclipse.microprofile.openapi.annotations.tags.Tag;
import org.jboss.resteasy.reactive.Cache;

/** Predictions on pictures, and previews of the pictures as models see them. */
@Path("/api/predict")
@Tag(name = "Models")
public class PredictResource {

    private final Classifier classifier;
    private final ClientAddresses addresses;

    PredictResource(Classifier classifier, ClientAddresses addresses) {
        this.classifier = classifier;
        this.addresses = addresses;
    }

    /**
     * The body of the answer.
     *
     * @param predictions one for each label, the most likely first
     */
    @Schema(name = "Predictions")
    public record Answer(List<Prediction> predictions) {}

    @POST
    @Consumes(MediaType.APPLICATION_JSON)
    @Produces(MediaType.APPLICATION_JSON)
    @Operation(summary = "Classify a picture")
    @APIResponse(
            responseCode = "200",
            description = "One probability for each label, in descending order.",
            content = @Content(schema = @Schema(implementation = Answer.class)))
    @APIResponse(responseCode = "400", description = "The body, the picture or the model file is invalid.")
    @APIResponse(responseCode = "404", description = "There is no such model.")
    @APIResponse(
            responseCode = "500",
            description = "The number of the model's outputs is not that of the labels, or inference failed.")
    @APIResponse(responseCode = "503", description = "Too many requests wait, or the model is being loaded.")
    @APIResponse(responseCode = "504", description = "The model took longer than INFERENCE_TIMEOUT.")
    public Uni<Answer> predict(
            @RequestBody(content = @Content(schema = @Schema(implementation = PredictRequest.class)))
                    @NotNull(message = "a JSON object is expected") @Valid PictureRequest request,
            @Context HttpServerRequest http) {
        return Uni.createFrom()
                .completionStage(() -> classifier.classify(request, InferenceClient.of(http, addresses)))
                .map(Answer::new);
    }

    @POST
    @Path("/preview")
    @Consumes(MediaType.APPLICATION_JSON)
    @Produces("image/png")
    @Cache(noStore = true)
    @Operation(summary = "Show a picture as a model sees it: in its channels and size, before normalisation")
    @APIResponse(
            responseCode = "200",
            description = "The picture as PNG.",
            content = @Content(mediaType = "image/png", schema = @Schema(type = SchemaType.STRING, format = "binary")))
    @APIResponse(responseCode = "400", description = "The body, the picture or the model file is invalid.")
    @APIResponse(responseCode = "404", description = "There is no such model.")
    @APIResponse(responseCode = "503", description = "Too many requests wait, or the model is being loaded.")
    @APIResponse(responseCode = "504", description = "The model took longer than INFERENCE_TIMEOUT.")
    public Uni<byte[]> preview(
            @NotNull(message = "a JSON object is expected") @Valid PreviewRequest request,
            @Context HttpServerRequest http) {
        String image = Objects.requireNonNull(request.imageData());
        Optional<String> model = Optional.ofNullable(request.modelId());
        return Uni.createFrom()
                .completionStage(() -> classifier.preview(model, image, InferenceClient.of(http, addresses)));
    }
}
