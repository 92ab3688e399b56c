package dev.flsys.simulation;

import dev.flsys.access.ApiTokenGate;
import dev.flsys.access.Caller;
import dev.flsys.access.SessionId;
import dev.flsys.access.SessionTokens;
import io.vertx.core.http.HttpServerRequest;
import jakarta.ws.rs.HeaderParam;
import jakarta.ws.rs.QueryParam;
import jakarta.ws.rs.core.Context;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/**
 * The tokens of a request.
 *
 * @param header a session's token as header
 * @param query a session's token as parameter, which is used if there is no header
 * @param request the request, which may have API_TOKEN
 */
public record SessionProof(
        @HeaderParam(HEADER) @Nullable String header,
        @QueryParam("session") @Nullable String query,
        @Context HttpServerRequest request) {

    public static final String HEADER = "X-Session";

    /** The session of a valid token; empty if there is none. */
    public Optional<SessionId> session(SessionTokens tokens) {
        return Optional.ofNullable(header).or(() -> Optional.ofNullable(query)).flatMap(tokens::verify);
    }

    /** The caller of the request. */
    public Caller caller(SessionTokens tokens, ApiTokenGate gate) {
        return new Caller(session(tokens), gate.isOperator(request));
    }
}
