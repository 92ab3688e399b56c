package dev.flsys.socketio;

import io.vertx.core.MultiMap;
import java.util.Optional;

/**
 * The request that opened a session.
 *
 * @param headers its headers
 * @param query the parameters of its query
 */
public record Handshake(MultiMap headers, MultiMap query) {

    /** The header of that name. */
    public Optional<String> header(String name) {
        return Optional.ofNullable(headers.get(name));
    }

    /** The parameter of that name. */
    public Optional<String> parameter(String name) {
        return Optional.ofNullable(query.get(name));
    }
}
