package dev.flsys.simulation;

import com.fasterxml.jackson.databind.JsonNode;
import dev.flsys.access.ApiTokenGate;
import dev.flsys.access.SessionId;
import dev.flsys.access.SessionTokens;
import dev.flsys.flower.command.ParametersInvalid;
import dev.flsys.flower.options.StartOptions;
import io.smallrye.common.annotation.Blocking;
import io.smallrye.mutiny.Multi;
import io.vertx.core.buffer.Buffer;
import jakarta.ws.rs.BeanParam;
import jakarta.ws.rs.Consumes;
import jakarta.ws.rs.DefaultValue;
import jakarta.ws.rs.GET;
import jakarta.ws.rs.POST;
import jakarta.ws.rs.Path;
import jakarta.ws.rs.PathParam;
import jakarta.ws.rs.Produces;
import jakarta.ws.rs.QueryParam;
import jakarta.ws.rs.core.MediaType;
import jakarta.ws.rs.core.Response;
import java.net.URI;
import org.eclipse.microprofile.openapi.annotations.Operation;
import org.eclipse.microprofile.openapi.annotations.enums.SchemaType;
import org.eclipse.microprofile.openapi.annotations.media.Content;
import org.eclipse.microprofile.openapi.annotations.media.Schema;
import org.eclipse.microprofile.openapi.annotations.parameters.RequestBody;
import org.eclipse.microprofile.openapi.annotations.responses.APIResponse;
import org.eclipse.microprofile.openapi.annotations.tags.Tag;
import org.jspecify.annotations.Nullable;

/**
 * Simulations by REST. A request proves its session by the token in the header {@code X-Session} or the parameter
 * {@code session}. Reading needs no session unless SIMULATIONS_PRIVATE is set.
 */
@Path("/api/simulations")
@Produces(MediaType.APPLICATION_JSON)
@Tag(name = "Simulations")
@Blocking
public class SimulationsResource {

    private static final int MAX_LIST = 1_000;

    private final Simulations simulations;
    private final SessionTokens tokens;
    private final ApiTokenGate gate;

    SimulationsResource(Simulations simulations, SessionTokens tokens, ApiTokenGate gate) {
        this.simulations = simulations;
        this.tokens = tokens;
        this.gate = gate;
    }

    @POST
    @Consumes(MediaType.APPLICATION_JSON)
    @Operation(
            summary = "Start a simulation",
            description = "Without a session the simulation gets a new one, whose token the answer has.")
    @RequestBody(
            description = "Options of the start script by name; GET /api/simulations/options lists them.",
            required = true,
            content =
                    @Content(
                            mediaType = MediaType.APPLICATION_JSON,
                            schema = @Schema(ref = "StartParameters"),
                            example = "{}"))
    @APIResponse(
            responseCode = "201",
            description = "The simulation runs or waits for its turn.",
            content = @Content(schema = @Schema(implementation = SimulationAnswers.Accepted.class)))
    @APIResponse(responseCode = "400", description = "A parameter is unknown or its value is refused.")
    @APIResponse(responseCode = "409", description = "The start script does not exist.")
    @APIResponse(responseCode = "429", description = "Too many simulations wait.")
    @APIResponse(responseCode = "503", description = "Another service runs the simulations of this project.")
    public Response start(@Nullable JsonNode parameters, @BeanParam SessionProof proof) {
        if (parameters == null || parameters.isNull() || parameters.isMissingNode()) {
            throw ParametersInvalid.missing();
        }
        SessionId session = proof.session(tokens).orElseGet(tokens::create);
        Simulations.Ticket ticket = simulations.submit(session, parameters);
        ticket.begin();
        String token = tokens.sign(session);
        return Response.created(URI.create("/api/simulations/" + ticket.id() + "/"))
                .header(SessionProof.HEADER, token)
                .entity(SimulationAnswers.Accepted.of(ticket, token))
                .build();
    }

    /**
     * The simulations, the latest first.
     *
     * @param limit maximum number
     * @param before id that all of them come before; empty for no limit
     */
    @GET
    @Operation(summary = "List simulations, the latest first")
    @APIResponse(
            responseCode = "200",
            description = "The simulations.",
            content = @Content(schema = @Schema(implementation = SimulationAnswers.Listing.class)))
    @APIResponse(responseCode = "400", description = "A query parameter is refused.")
    public SimulationAnswers.Listing list(
            @QueryParam("limit") @DefaultValue("100") String limit,
            @QueryParam("before") @DefaultValue("") String before,
            @BeanParam SessionProof proof) {
        int most = (int) number("limit", limit, 1, MAX_LIST);
        return SimulationAnswers.Listing.of(simulations.list(most, before), proof.caller(tokens, gate), simulations);
    }

    @GET
    @Path("/options")
    @Operation(summary = "List the options of the start script, with their defaults")
    @APIResponse(
            responseCode = "200",
            description = "The options, or why they are not known.",
            content = @Content(schema = @Schema(implementation = StartOptions.class)))
    @APIResponse(responseCode = "503", description = "The script is being asked for its options.")
    public StartOptions options() {
        return simulations.options();
    }

    @GET
    @Path("/{id}")
    @Operation(summary = "Get the record of a simulation: all that is stored of it, except its log")
    @APIResponse(
            responseCode = "200",
            description = "The record.",
            content = @Content(schema = @Schema(implementation = SimulationAnswers.Whole.class)))
    @APIResponse(responseCode = "403", description = "The simulation belongs to another session.")
    @APIResponse(responseCode = "404", description = "There is no such simulation.")
    public SimulationAnswers.Whole simulation(@PathParam("id") String id, @BeanParam SessionProof proof) {
        SimulationRecord record = simulations.find(proof.caller(tokens, gate), SimulationId.parse(id));
        return SimulationAnswers.Whole.of(record, simulations.place(record.id()), simulations.models(record));
    }

    @GET
    @Path("/{id}/log")
    @Produces(MediaType.TEXT_PLAIN + ";charset=UTF-8")
    @Operation(operationId = "getLog", summary = "Get the log so far: its lines as text, or its events as NDJSON")
    @APIResponse(
            responseCode = "200",
            description = "The log.",
            content = {
                @Content(mediaType = MediaType.TEXT_PLAIN, schema = @Schema(type = SchemaType.STRING)),
                @Content(mediaType = "application/x-ndjson", schema = @Schema(type = SchemaType.STRING))
            })
    @APIResponse(responseCode = "400", description = "A query parameter is refused.")
    @APIResponse(responseCode = "403", description = "The simulation belongs to another session.")
    @APIResponse(responseCode = "404", description = "There is no such simulation.")
    public Multi<Buffer> text(
            @PathParam("id") String id,
            @QueryParam("after") @DefaultValue("0") String after,
            @BeanParam SessionProof proof) {
        return LogDownload.text(log(id, proof), seq(after));
    }

    @GET
    @Path("/{id}/log")
    @Produces("application/x-ndjson;qs=0.5")
    @Operation(hidden = true)
    public Multi<Buffer> events(
            @PathParam("id") String id,
            @QueryParam("after") @DefaultValue("0") String after,
            @BeanParam SessionProof proof) {
        return LogDownload.events(log(id, proof), seq(after));
    }

    @POST
    @Path("/{id}/stop")
    @Operation(summary = "Stop a simulation; one that has ended is left unchanged")
    @APIResponse(
            responseCode = "200",
            description = "The simulation has ended already.",
            content = @Content(schema = @Schema(implementation = SimulationAnswers.Stopping.class)))
    @APIResponse(
            responseCode = "202",
            description = "The simulation is being stopped.",
            content = @Content(schema = @Schema(implementation = SimulationAnswers.Stopping.class)))
    @APIResponse(responseCode = "403", description = "The simulation belongs to another session.")
    @APIResponse(responseCode = "404", description = "There is no such simulation.")
    @APIResponse(responseCode = "503", description = "Another service runs the simulation.")
    public Response stop(@PathParam("id") String id, @BeanParam SessionProof proof) {
        SimulationRecord record = simulations.stop(proof.caller(tokens, gate), SimulationId.parse(id));
        return Response.status(record.state().isFinal() ? Response.Status.OK : Response.Status.ACCEPTED)
                .entity(SimulationAnswers.Stopping.of(record))
                .build();
    }

    private SimulationLog log(String id, SessionProof proof) {
        return simulations.log(proof.caller(tokens, gate), SimulationId.parse(id));
    }

    private static long seq(String after) {
        return number("after", after, 0, Long.MAX_VALUE);
    }

    private static long number(String name, String text, long min, long max) {
        try {
            long number = Long.parseLong(text);
            if (number >= min && number <= max) {
                return number;
            }
        } catch (NumberFormatException notANumber) {
            // refused below, like a number out of range
        }
        String range = max == Long.MAX_VALUE ? "from " + min : "from " + min + " to " + max;
        throw SimulationProblem.invalidQuery("'" + name + "' is a whole number " + range + ".");
    }
}
