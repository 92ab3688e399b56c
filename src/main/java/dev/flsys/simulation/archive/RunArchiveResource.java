package dev.flsys.simulation.archive;

import com.fasterxml.jackson.annotation.JsonInclude;
import dev.flsys.access.ApiTokenGate;
import dev.flsys.access.Caller;
import dev.flsys.access.SessionTokens;
import dev.flsys.simulation.SessionProof;
import dev.flsys.simulation.SimulationAnswers;
import dev.flsys.simulation.SimulationLibrary;
import dev.flsys.simulation.Simulations;
import dev.flsys.simulation.list.RunLabels;
import dev.flsys.simulation.log.SimulationId;
import dev.flsys.simulation.log.SimulationProblem;
import dev.flsys.simulation.provenance.Difference;
import dev.flsys.simulation.provenance.Provenance;
import dev.flsys.simulation.provenance.Provenances;
import dev.flsys.simulation.record.SimulationRecord;
import dev.flsys.simulation.record.SimulationStore;
import io.quarkus.runtime.annotations.RegisterForReflection;
import io.smallrye.common.annotation.Blocking;
import io.vertx.ext.web.RoutingContext;
import jakarta.ws.rs.BeanParam;
import jakarta.ws.rs.GET;
import jakarta.ws.rs.Path;
import jakarta.ws.rs.PathParam;
import jakarta.ws.rs.Produces;
import jakarta.ws.rs.core.Context;
import jakarta.ws.rs.core.MediaType;
import jakarta.ws.rs.core.Response;
import java.util.List;
import org.eclipse.microprofile.openapi.annotations.Operation;
import org.eclipse.microprofile.openapi.annotations.enums.SchemaType;
import org.eclipse.microprofile.openapi.annotations.media.Content;
import org.eclipse.microprofile.openapi.annotations.media.Schema;
import org.eclipse.microprofile.openapi.annotations.responses.APIResponse;
import org.eclipse.microprofile.openapi.annotations.tags.Tag;

/** The origin of a simulation, and the archive of its stored data. */
@Path("/api/simulations/{id}")
@Tag(name = "Simulations")
@Blocking
public class RunArchiveResource {

    private static final String ZIP = "application/zip";

    private final Simulations simulations;
    private final SimulationLibrary library;
    private final SimulationStore store;
    private final Provenances provenances;
    private final RunArchive archive;
    private final SessionTokens tokens;
    private final ApiTokenGate gate;

    RunArchiveResource(
            Simulations simulations,
            SimulationLibrary library,
            SimulationStore store,
            Provenances provenances,
            RunArchive archive,
            SessionTokens tokens,
            ApiTokenGate gate) {
        this.simulations = simulations;
        this.library = library;
        this.store = store;
        this.provenances = provenances;
        this.archive = archive;
        this.tokens = tokens;
        this.gate = gate;
    }

    /**
     * The state of the project when a simulation started, and its differences from the present state.
     *
     * @param unknown the parts that one of the states does not know: git, sources, remote
     */
    @RegisterForReflection
    @JsonInclude(JsonInclude.Include.NON_EMPTY)
    @Schema(name = "ProvenanceComparison")
    public record Origin(Provenance then, @JsonInclude List<Difference> differences, List<String> unknown) {}

    @GET
    @Path("/provenance")
    @Produces(MediaType.APPLICATION_JSON)
    @Operation(
            summary = "Get the commit, Python, packages and sources of a simulation, and what differs now",
            description = "An empty list of differences: the same command and parameters run the same again. unknown"
                    + " names the parts that cannot be compared; remote has the packages of a SuperLink.")
    @APIResponse(
            responseCode = "200",
            description = "The state at the start, and the differences.",
            content = @Content(schema = @Schema(implementation = Origin.class)))
    @APIResponse(responseCode = "403", description = "The simulation belongs to another session.")
    @APIResponse(responseCode = "404", description = "There is no such simulation, or its origin was not stored.")
    @APIResponse(responseCode = "503", description = "The present state of the project is still being read.")
    public Origin provenance(@PathParam("id") String id, @BeanParam SessionProof proof) throws InterruptedException {
        SimulationRecord record = simulations.find(proof.caller(tokens, gate), SimulationId.parse(id));
        Provenance then = provenances.kept(store.path(record.id())).orElseThrow(SimulationProblem::noProvenance);
        Provenances.Comparison now = provenances.compare(then).orElseThrow(SimulationProblem::provenanceBusy);
        return new Origin(then, now.differences(), now.unknown());
    }

    @GET
    @Path("/export")
    @Produces(ZIP)
    @Operation(
            summary = "Get all that is stored of a simulation as a ZIP file with an RO-Crate description",
            description = "The record, rounds, log and origin, and the hashes of its models.")
    @APIResponse(
            responseCode = "200",
            description = "The archive.",
            content = @Content(mediaType = ZIP, schema = @Schema(type = SchemaType.STRING, format = "binary")))
    @APIResponse(responseCode = "403", description = "The simulation belongs to another session.")
    @APIResponse(responseCode = "404", description = "There is no such simulation.")
    @APIResponse(responseCode = "503", description = "Another archive is being written, or it cannot be stored.")
    public Response export(@PathParam("id") String id, @BeanParam SessionProof proof, @Context RoutingContext context) {
        Caller caller = proof.caller(tokens, gate);
        SimulationRecord record = simulations.find(caller, SimulationId.parse(id));
        RunLabels labels = library.labels(record.id());
        SimulationAnswers.Whole whole = SimulationAnswers.Whole.of(record, labels, 0, simulations.models(record));
        return archive.answer(record, labels, whole, simulations.log(caller, record.id()), context);
    }
}
