package dev.flsys.problem;

/** The status codes of gRPC that this service answers, with their numbers in {@code grpc-status}. */
public enum GrpcCode {
    OK(0),
    INVALID_ARGUMENT(3),
    DEADLINE_EXCEEDED(4),
    NOT_FOUND(5),
    PERMISSION_DENIED(7),
    RESOURCE_EXHAUSTED(8),
    FAILED_PRECONDITION(9),
    UNIMPLEMENTED(12),
    INTERNAL(13),
    UNAVAILABLE(14),
    UNAUTHENTICATED(16);

    private final int number;

    GrpcCode(int number) {
        this.number = number;
    }

    public int number() {
        return number;
    }

    /** The code for the HTTP status of a {@link Problem}, 400 to 599. */
    public static GrpcCode of(int httpStatus) {
        return switch (httpStatus) {
            case 401 -> UNAUTHENTICATED;
            // 421: this service does not answer for that host.
            case 403, 421 -> PERMISSION_DENIED;
            case 404 -> NOT_FOUND;
            case 408, 504 -> DEADLINE_EXCEEDED;
            case 409 -> FAILED_PRECONDITION;
            case 413, 429 -> RESOURCE_EXHAUSTED;
            case 415, 501 -> UNIMPLEMENTED;
            case 502, 503 -> UNAVAILABLE;
            default -> httpStatus < 500 ? INVALID_ARGUMENT : INTERNAL;
        };
    }
}
