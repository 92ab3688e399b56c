package dev.flsys.simulation;

import com.fasterxml.jackson.databind.ObjectMapper;
import dev.flsys.access.ApiTokenGate;
import dev.flsys.access.Caller;
import dev.flsys.access.SessionTokens;
import dev.flsys.flower.observer.RoundCosts;
import dev.flsys.problem.Batch;
import dev.flsys.simulation.execution.ObservedRuns;
import dev.flsys.simulation.execution.RunSteering;
import dev.flsys.simulation.log.SimulationId;
import dev.flsys.simulation.record.SimulationRecord;
import io.smallrye.common.annotation.Blocking;
import jakarta.ws.rs.BeanParam;
import jakarta.ws.rs.DefaultValue;
import jakarta.ws.rs.GET;
import jakarta.ws.rs.Path;
import jakarta.ws.rs.Produces;
import jakarta.ws.rs.QueryParam;
import jakarta.ws.rs.core.MediaType;
import java.util.List;
import org.eclipse.microprofile.openapi.annotations.Operation;
import org.eclipse.microprofile.openapi.annotations.enums.SchemaType;
import org.eclipse.microprofile.openapi.annotations.media.Content;
import org.eclipse.microprofile.openapi.annotations.media.Schema;
import org.eclipse.microprofile.openapi.annotations.parameters.Parameter;
import org.eclipse.microprofile.openapi.annotations.responses.APIResponse;
import org.eclipse.microprofile.openapi.annotations.tags.Tag;
import org.jspecify.annotations.Nullable;

/** The records of several simulations in one answer, for clients that compare them. */
@Path("/api/simulations")
@Produces(MediaType.APPLICATION_JSON)
@Tag(name = "Simulations")
@Blocking
public class SimulationBatchResource {

    private final SimulationsResource each;
    private final Simulations simulations;
    private final ObservedRuns runs;
    private final SessionTokens tokens;
    private final ApiTokenGate gate;
    private final ObjectMapper json;

    SimulationBatchResource(
            SimulationsResource each,
            Simulations simulations,
            ObservedRuns runs,
            SessionTokens tokens,
            ApiTokenGate gate,
            ObjectMapper json) {
        this.each = each;
        this.simulations = simulations;
        this.runs = runs;
        this.tokens = tokens;
        this.gate = gate;
        this.json = json;
    }

    /** A simulation, and its costs if they were asked for and it was observed. */
    record Read(SimulationAnswers.Whole record, RoundCosts.@Nullable All costs) {}

    @GET
    @Path("/batch")
    @Operation(
            operationId = "getSeveralSimulations",
            summary = "Get the records of several simulations",
            description = "One that cannot be read is in 'failed' with the reason. Those that do not fit into the"
                    + " answer are in 'left_out'; a further request reads them.")
    @APIResponse(
            responseCode = "200",
            description = "The records by id, and the reasons for those that cannot be read.",
            content = @Content(schema = @Schema(implementation = SimulationAnswers.Several.class)))
    @APIResponse(responseCode = "400", description = "A query parameter is refused.")
    @APIResponse(responseCode = "414", description = "The query is too long. The answer has no body.")
    public SimulationAnswers.Several several(
            @Parameter(
                            description = "The ids, each as a parameter of its own.",
                            required = true,
                            schema =
                                    @Schema(
                                            type = SchemaType.ARRAY,
                                            implementation = String.class,
                                            minItems = 1,
                                            maxItems = Batch.MAX_IDS))
                    @QueryParam("id")
                    List<String> ids,
            @Parameter(
                            description = "Whether the answer has the costs of the rounds of observed simulations.",
                            schema = @Schema(type = SchemaType.BOOLEAN, defaultValue = "false"))
                    @QueryParam("costs")
                    @DefaultValue("")
                    String costs,
            @BeanParam SessionProof proof) {
        boolean withCosts = SimulationsResource.flag("costs", costs);
        Caller caller = proof.caller(tokens, gate);
        Batch<Read> batch = Batch.read(ids, id -> read(caller, SimulationId.parse(id), withCosts), json.writer());
        return SimulationAnswers.Several.of(batch);
    }

    private Read read(Caller caller, SimulationId id, boolean withCosts) {
        SimulationRecord record = simulations.find(caller, id);
        boolean isObserved = withCosts && record.training().observed() != null;
        return new Read(each.whole(record), isObserved ? runs.read(id).costs(RunSteering.present(record, runs)) : null);
    }
}
