package dev.flsys.grpc;

import dev.flsys.problem.Problem;

/** An expected failure of a call. Its HTTP status is mapped to a code of gRPC by {@code GrpcCode}. */
final class GrpcProblem extends Problem {

    private GrpcProblem(int status, String title, String detail) {
        super(status, title, detail);
    }

    private GrpcProblem(int status, String title, String detail, int retryAfterSeconds) {
        super(status, title, detail, retryAfterSeconds);
    }

    /** The call does not follow the rules of gRPC or of its method (INVALID_ARGUMENT). */
    static GrpcProblem malformed(String detail) {
        return new GrpcProblem(400, "Bad request", detail);
    }

    /** A message or an answer is too large (RESOURCE_EXHAUSTED). */
    static GrpcProblem tooLarge(String detail) {
        return new GrpcProblem(413, "Message too large", detail);
    }

    /** Too many messages are in memory (UNAVAILABLE). */
    static GrpcProblem full() {
        return new GrpcProblem(503, "Memory full", "The memory for messages is full. Try again in a second.", 1);
    }

    /** The service is going down (UNAVAILABLE). */
    static GrpcProblem ending() {
        return new GrpcProblem(503, "Shutdown", "The service is shutting down.");
    }

    /** The method or a part of gRPC is not offered (UNIMPLEMENTED). */
    static GrpcProblem absent(String detail) {
        return new GrpcProblem(501, "Not implemented", detail);
    }

    /** There is no such service (NOT_FOUND). */
    static GrpcProblem unknown(String detail) {
        return new GrpcProblem(404, "Not found", detail);
    }

    /** The message or the answer was not there in time (DEADLINE_EXCEEDED). */
    static GrpcProblem late(String detail) {
        return new GrpcProblem(504, "Too late", detail);
    }
}
