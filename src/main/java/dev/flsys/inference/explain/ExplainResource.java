package dev.flsys.inference.explain;

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
import java.util.Objects;
import org.eclipse.microprofile.openapi.annotations.Operation;
import org.eclipse.microprofile.openapi.annotations.media.Content;
import org.eclipse.microprofile.openapi.annotations.media.Schema;
import org.eclipse.microprofile.openapi.annotations.responses.APIResponse;
import org.eclipse.microprofile.openapi.annotations.tags.Tag;

/** Maps of pictures, which explain predictions. */
@Path("/api/explain")
@Tag(name = "Models")
public class ExplainResource {

    private final Explainer explainer;
    private final ClientAddresses addresses;

    ExplainResource(Explainer explainer, ClientAddresses addresses) {
        this.explainer = explainer;
        this.addresses = addresses;
    }

    @POST
    @Consumes(MediaType.APPLICATION_JSON)
    @Produces(MediaType.APPLICATION_JSON)
    @Operation(
            summary = "Show which parts of a picture a prediction depends on",
            description = "By an occlusion map, which every model allows, or by Grad-CAM (arXiv 1610.02391) with"
                    + " \"method\":\"gradcam\". Grad-CAM is possible for models that run as ONNX, if nothing but linear"
                    + " layers, ReLU, tanh, sigmoid, pools, dropout and reshapes follows the last convolution.")
    @APIResponse(
            responseCode = "200",
            description = "How much the probability of the class drops when a square covers each part of the picture,"
                    + " or how much each part adds to the score of the class.",
            content = @Content(schema = @Schema(oneOf = {OcclusionMap.class, GradCamMap.class})))
    @APIResponse(responseCode = "400", description = "The body, the picture, the class or the model file is invalid.")
    @APIResponse(responseCode = "404", description = "There is no such model.")
    @APIResponse(responseCode = "422", description = "The model does not allow Grad-CAM; see detail.")
    @APIResponse(
            responseCode = "500",
            description = "The number of the model's outputs is not that of the labels, or inference failed.")
    @APIResponse(
            responseCode = "503",
            description = "Too many requests or explanations wait, or the model is being loaded.")
    @APIResponse(
            responseCode = "504",
            description = "One call of the model, or the whole explanation, took longer than INFERENCE_TIMEOUT.")
    public Uni<Explanation> explain(
            @NotNull(message = "a JSON object is expected") @Valid ExplainRequest request,
            @Context HttpServerRequest http) {
        String model = Objects.requireNonNull(request.modelId());
        String image = Objects.requireNonNull(request.imageData());
        return Uni.createFrom()
                .completionStage(
                        () -> explainer.explain(model, image, request.query(), InferenceClient.of(http, addresses)));
    }
}
