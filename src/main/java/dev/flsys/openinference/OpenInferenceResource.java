package dev.flsys.openinference;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import dev.flsys.access.ClientAddresses;
import dev.flsys.inference.pool.InferenceClient;
import dev.flsys.received.ReceivedStream;
import dev.flsys.received.TensorHead;
import io.netty.buffer.ByteBuf;
import io.netty.buffer.ByteBufUtil;
import io.netty.buffer.Unpooled;
import io.smallrye.common.annotation.Blocking;
import io.smallrye.health.SmallRyeHealthReporter;
import io.smallrye.mutiny.Uni;
import io.smallrye.mutiny.infrastructure.Infrastructure;
import io.vertx.core.http.HttpServerRequest;
import jakarta.ws.rs.Consumes;
import jakarta.ws.rs.GET;
import jakarta.ws.rs.HeaderParam;
import jakarta.ws.rs.POST;
import jakarta.ws.rs.Path;
import jakarta.ws.rs.PathParam;
import jakarta.ws.rs.Produces;
import jakarta.ws.rs.core.Context;
import jakarta.ws.rs.core.HttpHeaders;
import jakarta.ws.rs.core.MediaType;
import jakarta.ws.rs.core.Response;
import java.io.IOException;
import java.io.InputStream;
import java.util.List;
import org.eclipse.microprofile.config.inject.ConfigProperty;
import org.eclipse.microprofile.openapi.annotations.Operation;
import org.eclipse.microprofile.openapi.annotations.enums.SchemaType;
import org.eclipse.microprofile.openapi.annotations.media.Content;
import org.eclipse.microprofile.openapi.annotations.media.Schema;
import org.eclipse.microprofile.openapi.annotations.parameters.RequestBody;
import org.eclipse.microprofile.openapi.annotations.responses.APIResponse;
import org.eclipse.microprofile.openapi.annotations.security.SecurityRequirements;
import org.eclipse.microprofile.openapi.annotations.tags.Tag;
import org.jspecify.annotations.Nullable;

/** The Open Inference Protocol over HTTP. Names of models may have slashes. */
@Path("/v2")
@Tag(name = "Open Inference Protocol")
@Produces(MediaType.APPLICATION_JSON)
@Consumes(MediaType.WILDCARD)
public class OpenInferenceResource {

    /** The most bytes of a body after its Content-Encoding is removed. */
    static final int LARGEST_BODY = 64 << 20;

    /** The most bytes of pictures that are copied on the event loop. */
    private static final int SMALL_BODY = 64 * 1024;

    private static final String MODEL = "models/{model:.+}";
    private static final String VERSIONED = MODEL + "/versions/{version}";
    private static final String ERROR = "An object with the member error.";

    static final List<String> EXTENSIONS =
            List.of("binary_tensor_data", "classification", "model_configuration", "model_repository", "statistics");

    private final OpenInference inference;
    private final SmallRyeHealthReporter health;
    private final ClientAddresses addresses;
    private final ObjectMapper json;
    private final String version;

    OpenInferenceResource(
            OpenInference inference,
            SmallRyeHealthReporter health,
            ClientAddresses addresses,
            ObjectMapper json,
            @ConfigProperty(name = "quarkus.application.version") String version) {
        this.inference = inference;
        this.health = health;
        this.addresses = addresses;
        this.json = json;
        this.version = version;
    }

    @GET
    @Operation(summary = "Get the name, version and extensions of the server")
    @APIResponse(
            responseCode = "200",
            description = "The server.",
            content = @Content(schema = @Schema(implementation = Documents.Server.class)))
    public Documents.Server server() {
        return new Documents.Server("flsys", version, EXTENSIONS);
    }

    @GET
    @Path("/health/live")
    @SecurityRequirements
    @Operation(summary = "Check that the server lives")
    @APIResponse(
            responseCode = "200",
            description = "It lives.",
            content = @Content(schema = @Schema(implementation = Documents.Health.class)))
    public Uni<Documents.Health> live() {
        return isReady().map(ready -> new Documents.Health(true, ready));
    }

    @GET
    @Path("/health/ready")
    @SecurityRequirements
    @Operation(operationId = "serverReady", summary = "Check that the server is ready")
    @APIResponse(
            responseCode = "200",
            description = "It is ready.",
            content = @Content(schema = @Schema(implementation = Documents.Health.class)))
    @APIResponse(responseCode = "503", description = "It is not ready.")
    public Uni<Response> ready() {
        return isReady().map(ready -> Response.status(ready ? 200 : 503)
                .entity(new Documents.Health(true, ready))
                .build());
    }

    private Uni<Boolean> isReady() {
        return health.getReadinessAsync().map(report -> !report.isDown());
    }

    @GET
    @Path("/models/stats")
    @Operation(operationId = "allStatistics", summary = "Get the statistics of all models that were used")
    @APIResponse(
            responseCode = "200",
            description = "The statistics.",
            content = @Content(schema = @Schema(implementation = Documents.Statistics.class)))
    public Documents.Statistics statistics() {
        return inference.statistics();
    }

    @GET
    @Path(MODEL)
    @Operation(summary = "Get the inputs and outputs of a model, which is loaded if it is not in memory")
    @APIResponse(
            responseCode = "200",
            description = "The model.",
            content = @Content(schema = @Schema(implementation = Documents.Metadata.class)))
    @APIResponse(responseCode = "400", description = ERROR)
    @APIResponse(responseCode = "404", description = ERROR)
    @APIResponse(responseCode = "503", description = ERROR)
    public Uni<Documents.Metadata> metadata(@PathParam("model") String model) {
        return Uni.createFrom().completionStage(() -> inference.metadata(ServedName.of(model)));
    }

    @GET
    @Path(VERSIONED)
    @Operation(hidden = true)
    public Uni<Documents.Metadata> metadata(@PathParam("model") String model, @PathParam("version") String wanted) {
        return metadata(known(model, wanted));
    }

    @GET
    @Path(MODEL + "/ready")
    @Blocking
    @Operation(operationId = "modelReady", summary = "Check that a model can be used")
    @APIResponse(
            responseCode = "200",
            description = "It can be used; the first use may load it.",
            content = @Content(schema = @Schema(implementation = Documents.Ready.class)))
    @APIResponse(responseCode = "400", description = ERROR)
    @APIResponse(responseCode = "404", description = ERROR)
    public Documents.Ready ready(@PathParam("model") String model) {
        return inference.ready(ServedName.of(model));
    }

    @GET
    @Path(VERSIONED + "/ready")
    @Blocking
    @Operation(hidden = true)
    public Documents.Ready ready(@PathParam("model") String model, @PathParam("version") String wanted) {
        return ready(known(model, wanted));
    }

    @GET
    @Path(MODEL + "/config")
    @Operation(summary = "Get the configuration of a model, as Triton's ModelConfig")
    @APIResponse(
            responseCode = "200",
            description = "The configuration.",
            content = @Content(schema = @Schema(implementation = Documents.Config.class)))
    @APIResponse(responseCode = "400", description = ERROR)
    @APIResponse(responseCode = "404", description = ERROR)
    @APIResponse(responseCode = "503", description = ERROR)
    public Uni<Documents.Config> config(@PathParam("model") String model) {
        return Uni.createFrom().completionStage(() -> inference.config(ServedName.of(model)));
    }

    @GET
    @Path(VERSIONED + "/config")
    @Operation(hidden = true)
    public Uni<Documents.Config> config(@PathParam("model") String model, @PathParam("version") String wanted) {
        return config(known(model, wanted));
    }

    @GET
    @Path(MODEL + "/stats")
    @Blocking
    @Operation(operationId = "modelStatistics", summary = "Get the statistics of a model")
    @APIResponse(
            responseCode = "200",
            description = "The statistics.",
            content = @Content(schema = @Schema(implementation = Documents.Statistics.class)))
    @APIResponse(responseCode = "400", description = ERROR)
    @APIResponse(responseCode = "404", description = ERROR)
    public Documents.Statistics statistics(@PathParam("model") String model) {
        return inference.statistics(ServedName.of(model));
    }

    @GET
    @Path(VERSIONED + "/stats")
    @Blocking
    @Operation(hidden = true)
    public Documents.Statistics statistics(@PathParam("model") String model, @PathParam("version") String wanted) {
        return statistics(known(model, wanted));
    }

    @POST
    @Path(MODEL + "/infer")
    @Operation(
            summary = "Run a model",
            description = "JSON, which binary data may follow: the header Inference-Header-Content-Length has the"
                    + " length of the JSON then.")
    @RequestBody(
            required = true,
            content =
                    @Content(
                            mediaType = MediaType.APPLICATION_JSON,
                            schema = @Schema(type = SchemaType.OBJECT),
                            example =
                                    "{\"inputs\":[{\"name\":\"x\",\"shape\":[1,2],\"datatype\":\"FP32\",\"data\":[1,2]}]}"))
    @APIResponse(
            responseCode = "200",
            description = "The outputs: JSON, which binary data may follow.",
            content = {
                @Content(mediaType = MediaType.APPLICATION_JSON, schema = @Schema(type = SchemaType.OBJECT)),
                @Content(
                        mediaType = MediaType.APPLICATION_OCTET_STREAM,
                        schema = @Schema(type = SchemaType.STRING, format = "binary"))
            })
    @APIResponse(responseCode = "400", description = ERROR)
    @APIResponse(responseCode = "404", description = ERROR)
    @APIResponse(responseCode = "413", description = ERROR)
    @APIResponse(responseCode = "415", description = ERROR)
    @APIResponse(responseCode = "500", description = ERROR)
    @APIResponse(responseCode = "503", description = ERROR)
    @APIResponse(responseCode = "504", description = ERROR)
    public Uni<InferBody> infer(
            @PathParam("model") String model,
            @HeaderParam(TensorHead.HEADER) @Nullable String header,
            @HeaderParam(HttpHeaders.CONTENT_ENCODING) @Nullable String encoding,
            InputStream body,
            @Context HttpServerRequest http)
            throws IOException {
        InferenceClient client = InferenceClient.of(http, addresses);
        ServedName name = ServedName.of(model);
        ByteBuf sent = ReceivedStream.bytes(body);
        if (!BodyDecoding.isEncoded(encoding)) {
            Uni<InferAnswer> answer =
                    Uni.createFrom().completionStage(() -> inference.infer(name, sent, header, client));
            // This may run on the event loop, which would be delayed by copies of large pictures.
            boolean copies = name.kind() == ServedName.Kind.PICTURES && sent.readableBytes() > SMALL_BODY;
            return (copies ? answer.runSubscriptionOn(Infrastructure.getDefaultExecutor()) : answer)
                    .map(InferAnswerWriter::write);
        }
        DecodedBodies.Room room = inference.decoded().new Room();
        int limit = inference.decoded().largest(LARGEST_BODY);
        // This does not run on the event loop, because a small body can become a large one.
        return Uni.createFrom()
                .completionStage(() -> inference.infer(name, decoded(sent, encoding, limit, room), header, client))
                .runSubscriptionOn(Infrastructure.getDefaultExecutor())
                .map(InferAnswerWriter::write)
                .onTermination()
                .invoke(room::close);
    }

    @POST
    @Path(VERSIONED + "/infer")
    @Operation(hidden = true)
    public Uni<InferBody> infer(
            @PathParam("model") String model,
            @PathParam("version") String wanted,
            @HeaderParam(TensorHead.HEADER) @Nullable String header,
            @HeaderParam(HttpHeaders.CONTENT_ENCODING) @Nullable String encoding,
            InputStream body,
            @Context HttpServerRequest http)
            throws IOException {
        return infer(known(model, wanted), header, encoding, body, http);
    }

    private static ByteBuf decoded(ByteBuf body, @Nullable String encoding, int limit, DecodedBodies.Room room) {
        return Unpooled.wrappedBuffer(BodyDecoding.decode(ByteBufUtil.getBytes(body), encoding, limit, room));
    }

    @POST
    @Path("/repository/index")
    @Blocking
    @Operation(
            summary = "List the models of the project",
            description = "With {\"ready\": true}, only those that can be used.")
    @RequestBody(
            required = false,
            content = @Content(mediaType = MediaType.APPLICATION_JSON, schema = @Schema(type = SchemaType.OBJECT)))
    @APIResponse(
            responseCode = "200",
            description = "The models.",
            content = @Content(schema = @Schema(type = SchemaType.ARRAY, implementation = Documents.Entry.class)))
    @APIResponse(responseCode = "400", description = ERROR)
    public List<Documents.Entry> index(byte[] body) {
        JsonNode ready = object(body).path("ready");
        if (!ready.isMissingNode() && !ready.isBoolean()) {
            throw OpenInferenceProblem.bad("'ready' is not true or false.");
        }
        return inference.index(ready.booleanValue());
    }

    @POST
    @Path("/repository/" + MODEL + "/load")
    @Operation(summary = "Load a model, if it is not in memory")
    @RequestBody(
            required = false,
            content = @Content(mediaType = MediaType.APPLICATION_JSON, schema = @Schema(type = SchemaType.OBJECT)))
    @APIResponse(
            responseCode = "200",
            description = "The model is loaded.",
            content = @Content(schema = @Schema(implementation = Documents.Ready.class)))
    @APIResponse(responseCode = "400", description = ERROR)
    @APIResponse(responseCode = "404", description = ERROR)
    @APIResponse(responseCode = "503", description = ERROR)
    public Uni<Documents.Ready> load(@PathParam("model") String model, byte[] body) {
        for (String name : (Iterable<String>) object(body).path("parameters")::fieldNames) {
            throw OpenInferenceProblem.bad(
                    "The parameter '" + name + "' is not offered: models are files of the project.");
        }
        return Uni.createFrom()
                .completionStage(() -> inference.load(ServedName.of(model)))
                .replaceWith(new Documents.Ready(model, true));
    }

    @POST
    @Path("/repository/" + MODEL + "/unload")
    @Blocking
    @Operation(
            summary = "Remove a model from memory",
            description = "It is not served under /v2 until it is loaded again. /api/predict loads it when it is used.")
    @RequestBody(
            required = false,
            content = @Content(mediaType = MediaType.APPLICATION_JSON, schema = @Schema(type = SchemaType.OBJECT)))
    @APIResponse(
            responseCode = "200",
            description = "The model is unloaded.",
            content = @Content(schema = @Schema(implementation = Documents.Ready.class)))
    @APIResponse(responseCode = "400", description = ERROR)
    @APIResponse(responseCode = "404", description = ERROR)
    public Uni<Documents.Ready> unload(@PathParam("model") String model, byte[] body) {
        requireObject(body);
        return Uni.createFrom()
                .completionStage(() -> inference.unload(ServedName.of(model)))
                .replaceWith(new Documents.Ready(model, false));
    }

    @GET
    @Path("/{feature:(systemsharedmemory|cudasharedmemory|trace|logging).*}")
    @Operation(hidden = true)
    public Response absent(@PathParam("feature") String feature) {
        throw OpenInferenceProblem.absent("This server does not offer /v2/" + feature + ".");
    }

    @POST
    @Path("/{feature:(systemsharedmemory|cudasharedmemory|trace|logging).*}")
    @Operation(hidden = true)
    public Response absent(@PathParam("feature") String feature, byte[] body) {
        return absent(feature);
    }

    private void requireObject(byte[] body) {
        var unused = object(body);
    }

    private JsonNode object(byte[] body) {
        try {
            JsonNode read = json.readTree(body);
            if (body.length == 0 || read.isMissingNode() || read.isObject()) {
                return read;
            }
        } catch (IOException invalid) {
            // refused below
        }
        throw OpenInferenceProblem.bad("The body is not a JSON object.");
    }

    private static String known(String model, String version) {
        return ServedName.of(model, version).text();
    }
}
