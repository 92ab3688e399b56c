package dev.flsys.grpc;

import io.vertx.core.http.HttpServerRequest;

/** The client of a call. Thread-safe. */
public interface GrpcCaller {

    /** The request of the call. */
    HttpServerRequest request();

    /** Whether no answer is needed: the call was cancelled, its deadline has passed, or it is answered. */
    boolean isOver();
}
