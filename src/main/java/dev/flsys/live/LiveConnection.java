package dev.flsys.live;

import io.smallrye.mutiny.Uni;

/** A client's connection to one of the endpoints. Thread-safe. */
interface LiveConnection {

    /** The unique id of the connection. */
    String id();

    /** The protocol that it uses. */
    LiveProtocol protocol();

    boolean isOpen();

    /**
     * Sends events of a simulation. Completes when the transport has taken them; fails if the client has disconnected.
     */
    Uni<Void> send(Frame frame);
}
