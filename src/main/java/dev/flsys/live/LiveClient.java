package dev.flsys.live;

import dev.flsys.access.Caller;
import dev.flsys.access.SessionId;
import java.util.Optional;

/**
 * The client of a connection.
 *
 * @param session the session of the connection
 * @param operator whether the client sent API_TOKEN
 * @param connection the connection
 */
record LiveClient(SessionId session, boolean operator, LiveConnection connection) {

    Caller caller() {
        return new Caller(Optional.of(session), operator);
    }
}
