package dev.flsys.access;

import java.util.Optional;

/**
 * The caller of an operation on an object that belongs to a session.
 *
 * @param session the session that the caller proved; empty if none
 * @param operator whether the caller sent API_TOKEN and so may do everything
 */
public record Caller(Optional<SessionId> session, boolean operator) {

    /** Whether the caller owns the objects of {@code owner} or is the operator. */
    public boolean mayUse(SessionId owner) {
        return operator || session.filter(owner::equals).isPresent();
    }
}
