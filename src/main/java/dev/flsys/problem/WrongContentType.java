package dev.flsys.problem;

/** The body is told to be something else than JSON (400, as the clients of the Flask model server expect). */
public final class WrongContentType extends Problem {

    WrongContentType() {
        super(400, "Bad Request", "The body must be JSON, sent with Content-Type: application/json.");
    }
}
