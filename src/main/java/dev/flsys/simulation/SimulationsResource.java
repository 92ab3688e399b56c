package dev.flsys.simulation;

import com.fasterxml.jackson.databind.JsonNode;
import dev.flsys.access.ApiTokenGate;
import dev.flsys.access.SessionId;
import dev.flsys.access.SessionTokens;
import dev.flsys.simulation.command.ParametersInvalid;
import dev.flsys.simulation.command.StartOptions;
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
import org.eclipse.microprofile.openapi.annotations.tags.Tag;
import org.jspecify.annotations.Nullable;

/**
 * Simulations by REST: what the live protocol does, and the list of all of them. A session is proved by its token in the
 * header {@code X-Session} or the parameter {@code session}. Reading needs no session unless SIMULATIONS_PRIVATE is set.
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
    @Operation(summary = "Start a simulation; without a session it gets a new one, whose token the answer has")
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
     * @param limit how many at most
     * @param before only those that were asked for before the one of this id
     */
    @GET
    @Operation(summary = "List simulations, the latest first")
    public SimulationAnswers.Listing list(
            @QueryParam("limit") @DefaultValue("100") String limit,
            @QueryParam("before") @DefaultValue("") String before,
            @BeanParam SessionProof proof) {
        int most = (int) QueryInvalid.number("limit", limit, 1, MAX_LIST);
        return SimulationAnswers.Listing.of(simulations.list(most, before), proof.caller(tokens, gate), simulations);
    }

    @GET
    @Path("/options")
    @Operation(summary = "What a simulation can be started with: the options of the start script, with their defaults")
    public StartOptions options() {
        return simulations.options();
    }

    @GET
    @Path("/{id}")
    @Operation(summary = "All that is stored of a simulation but its log")
    public SimulationAnswers.Whole simulation(@PathParam("id") String id, @BeanParam SessionProof proof) {
        SimulationRecord record = simulations.find(proof.caller(tokens, gate), id);
        return SimulationAnswers.Whole.of(record, simulations.place(record.id()), simulations.models(record));
    }

    @GET
    @Path("/{id}/log")
    @Produces(MediaType.TEXT_PLAIN + ";charset=UTF-8")
    @Operation(summary = "The log as far as it is now: its lines as text")
    public Multi<Buffer> text(
            @PathParam("id") String id,
            @QueryParam("after") @DefaultValue("0") String after,
            @BeanParam SessionProof proof) {
        return LogDownload.text(simulations.log(proof.caller(tokens, gate), id), seq(after));
    }

    @GET
    @Path("/{id}/log")
    @Produces("application/x-ndjson;qs=0.5")
    @Operation(summary = "The log as far as it is now: its events, one a line")
    public Multi<Buffer> events(
            @PathParam("id") String id,
            @QueryParam("after") @DefaultValue("0") String after,
            @BeanParam SessionProof proof) {
        return LogDownload.events(simulations.log(proof.caller(tokens, gate), id), seq(after));
    }

    @POST
    @Path("/{id}/stop")
    @Operation(summary = "Ask a simulation to end; one that has ended is left as it is")
    public Response stop(@PathParam("id") String id, @BeanParam SessionProof proof) {
        SimulationRecord record = simulations.stop(proof.caller(tokens, gate), id);
        return Response.status(record.state().isFinal() ? Response.Status.OK : Response.Status.ACCEPTED)
                .entity(SimulationAnswers.Stopping.of(record))
                .build();
    }

    private static long seq(String after) {
        return QueryInvalid.number("after", after, 0, Long.MAX_VALUE);
    }
}
