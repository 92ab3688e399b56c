package dev.flsys.access;

import java.util.Optional;

/**
 * Who asks for something that belongs to a session.
 *
 * @param session the session that it proved; empty if none
 * @param operator whether it brought API_TOKEN, and so may do everything
 */
public record Caller(Optional<SessionId> session, boolean operator) {

    /** Whether what belongs to {@code owner} is its own, or it may do everything. */
    public boolean mayUse(SessionId owner) {
        return operator || session.filter(owner::equals).isPresent();
    }
}
