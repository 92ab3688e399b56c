package dev.flsys.simulation;

import com.fasterxml.jackson.databind.JsonNode;
import dev.flsys.access.ApiTokenGate;
import dev.flsys.access.SessionId;
import dev.flsys.access.SessionTokens;
import dev.flsys.simulation.log.SimulationId;
import io.smallrye.common.annotation.Blocking;
import jakarta.ws.rs.BeanParam;
import jakarta.ws.rs.Consumes;
import jakarta.ws.rs.GET;
import jakarta.ws.rs.POST;
import jakarta.ws.rs.Path;
import jakarta.ws.rs.PathParam;
import jakarta.ws.rs.Produces;
import jakarta.ws.rs.core.MediaType;
import jakarta.ws.rs.core.Response;
import java.net.URI;
import org.eclipse.microprofile.openapi.annotations.Operation;
import org.eclipse.microprofile.openapi.annotations.media.Content;
import org.eclipse.microprofile.openapi.annotations.media.Schema;
import org.eclipse.microprofile.openapi.annotations.parameters.RequestBody;
import org.eclipse.microprofile.openapi.annotations.responses.APIResponse;
import org.eclipse.microprofile.openapi.annotations.tags.Tag;
import org.jspecify.annotations.Nullable;

/** The checkpoints of a simulation, and simulations that continue with them. */
@Path("/api/simulations/{id}")
@Produces(MediaType.APPLICATION_JSON)
@Tag(name = "Simulations")
@Blocking
public class CheckpointsResource {

    private final Simulations simulations;
    private final SessionTokens tokens;
    private final ApiTokenGate gate;

    CheckpointsResource(Simulations simulations, SessionTokens tokens, ApiTokenGate gate) {
        this.simulations = simulations;
        this.tokens = tokens;
        this.gate = gate;
    }

    @GET
    @Path("/checkpoints")
    @Operation(
            operationId = "getCheckpoints",
            summary = "List the checkpoints of a simulation, the latest round first",
            description = "Each one is a model, whose id is in 'model_id', and a start for POST resume.")
    @APIResponse(
            responseCode = "200",
            description = "The checkpoints; none if none were written.",
            content = @Content(schema = @Schema(implementation = CheckpointAnswers.All.class)))
    @APIResponse(responseCode = "403", description = "The simulation belongs to another session.")
    @APIResponse(responseCode = "404", description = "There is no such simulation.")
    public CheckpointAnswers.All checkpoints(@PathParam("id") String id, @BeanParam SessionProof proof) {
        return simulations.checkpoints(proof.caller(tokens, gate), SimulationId.parse(id));
    }

    @POST
    @Path("/resume")
    @Consumes(MediaType.APPLICATION_JSON)
    @Operation(
            operationId = "resume",
            summary = "Continue a simulation that has ended: start a new one from a checkpoint",
            description = "The new simulation has the parameters and the simulated faults of the other one, and the"
                    + " numbers of its rounds follow. The strategy gets its state back, so a deterministic app ends with"
                    + " the weights of an uninterrupted training. Without a session the simulation gets a new one.")
    @RequestBody(
            description = "The number of rounds, and the checkpoint.",
            required = true,
            content =
                    @Content(
                            mediaType = MediaType.APPLICATION_JSON,
                            schema = @Schema(implementation = ResumeRequest.class),
                            example = "{\"rounds\":10,\"from_round\":3}"))
    @APIResponse(
            responseCode = "201",
            description = "The simulation is accepted.",
            content = @Content(schema = @Schema(implementation = SimulationAnswers.Accepted.class)))
    @APIResponse(responseCode = "400", description = "The body is refused.")
    @APIResponse(responseCode = "403", description = "The simulation belongs to another session.")
    @APIResponse(responseCode = "404", description = "There is no such simulation, or no checkpoint of that round.")
    @APIResponse(
            responseCode = "409",
            description = "The simulation has not ended, it has no checkpoint, or the new one would not be observed.")
    @APIResponse(responseCode = "429", description = "Too many simulations wait.")
    @APIResponse(responseCode = "503", description = "Another service runs the simulations of this project.")
    public Response resume(@PathParam("id") String id, @Nullable JsonNode body, @BeanParam SessionProof proof) {
        ResumeRequest wanted = ResumeRequest.read(body);
        SessionId session = proof.session(tokens).orElseGet(tokens::create);
        StartTicket ticket = simulations.resume(proof.caller(tokens, gate), session, SimulationId.parse(id), wanted);
        ticket.begin();
        String token = tokens.sign(session);
        return Response.created(URI.create("/api/simulations/" + ticket.id() + "/"))
                .header(SessionProof.HEADER, token)
                .entity(SimulationAnswers.Accepted.of(ticket, token))
                .build();
    }
}
