package dev.flsys.simulation.share;

import dev.flsys.simulation.SimulationAnswers;
import dev.flsys.simulation.SimulationLibrary;
import dev.flsys.simulation.Simulations;
import dev.flsys.simulation.SimulationsResource;
import dev.flsys.simulation.archive.RunArchive;
import dev.flsys.simulation.log.LogDownload;
import dev.flsys.simulation.record.SimulationRecord;
import io.quarkus.runtime.annotations.RegisterForReflection;
import io.smallrye.common.annotation.Blocking;
import io.smallrye.mutiny.Multi;
import io.vertx.core.buffer.Buffer;
import io.vertx.ext.web.RoutingContext;
import jakarta.ws.rs.DefaultValue;
import jakarta.ws.rs.GET;
import jakarta.ws.rs.HeaderParam;
import jakarta.ws.rs.Path;
import jakarta.ws.rs.Produces;
import jakarta.ws.rs.QueryParam;
import jakarta.ws.rs.core.Context;
import jakarta.ws.rs.core.MediaType;
import jakarta.ws.rs.core.Response;
import java.time.Instant;
import org.eclipse.microprofile.openapi.annotations.Operation;
import org.eclipse.microprofile.openapi.annotations.enums.SchemaType;
import org.eclipse.microprofile.openapi.annotations.media.Content;
import org.eclipse.microprofile.openapi.annotations.media.Schema;
import org.eclipse.microprofile.openapi.annotations.parameters.Parameter;
import org.eclipse.microprofile.openapi.annotations.responses.APIResponse;
import org.eclipse.microprofile.openapi.annotations.security.SecurityRequirements;
import org.eclipse.microprofile.openapi.annotations.tags.Tag;
import org.jspecify.annotations.Nullable;

/**
 * The simulation that a link opens, for reading. The token in the header {@code X-Share} names the simulation, so no
 * request can name another one. {@link dev.flsys.access.ApiTokenGate} lets reads of these paths pass.
 */
@Path("/api/shared")
@SecurityRequirements
@Tag(name = "Simulations")
@Blocking
public class SharedRunResource {

    private static final String TOKEN = "X-Share";
    private static final String ZIP = "application/zip";

    private final RunShares shares;
    private final Simulations simulations;
    private final SimulationLibrary library;
    private final RunArchive archive;

    public SharedRunResource(RunShares shares, Simulations simulations, SimulationLibrary library, RunArchive archive) {
        this.shares = shares;
        this.simulations = simulations;
        this.library = library;
        this.archive = archive;
    }

    /** The record of the simulation, the end of the link, and whether it opens the archive. */
    @RegisterForReflection
    @Schema(name = "SharedSimulation")
    public record Shared(SimulationAnswers.Whole simulation, Instant expires, boolean archive) {}

    @GET
    @Produces(MediaType.APPLICATION_JSON)
    @Operation(operationId = "getShared", summary = "Get the record of the simulation that a link opens")
    @APIResponse(
            responseCode = "200",
            description = "The record.",
            content = @Content(schema = @Schema(implementation = Shared.class)))
    @APIResponse(responseCode = "404", description = "The link is not valid.")
    public Shared simulation(@HeaderParam(TOKEN) @Nullable String token) {
        RunShares.Opened opened = shares.open(token);
        return new Shared(
                whole(opened.record()), opened.share().expires(), opened.share().archive());
    }

    @GET
    @Path("/log")
    @Produces(MediaType.TEXT_PLAIN + ";charset=UTF-8")
    @Operation(
            operationId = "getSharedLog",
            summary = "Get the log of the simulation that a link opens: its lines as text, or its events as NDJSON")
    @APIResponse(
            responseCode = "200",
            description = "The log.",
            content = {
                @Content(mediaType = MediaType.TEXT_PLAIN, schema = @Schema(type = SchemaType.STRING)),
                @Content(mediaType = "application/x-ndjson", schema = @Schema(type = SchemaType.STRING))
            })
    @APIResponse(responseCode = "400", description = "A query parameter is refused.")
    @APIResponse(responseCode = "404", description = "The link is not valid.")
    public Multi<Buffer> text(
            @HeaderParam(TOKEN) @Nullable String token,
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
                    String after) {
        return whileValid(token, LogDownload.text(shares.log(token), SimulationsResource.seq(after)));
    }

    @GET
    @Path("/log")
    @Produces("application/x-ndjson;qs=0.5")
    @Operation(hidden = true)
    public Multi<Buffer> events(
            @HeaderParam(TOKEN) @Nullable String token, @QueryParam("after") @DefaultValue("0") String after) {
        return whileValid(token, LogDownload.events(shares.log(token), SimulationsResource.seq(after)));
    }

    @GET
    @Path("/export")
    @Produces(ZIP)
    @Operation(
            operationId = "exportShared",
            summary = "Get the archive of the simulation that a link opens, if the link includes it")
    @APIResponse(
            responseCode = "200",
            description = "The archive.",
            content = @Content(mediaType = ZIP, schema = @Schema(type = SchemaType.STRING, format = "binary")))
    @APIResponse(responseCode = "403", description = "The link does not include the archive.")
    @APIResponse(responseCode = "404", description = "The link is not valid.")
    @APIResponse(responseCode = "503", description = "Another archive is being written, or it cannot be stored.")
    public Response export(@HeaderParam(TOKEN) @Nullable String token, @Context RoutingContext context) {
        RunShares.Opened opened = shares.open(token);
        if (!opened.share().archive()) {
            throw ShareProblem.withoutArchive();
        }
        SimulationRecord record = opened.record();
        return archive.answer(record, library.labels(record.id()), whole(record), shares.log(token), context);
    }

    private SimulationAnswers.Whole whole(SimulationRecord record) {
        return SimulationAnswers.Whole.of(
                record,
                library.labels(record.id()),
                simulations.positionInQueue(record.id()),
                simulations.models(record));
    }

    /** Ends a download whose link is revoked or expires before its end. */
    private Multi<Buffer> whileValid(@Nullable String token, Multi<Buffer> log) {
        return log.onItem().invoke(() -> shares.requireValid(token));
    }
}
