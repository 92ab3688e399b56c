package dev.flsys.simulation.share;

import com.fasterxml.jackson.annotation.JsonInclude;
import com.fasterxml.jackson.annotation.JsonProperty;
import com.fasterxml.jackson.databind.JsonNode;
import dev.flsys.access.ApiTokenGate;
import dev.flsys.access.SessionTokens;
import dev.flsys.simulation.SessionProof;
import dev.flsys.simulation.log.SimulationId;
import io.quarkus.runtime.annotations.RegisterForReflection;
import io.smallrye.common.annotation.Blocking;
import jakarta.ws.rs.BeanParam;
import jakarta.ws.rs.Consumes;
import jakarta.ws.rs.DELETE;
import jakarta.ws.rs.GET;
import jakarta.ws.rs.POST;
import jakarta.ws.rs.Path;
import jakarta.ws.rs.PathParam;
import jakarta.ws.rs.Produces;
import jakarta.ws.rs.core.MediaType;
import jakarta.ws.rs.core.Response;
import java.net.URI;
import java.time.Instant;
import java.util.List;
import org.eclipse.microprofile.openapi.annotations.Operation;
import org.eclipse.microprofile.openapi.annotations.media.Content;
import org.eclipse.microprofile.openapi.annotations.media.Schema;
import org.eclipse.microprofile.openapi.annotations.parameters.RequestBody;
import org.eclipse.microprofile.openapi.annotations.responses.APIResponse;
import org.eclipse.microprofile.openapi.annotations.tags.Tag;
import org.jspecify.annotations.Nullable;

/** The links of a simulation, for callers who may change it. */
@Path("/api/simulations/{id}/shares")
@Produces(MediaType.APPLICATION_JSON)
@Tag(name = "Simulations")
@Blocking
public class SharesResource {

    private final RunShares shares;
    private final SessionTokens tokens;
    private final ApiTokenGate gate;

    SharesResource(RunShares shares, SessionTokens tokens, ApiTokenGate gate) {
        this.shares = shares;
        this.tokens = tokens;
        this.gate = gate;
    }

    /** A link. {@code path}: the address of its page, relative to the root of the service. */
    @RegisterForReflection
    @JsonInclude(JsonInclude.Include.NON_NULL)
    @Schema(name = "ShareLink")
    public record Link(
            String id,
            String token,
            String path,
            @Nullable String note,
            boolean archive,
            Instant created,
            Instant expires) {

        static Link of(RunShares.Link link) {
            return new Link(
                    link.share().id(),
                    link.token(),
                    "console/#/shared/" + link.token(),
                    link.share().note(),
                    link.share().archive(),
                    link.share().created(),
                    link.share().expires());
        }
    }

    /** The links of a simulation. */
    @RegisterForReflection
    @Schema(name = "ShareLinks")
    public record Links(List<Link> shares) {}

    /** The body of a new link. */
    @RegisterForReflection
    @Schema(name = "ShareRequest", additionalProperties = Schema.False.class)
    public record Wanted(
            @JsonProperty("expires_in")
            @Schema(
                    description = "Seconds until it expires.",
                    nullable = true,
                    minimum = "60",
                    maximum = "31536000",
                    defaultValue = "2592000")
            Long expiresIn,

            @Schema(nullable = true, maxLength = 200) String note,

            @Schema(
                    description = "Whether it opens the archive, which has the uncommitted changes of the project.",
                    nullable = true,
                    defaultValue = "false")
            Boolean archive) {}

    @POST
    @Consumes(MediaType.APPLICATION_JSON)
    @Operation(
            operationId = "share",
            summary = "Create a link that lets anyone who has it read this simulation",
            description = "It needs no API token and no session, and opens nothing else. At most 20 links.")
    @RequestBody(
            description = "Its end and a note. {} for the usual values.",
            required = true,
            content =
                    @Content(
                            mediaType = MediaType.APPLICATION_JSON,
                            schema = @Schema(implementation = Wanted.class),
                            example = "{\"expires_in\":604800,\"note\":\"for Ada\"}"))
    @APIResponse(
            responseCode = "201",
            description = "The link.",
            content = @Content(schema = @Schema(implementation = Link.class)))
    @APIResponse(responseCode = "400", description = "A member is unknown or its value is refused.")
    @APIResponse(responseCode = "403", description = "The simulation belongs to another session.")
    @APIResponse(responseCode = "404", description = "There is no such simulation.")
    @APIResponse(responseCode = "409", description = "The simulation has 20 links.")
    @APIResponse(responseCode = "503", description = "The link cannot be stored.")
    public Response create(@PathParam("id") String id, @Nullable JsonNode body, @BeanParam SessionProof proof) {
        Link link = Link.of(shares.create(proof.caller(tokens, gate), SimulationId.parse(id), body));
        return Response.created(URI.create("/api/simulations/" + id + "/shares/" + link.id()))
                .entity(link)
                .build();
    }

    @GET
    @Operation(operationId = "listShares", summary = "List the links of a simulation that are valid, the latest last")
    @APIResponse(
            responseCode = "200",
            description = "The links, with their tokens.",
            content = @Content(schema = @Schema(implementation = Links.class)))
    @APIResponse(responseCode = "403", description = "The simulation belongs to another session.")
    @APIResponse(responseCode = "404", description = "There is no such simulation.")
    public Links list(@PathParam("id") String id, @BeanParam SessionProof proof) {
        return new Links(shares.list(proof.caller(tokens, gate), SimulationId.parse(id)).stream()
                .map(Link::of)
                .toList());
    }

    @DELETE
    @Path("/{share}")
    @Operation(operationId = "revokeShare", summary = "Revoke a link at once")
    @APIResponse(responseCode = "204", description = "The link opens nothing any more.")
    @APIResponse(responseCode = "403", description = "The simulation belongs to another session.")
    @APIResponse(responseCode = "404", description = "There is no such simulation or link.")
    @APIResponse(responseCode = "503", description = "The link cannot be deleted.")
    public void revoke(@PathParam("id") String id, @PathParam("share") String share, @BeanParam SessionProof proof) {
        shares.revoke(proof.caller(tokens, gate), SimulationId.parse(id), share);
    }
}
