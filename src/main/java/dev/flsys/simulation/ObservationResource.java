package dev.flsys.simulation;

import com.fasterxml.jackson.databind.JsonNode;
import dev.flsys.access.ApiTokenGate;
import dev.flsys.access.SessionTokens;
import dev.flsys.flower.observer.ClientAnswers;
import dev.flsys.flower.observer.RoundCosts;
import dev.flsys.flower.observer.Steering;
import dev.flsys.simulation.execution.ObservedRuns;
import dev.flsys.simulation.execution.RunSteering;
import dev.flsys.simulation.log.SimulationId;
import dev.flsys.simulation.record.SimulationRecord;
import io.smallrye.common.annotation.Blocking;
import io.smallrye.mutiny.Multi;
import io.vertx.core.buffer.Buffer;
import jakarta.ws.rs.BeanParam;
import jakarta.ws.rs.Consumes;
import jakarta.ws.rs.DefaultValue;
import jakarta.ws.rs.GET;
import jakarta.ws.rs.PUT;
import jakarta.ws.rs.Path;
import jakarta.ws.rs.PathParam;
import jakarta.ws.rs.Produces;
import jakarta.ws.rs.QueryParam;
import jakarta.ws.rs.core.MediaType;
import jakarta.ws.rs.core.Response;
import org.eclipse.microprofile.openapi.annotations.Operation;
import org.eclipse.microprofile.openapi.annotations.enums.SchemaType;
import org.eclipse.microprofile.openapi.annotations.media.Content;
import org.eclipse.microprofile.openapi.annotations.media.Schema;
import org.eclipse.microprofile.openapi.annotations.parameters.Parameter;
import org.eclipse.microprofile.openapi.annotations.parameters.RequestBody;
import org.eclipse.microprofile.openapi.annotations.responses.APIResponse;
import org.eclipse.microprofile.openapi.annotations.tags.Tag;
import org.jspecify.annotations.Nullable;

/** The observations of a simulation, and its steering. */
@Path("/api/simulations/{id}")
@Produces(MediaType.APPLICATION_JSON)
@Tag(name = "Simulations")
@Blocking
public class ObservationResource {

    /** The most rows of clients in an answer, unless a request sets another number. */
    static final int USUAL = 10_000;

    private static final int MAX = 100_000;

    private final Simulations simulations;
    private final ObservedRuns runs;
    private final SessionTokens tokens;
    private final ApiTokenGate gate;

    ObservationResource(Simulations simulations, ObservedRuns runs, SessionTokens tokens, ApiTokenGate gate) {
        this.simulations = simulations;
        this.runs = runs;
        this.tokens = tokens;
        this.gate = gate;
    }

    @GET
    @Path("/clients")
    @Operation(
            operationId = "getClients",
            summary = "Get what each client did in each round",
            description = "The flags straggler, failing and outlier mark clients that stand out in their round.")
    @APIResponse(
            responseCode = "200",
            description = "The newest rows, and the sums of each node over all rounds.",
            content = @Content(schema = @Schema(implementation = ClientAnswers.All.class)))
    @APIResponse(responseCode = "400", description = "A query parameter is refused.")
    @APIResponse(responseCode = "403", description = "The simulation belongs to another session.")
    @APIResponse(responseCode = "404", description = "There is no such simulation.")
    public ClientAnswers.All clients(
            @PathParam("id") String id,
            @Parameter(
                            description = "The rows of this round only, of all trainings.",
                            schema = @Schema(type = SchemaType.INTEGER, minimum = "0"))
                    @QueryParam("round")
                    @DefaultValue("")
                    String round,
            @Parameter(description = "The rows of this node only.") @QueryParam("node") @Nullable String node,
            @Parameter(
                            description = "The most rows of the answer.",
                            schema =
                                    @Schema(
                                            type = SchemaType.INTEGER,
                                            minimum = "1",
                                            maximum = "100000",
                                            defaultValue = "" + USUAL))
                    @QueryParam("limit")
                    @DefaultValue("" + USUAL)
                    String limit,
            @BeanParam SessionProof proof) {
        Integer number = round.isEmpty() ? null : (int) SimulationsResource.number("round", round, 0, 1_000_000_000);
        int max = (int) SimulationsResource.number("limit", limit, 1, MAX);
        return runs.read(readable(id, proof)).clients(number, node, max);
    }

    @GET
    @Path("/clients.csv")
    @Produces("text/csv;charset=UTF-8")
    @Operation(operationId = "getClientsCsv", summary = "Get what each client did in each round, as CSV")
    @APIResponse(
            responseCode = "200",
            description = "A row for each client, round and phase.",
            content = @Content(mediaType = "text/csv", schema = @Schema(type = SchemaType.STRING)))
    @APIResponse(responseCode = "403", description = "The simulation belongs to another session.")
    @APIResponse(responseCode = "404", description = "There is no such simulation.")
    public Multi<Buffer> csv(@PathParam("id") String id, @BeanParam SessionProof proof) {
        return Multi.createFrom()
                .iterable(runs.read(readable(id, proof)).csv(CsvText::field))
                .map(Buffer::buffer);
    }

    @GET
    @Path("/costs")
    @Operation(
            operationId = "getCosts",
            summary = "Get the seconds, bytes, CPU time, memory and privacy budget of each round, with its metrics",
            description = "The forecast is the round at which the smallest epsilon of a rule is reached, on the"
                    + " straight line through the last 5 rounds.")
    @APIResponse(
            responseCode = "200",
            description = "The costs.",
            content = @Content(schema = @Schema(implementation = RoundCosts.All.class)))
    @APIResponse(responseCode = "403", description = "The simulation belongs to another session.")
    @APIResponse(responseCode = "404", description = "There is no such simulation.")
    public RoundCosts.All costs(@PathParam("id") String id, @BeanParam SessionProof proof) {
        SimulationRecord record = simulations.find(proof.caller(tokens, gate), SimulationId.parse(id));
        return runs.read(record.id()).costs(RunSteering.present(record, runs));
    }

    @GET
    @Path("/steering")
    @Operation(operationId = "getSteering", summary = "Get the rules that end a simulation before its last round")
    @APIResponse(
            responseCode = "200",
            description = "The rules, and whether they can be changed.",
            content = @Content(schema = @Schema(implementation = RunSteering.Answer.class)))
    @APIResponse(responseCode = "403", description = "The simulation belongs to another session.")
    @APIResponse(responseCode = "404", description = "There is no such simulation.")
    public RunSteering.Answer steering(@PathParam("id") String id, @BeanParam SessionProof proof) {
        return simulations.steering(proof.caller(tokens, gate), SimulationId.parse(id));
    }

    @PUT
    @Path("/steering")
    @Consumes(MediaType.APPLICATION_JSON)
    @Operation(
            operationId = "steer",
            summary = "Let a simulation end after the present round, or change its rules",
            description = "A member that is left out stays unchanged. A simulation that has ended stays unchanged.")
    @RequestBody(
            description = "The new steering. A rule has one condition: at_least, at_most or no_better_for of a metric,"
                    + " or a budget of seconds, bytes or epsilon.",
            required = true,
            content =
                    @Content(
                            mediaType = MediaType.APPLICATION_JSON,
                            schema = @Schema(implementation = Steering.class),
                            example = "{\"stop_after_round\":true}"))
    @APIResponse(
            responseCode = "200",
            description = "The simulation has ended already.",
            content = @Content(schema = @Schema(implementation = RunSteering.Answer.class)))
    @APIResponse(
            responseCode = "202",
            description = "The steering has effect from the end of the present round on.",
            content = @Content(schema = @Schema(implementation = RunSteering.Answer.class)))
    @APIResponse(responseCode = "400", description = "A rule is refused.")
    @APIResponse(responseCode = "403", description = "The simulation belongs to another session.")
    @APIResponse(responseCode = "404", description = "There is no such simulation.")
    @APIResponse(responseCode = "409", description = "The simulation is not observed, so rules have no effect.")
    @APIResponse(responseCode = "503", description = "Another service runs the simulation.")
    public Response steer(@PathParam("id") String id, @Nullable JsonNode body, @BeanParam SessionProof proof) {
        RunSteering.Answer answer =
                simulations.steer(proof.caller(tokens, gate), SimulationId.parse(id), Steering.Change.read(body));
        return Response.status(answer.state().isFinal() ? Response.Status.OK : Response.Status.ACCEPTED)
                .entity(answer)
                .build();
    }

    private SimulationId readable(String id, SessionProof proof) {
        return simulations
                .find(proof.caller(tokens, gate), SimulationId.parse(id))
                .id();
    }
}
