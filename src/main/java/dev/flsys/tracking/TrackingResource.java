package dev.flsys.tracking;

import dev.flsys.access.ApiTokenGate;
import dev.flsys.access.SessionTokens;
import dev.flsys.simulation.RunSource;
import dev.flsys.simulation.SessionProof;
import dev.flsys.simulation.log.SimulationId;
import io.smallrye.common.annotation.Blocking;
import io.vertx.ext.web.RoutingContext;
import jakarta.ws.rs.BeanParam;
import jakarta.ws.rs.GET;
import jakarta.ws.rs.POST;
import jakarta.ws.rs.Path;
import jakarta.ws.rs.PathParam;
import jakarta.ws.rs.Produces;
import jakarta.ws.rs.core.Context;
import jakarta.ws.rs.core.MediaType;
import jakarta.ws.rs.core.Response;
import org.eclipse.microprofile.openapi.annotations.Operation;
import org.eclipse.microprofile.openapi.annotations.enums.SchemaType;
import org.eclipse.microprofile.openapi.annotations.media.Content;
import org.eclipse.microprofile.openapi.annotations.media.Schema;
import org.eclipse.microprofile.openapi.annotations.responses.APIResponse;
import org.eclipse.microprofile.openapi.annotations.tags.Tag;

/** The export of a simulation to TensorBoard and MLflow. */
@Path("/api/simulations/{id}")
@Tag(name = "Simulations")
@Blocking
public class TrackingResource {

    private static final String BINARY = "application/octet-stream";

    private final RunSource source;
    private final EventDownload files;
    private final Tracking tracking;
    private final SessionTokens tokens;
    private final ApiTokenGate gate;

    TrackingResource(
            RunSource source, EventDownload files, Tracking tracking, SessionTokens tokens, ApiTokenGate gate) {
        this.source = source;
        this.files = files;
        this.tracking = tracking;
        this.tokens = tokens;
        this.gate = gate;
    }

    @GET
    @Path("/tensorboard")
    @Produces(BINARY)
    @Operation(
            operationId = "getEventFile",
            summary = "Get a simulation as an event file of TensorBoard",
            description =
                    "Its rounds so far, with the times at which they ended, costs, clients and parameters. Put the"
                            + " file into a folder, and start tensorboard with --logdir.")
    @APIResponse(
            responseCode = "200",
            description = "The event file.",
            content = @Content(mediaType = BINARY, schema = @Schema(type = SchemaType.STRING, format = "binary")))
    @APIResponse(responseCode = "403", description = "The simulation belongs to another session.")
    @APIResponse(responseCode = "404", description = "There is no such simulation.")
    @APIResponse(responseCode = "503", description = "Other event files are being written, or it cannot be stored.")
    public Response run(@PathParam("id") String id, @BeanParam SessionProof proof, @Context RoutingContext context) {
        return files.run(source.readable(proof.caller(tokens, gate), SimulationId.parse(id)), context);
    }

    @GET
    @Path("/mlflow")
    @Produces(MediaType.APPLICATION_JSON)
    @Operation(operationId = "getMlflowExport", summary = "Get whether MLflow has a simulation, and where")
    @APIResponse(
            responseCode = "200",
            description = "The state of the export.",
            content = @Content(schema = @Schema(implementation = Tracking.MlflowStatus.class)))
    @APIResponse(responseCode = "403", description = "The simulation belongs to another session.")
    @APIResponse(responseCode = "404", description = "There is no such simulation.")
    @APIResponse(responseCode = "409", description = "EXPORT_MLFLOW_URI is not set.")
    public Tracking.MlflowStatus mlflow(@PathParam("id") String id, @BeanParam SessionProof proof) {
        return tracking.status(proof.caller(tokens, gate), SimulationId.parse(id));
    }

    @POST
    @Path("/mlflow")
    @Produces(MediaType.APPLICATION_JSON)
    @Operation(
            operationId = "sendToMlflow",
            summary = "Send a simulation to MLflow, such as one that ended before EXPORT_MLFLOW_URI was set",
            description = "A run that MLflow has already gets what it lacks. It is sent in the background.")
    @APIResponse(
            responseCode = "202",
            description = "The simulation is being sent.",
            content = @Content(schema = @Schema(implementation = Tracking.MlflowStatus.class)))
    @APIResponse(responseCode = "403", description = "The simulation belongs to another session.")
    @APIResponse(responseCode = "404", description = "There is no such simulation.")
    @APIResponse(responseCode = "409", description = "EXPORT_MLFLOW_URI is not set, or the simulation never started.")
    @APIResponse(responseCode = "503", description = "Another service runs the simulations, or .flsys is not writable.")
    public Response send(@PathParam("id") String id, @BeanParam SessionProof proof) {
        return Response.accepted(tracking.send(proof.caller(tokens, gate), SimulationId.parse(id)))
                .build();
    }
}
