package dev.flsys.live;

import com.fasterxml.jackson.databind.node.ObjectNode;
import io.smallrye.mutiny.Uni;

/** A client's connection, by whichever door it came. Safe for use by several threads. */
interface LiveConnection {

    /** Its name, different for each. */
    String id();

    boolean isOpen();

    /** Sends events of a simulation; completes when the client's transport has taken them, fails if it has gone. */
    Uni<Void> send(Frame frame);

    /** Sends one event; otherwise as {@link #send(Frame)}. */
    Uni<Void> send(String event, ObjectNode data);
}
