package dev.flsys.simulation;

import com.fasterxml.jackson.databind.JsonNode;
import dev.flsys.access.ApiTokenGate;
import dev.flsys.access.Caller;
import dev.flsys.access.SessionId;
import dev.flsys.access.SessionTokens;
import dev.flsys.flower.command.ParametersInvalid;
import dev.flsys.flower.options.StartOptions;
import dev.flsys.simulation.execution.CurrentUsage;
import dev.flsys.simulation.execution.ObservedRuns;
import dev.flsys.simulation.list.RunSearch;
import dev.flsys.simulation.log.LogDownload;
import dev.flsys.simulation.log.SimulationId;
import dev.flsys.simulation.log.SimulationLog;
import dev.flsys.simulation.log.SimulationProblem;
import dev.flsys.simulation.log.SimulationState;
import dev.flsys.simulation.record.SimulationRecord;
import io.smallrye.common.annotation.Blocking;
import io.smallrye.mutiny.Multi;
import io.vertx.core.buffer.Buffer;
import jakarta.ws.rs.BeanParam;
import jakarta.ws.rs.Consumes;
import jakarta.ws.rs.DELETE;
import jakarta.ws.rs.DefaultValue;
import jakarta.ws.rs.GET;
import jakarta.ws.rs.PATCH;
import jakarta.ws.rs.POST;
import jakarta.ws.rs.Path;
import jakarta.ws.rs.PathParam;
import jakarta.ws.rs.Produces;
import jakarta.ws.rs.QueryParam;
import jakarta.ws.rs.core.MediaType;
import jakarta.ws.rs.core.Response;
import java.net.URI;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.eclipse.microprofile.openapi.annotations.Operation;
import org.eclipse.microprofile.openapi.annotations.enums.SchemaType;
import org.eclipse.microprofile.openapi.annotations.media.Content;
import org.eclipse.microprofile.openapi.annotations.media.Schema;
import org.eclipse.microprofile.openapi.annotations.parameters.Parameter;
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
    private static final Set<String> STATES =
            Stream.of(SimulationState.values()).map(SimulationState::wireName).collect(Collectors.toUnmodifiableSet());

    private final Simulations simulations;
    private final SimulationLibrary library;
    private final ObservedRuns runs;
    private final SessionTokens tokens;
    private final ApiTokenGate gate;

    SimulationsResource(
            Simulations simulations,
            SimulationLibrary library,
            ObservedRuns runs,
            SessionTokens tokens,
            ApiTokenGate gate) {
        this.simulations = simulations;
        this.library = library;
        this.runs = runs;
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
        StartTicket ticket = simulations.submit(session, parameters);
        ticket.begin();
        String token = tokens.sign(session);
        return Response.created(URI.create("/api/simulations/" + ticket.id() + "/"))
                .header(SessionProof.HEADER, token)
                .entity(SimulationAnswers.Accepted.of(ticket, token))
                .build();
    }

    /**
     * The simulations, the latest first unless {@code sort} names another order.
     *
     * @param limit maximum number
     * @param offset number of simulations to leave out
     * @param before only simulations before this id; empty for no limit
     * @param details whether the answer has parameters and metrics
     * @param sparkline name of the metric whose points the answer has for a small chart; empty for none
     * @see RunSearch#of the meaning of the other parameters
     */
    @GET
    @Operation(
            summary = "List and search simulations, the latest first",
            description = "filter is a condition such as: accuracy > 0.9 and learning_rate = 0.05. Its names are"
                    + " parameters, metrics, or id, name, state, requested, started, ended, duration.")
    @APIResponse(
            responseCode = "200",
            description = "The simulations.",
            content = @Content(schema = @Schema(implementation = SimulationAnswers.Listing.class)))
    @APIResponse(responseCode = "400", description = "A query parameter is refused.")
    public SimulationAnswers.Listing list(
            @Parameter(
                            description = "The most simulations of the answer.",
                            schema =
                                    @Schema(
                                            type = SchemaType.INTEGER,
                                            minimum = "1",
                                            maximum = "1000",
                                            defaultValue = "100"))
                    @QueryParam("limit")
                    @DefaultValue("100")
                    String limit,
            @Parameter(
                            description = "The number of simulations to leave out.",
                            schema = @Schema(type = SchemaType.INTEGER, minimum = "0", defaultValue = "0"))
                    @QueryParam("offset")
                    @DefaultValue("0")
                    String offset,
            @QueryParam("before") @DefaultValue("") String before,
            @QueryParam("q") @DefaultValue("") String text,
            @Parameter(description = "States, between commas: queued, running, completed, ...")
                    @QueryParam("state")
                    @DefaultValue("")
                    String states,
            @QueryParam("tags") @DefaultValue("") String tags,
            @Parameter(
                            description = "Archived simulations only, or these as well; else without them.",
                            schema = @Schema(enumeration = {"true", "false", "all"}))
                    @QueryParam("archived")
                    @DefaultValue("")
                    String archived,
            @QueryParam("filter") @DefaultValue("") String filter,
            @QueryParam("sort") @DefaultValue("") String sort,
            @Parameter(
                            description = "Whether each simulation has its parameters and metrics.",
                            schema = @Schema(enumeration = {"true", "false"}))
                    @QueryParam("details")
                    @DefaultValue("")
                    String details,
            @Parameter(description = "A metric: each simulation has the values of at most 32 of its rounds.")
                    @QueryParam("sparkline")
                    @DefaultValue("")
                    String sparkline,
            @BeanParam SessionProof proof) {
        int max = (int) number("limit", limit, 1, MAX_LIST);
        int leftOut = (int) number("offset", offset, 0, Integer.MAX_VALUE);
        boolean detailed = flag("details", details);
        RunSearch search = RunSearch.of(text, states, STATES, tags, archived, filter, sort);
        Caller caller = proof.caller(tokens, gate);
        return SimulationAnswers.Listing.of(
                library.list(caller, search, before, leftOut, max), caller, simulations, detailed, sparkline);
    }

    @PATCH
    @Path("/{id}")
    @Consumes({MediaType.APPLICATION_JSON, "application/merge-patch+json"})
    @Operation(
            summary = "Change the name, notes, tags, pin or archive flag of a simulation",
            description = "A JSON merge patch (RFC 7396): members that are left out stay unchanged, null removes one.")
    @RequestBody(
            description = "The members to change.",
            required = true,
            content =
                    @Content(
                            mediaType = MediaType.APPLICATION_JSON,
                            schema = @Schema(implementation = SimulationAnswers.LabelsPatch.class),
                            example = "{\"name\":\"baseline\",\"tags\":[\"paper\"]}"))
    @APIResponse(
            responseCode = "200",
            description = "The record with the change.",
            content = @Content(schema = @Schema(implementation = SimulationAnswers.Whole.class)))
    @APIResponse(responseCode = "400", description = "A member is unknown or its value is refused.")
    @APIResponse(responseCode = "403", description = "The simulation belongs to another session.")
    @APIResponse(responseCode = "404", description = "There is no such simulation.")
    @APIResponse(responseCode = "503", description = "The change cannot be stored.")
    public SimulationAnswers.Whole label(
            @PathParam("id") String id, @Nullable JsonNode patch, @BeanParam SessionProof proof) {
        Caller caller = proof.caller(tokens, gate);
        library.label(caller, SimulationId.parse(id), patch);
        return whole(simulations.find(caller, SimulationId.parse(id)));
    }

    @DELETE
    @Path("/{id}")
    @Operation(
            summary = "Delete a simulation that has ended: its record, log and labels",
            description = "The files that it wrote in the project remain. The copies of its models are deleted unless"
                    + " models=false.")
    @APIResponse(
            responseCode = "200",
            description = "The simulation is gone.",
            content = @Content(schema = @Schema(implementation = SimulationAnswers.Deleted.class)))
    @APIResponse(responseCode = "400", description = "A query parameter is refused.")
    @APIResponse(responseCode = "403", description = "The simulation belongs to another session.")
    @APIResponse(responseCode = "404", description = "There is no such simulation.")
    @APIResponse(responseCode = "409", description = "The simulation has not ended.")
    @APIResponse(responseCode = "503", description = "The files cannot be deleted.")
    public SimulationAnswers.Deleted delete(
            @PathParam("id") String id,
            @Parameter(
                            description = "Whether the copies of its models are deleted, too.",
                            schema = @Schema(type = SchemaType.BOOLEAN, defaultValue = "true"))
                    @QueryParam("models")
                    @DefaultValue("true")
                    String models,
            @BeanParam SessionProof proof) {
        long freed = library.delete(proof.caller(tokens, gate), SimulationId.parse(id), flag("models", models));
        return new SimulationAnswers.Deleted(List.of(id), Map.of(), freed);
    }

    @POST
    @Path("/delete")
    @Consumes(MediaType.APPLICATION_JSON)
    @Operation(
            operationId = "deleteSeveral",
            summary = "Delete several simulations that have ended",
            description = "One that cannot be deleted is in 'refused' with the reason; the others are deleted. The"
                    + " copies of their models are deleted unless 'models' is false.")
    @RequestBody(
            description = "Their ids.",
            required = true,
            content =
                    @Content(
                            mediaType = MediaType.APPLICATION_JSON,
                            schema = @Schema(implementation = SimulationAnswers.Ids.class)))
    @APIResponse(
            responseCode = "200",
            description = "The deleted simulations, and the refused ones.",
            content = @Content(schema = @Schema(implementation = SimulationAnswers.Deleted.class)))
    @APIResponse(responseCode = "400", description = "The body is not an object with a list of ids.")
    public SimulationAnswers.Deleted deleteSeveral(@Nullable JsonNode body, @BeanParam SessionProof proof) {
        List<String> ids = SimulationAnswers.Ids.read(body, MAX_LIST);
        return SimulationAnswers.Deleted.of(
                library.delete(proof.caller(tokens, gate), ids, SimulationAnswers.Ids.withModels(body)));
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
            content = @Content(schema = @Schema(implementation = SimulationAnswers.Detailed.class)))
    @APIResponse(responseCode = "400", description = "A query parameter is refused.")
    @APIResponse(responseCode = "403", description = "The simulation belongs to another session.")
    @APIResponse(responseCode = "404", description = "There is no such simulation.")
    public SimulationAnswers.Detailed simulation(
            @PathParam("id") String id,
            @Parameter(
                            description = "Whether the answer has the clients, as GET clients returns them.",
                            schema = @Schema(type = SchemaType.BOOLEAN, defaultValue = "false"))
                    @QueryParam("clients")
                    @DefaultValue("")
                    String clients,
            @Parameter(
                            description = "Whether the answer has the checkpoints, as GET checkpoints returns them.",
                            schema = @Schema(type = SchemaType.BOOLEAN, defaultValue = "false"))
                    @QueryParam("checkpoints")
                    @DefaultValue("")
                    String checkpoints,
            @BeanParam SessionProof proof) {
        boolean withClients = flag("clients", clients);
        boolean withCheckpoints = flag("checkpoints", checkpoints);
        Caller caller = proof.caller(tokens, gate);
        SimulationRecord record = simulations.find(caller, SimulationId.parse(id));
        return new SimulationAnswers.Detailed(
                whole(record),
                withClients ? runs.read(record.id()).clients(null, null, ObservationResource.USUAL) : null,
                withCheckpoints ? simulations.checkpoints(caller, record.id()).checkpoints() : null);
    }

    SimulationAnswers.Whole whole(SimulationRecord record) {
        return SimulationAnswers.Whole.of(
                record,
                library.labels(record.id()),
                simulations.positionInQueue(record.id()),
                simulations.models(record),
                simulations.use(record.id()).map(CurrentUsage::etaSeconds).orElse(null));
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
            @Parameter(
                            description = "The number of the last event that is left out.",
                            schema =
                                    @Schema(
                                            type = SchemaType.INTEGER,
                                            format = "int64",
                                            minimum = "0",
                                            defaultValue = "0"))
                    @QueryParam("after")
                    @DefaultValue("0")
                    String after,
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

    /** The number of an event in a query. */
    public static long seq(String after) {
        return number("after", after, 0, Long.MAX_VALUE);
    }

    static boolean flag(String name, String text) {
        if (!text.isEmpty() && !text.equals("true") && !text.equals("false")) {
            throw SimulationProblem.invalidQuery("'" + name + "' is true or false.");
        }
        return text.equals("true");
    }

    static long number(String name, String text, long min, long max) {
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
