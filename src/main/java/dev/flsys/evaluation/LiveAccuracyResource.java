package dev.flsys.evaluation;

import dev.flsys.access.ApiTokenGate;
import dev.flsys.access.SessionTokens;
import dev.flsys.simulation.SessionProof;
import dev.flsys.simulation.Simulations;
import dev.flsys.simulation.log.SimulationId;
import io.smallrye.common.annotation.Blocking;
import jakarta.ws.rs.BeanParam;
import jakarta.ws.rs.GET;
import jakarta.ws.rs.Path;
import jakarta.ws.rs.PathParam;
import jakarta.ws.rs.Produces;
import jakarta.ws.rs.core.MediaType;
import org.eclipse.microprofile.openapi.annotations.Operation;
import org.eclipse.microprofile.openapi.annotations.media.Content;
import org.eclipse.microprofile.openapi.annotations.media.Schema;
import org.eclipse.microprofile.openapi.annotations.responses.APIResponse;
import org.eclipse.microprofile.openapi.annotations.tags.Tag;

/** The accuracy of the rounds of a simulation, for callers that read it. */
@Path("/api/simulations/{id}")
@Produces(MediaType.APPLICATION_JSON)
@Tag(name = "Simulations")
@Blocking
public class LiveAccuracyResource {

    private final LiveEvaluations evaluations;
    private final Simulations simulations;
    private final SessionTokens tokens;
    private final ApiTokenGate gate;

    LiveAccuracyResource(
            LiveEvaluations evaluations, Simulations simulations, SessionTokens tokens, ApiTokenGate gate) {
        this.evaluations = evaluations;
        this.simulations = simulations;
        this.tokens = tokens;
        this.gate = gate;
    }

    @GET
    @Path("/live_accuracy")
    @Operation(
            operationId = "getLiveAccuracy",
            summary = "Get the accuracy of the rounds on the project's labelled pictures",
            description = "With SIMULATION_EVALUATE, each newest round is evaluated while the simulation runs.")
    @APIResponse(
            responseCode = "200",
            description = "The rounds that were evaluated, the oldest first.",
            content = @Content(schema = @Schema(implementation = LiveAccuracy.class)))
    @APIResponse(responseCode = "403", description = "The simulation belongs to another session.")
    @APIResponse(responseCode = "404", description = "There is no such simulation.")
    public LiveAccuracy accuracy(@PathParam("id") String id, @BeanParam SessionProof proof) {
        return evaluations.of(simulations
                .find(proof.caller(tokens, gate), SimulationId.parse(id))
                .id());
    }
}
