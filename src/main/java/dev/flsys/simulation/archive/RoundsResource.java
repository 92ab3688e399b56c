package dev.flsys.simulation.archive;

import dev.flsys.access.ApiTokenGate;
import dev.flsys.access.SessionTokens;
import dev.flsys.simulation.SessionProof;
import dev.flsys.simulation.Simulations;
import dev.flsys.simulation.log.SimulationId;
import dev.flsys.simulation.record.SimulationRecord;
import io.smallrye.common.annotation.Blocking;
import jakarta.ws.rs.BeanParam;
import jakarta.ws.rs.GET;
import jakarta.ws.rs.Path;
import jakarta.ws.rs.PathParam;
import jakarta.ws.rs.Produces;
import java.util.List;
import java.util.Objects;
import org.eclipse.microprofile.openapi.annotations.Operation;
import org.eclipse.microprofile.openapi.annotations.enums.SchemaType;
import org.eclipse.microprofile.openapi.annotations.media.Content;
import org.eclipse.microprofile.openapi.annotations.media.Schema;
import org.eclipse.microprofile.openapi.annotations.responses.APIResponse;
import org.eclipse.microprofile.openapi.annotations.tags.Tag;

/** The rounds of a simulation as a table. */
@Path("/api/simulations/{id}")
@Tag(name = "Simulations")
@Blocking
public class RoundsResource {

    private final Simulations simulations;
    private final SessionTokens tokens;
    private final ApiTokenGate gate;

    RoundsResource(Simulations simulations, SessionTokens tokens, ApiTokenGate gate) {
        this.simulations = simulations;
        this.tokens = tokens;
        this.gate = gate;
    }

    @GET
    @Path("/rounds.csv")
    @Produces("text/csv;charset=UTF-8")
    @Operation(operationId = "getRoundsCsv", summary = "Get the rounds of a simulation so far, as CSV")
    @APIResponse(
            responseCode = "200",
            description = "A row for each round, and a column for each metric.",
            content = @Content(mediaType = "text/csv", schema = @Schema(type = SchemaType.STRING)))
    @APIResponse(responseCode = "403", description = "The simulation belongs to another session.")
    @APIResponse(responseCode = "404", description = "There is no such simulation.")
    public String csv(@PathParam("id") String id, @BeanParam SessionProof proof) {
        SimulationRecord record = simulations.find(proof.caller(tokens, gate), SimulationId.parse(id));
        return RoundsTable.csv(Objects.requireNonNullElse(record.training().rounds(), List.of()));
    }
}
