package dev.flsys.live;

import dev.flsys.access.Caller;
import dev.flsys.access.SessionId;
import java.util.Optional;

/**
 * Who is at the other end of a connection.
 *
 * @param session the session that it belongs to
 * @param operator whether it brought API_TOKEN
 * @param connection where it is reached
 */
record LiveClient(SessionId session, boolean operator, LiveConnection connection) {

    Caller caller() {
        return new Caller(Optional.of(session), operator);
    }
}
