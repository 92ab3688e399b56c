package dev.flsys.openinference;

import dev.flsys.problem.Problem;

/** An expected failure of a request of the protocol. */
final class OpenInferenceProblem extends Problem {

    private OpenInferenceProblem(int status, String title, String detail) {
        super(status, title, detail);
    }

    private OpenInferenceProblem(int status, String title, String detail, int retryAfterSeconds) {
        super(status, title, detail, retryAfterSeconds);
    }

    /** The request does not follow the protocol, or does not fit the model (400). */
    static OpenInferenceProblem bad(String detail) {
        return new OpenInferenceProblem(400, "Bad request", detail);
    }

    /** There is no such model, version or endpoint (404). */
    static OpenInferenceProblem unknown(String detail) {
        return new OpenInferenceProblem(404, "Not found", detail);
    }

    /** The decoded body is larger than the limit (413). */
    static OpenInferenceProblem tooLarge(int limit) {
        return new OpenInferenceProblem(
                413, "Body too large", "The decoded request body is larger than " + (limit >> 20) + " MiB.");
    }

    /** Too many decoded bodies are in memory (503). */
    static OpenInferenceProblem full() {
        return new OpenInferenceProblem(
                503, "Memory full", "The memory for decoded request bodies is full. Try again in a second.", 1);
    }

    /** The encoding of the body is not offered (415). */
    static OpenInferenceProblem encoding(String name) {
        return new OpenInferenceProblem(
                415, "Unsupported encoding", "The Content-Encoding '" + name + "' is not gzip, deflate or identity.");
    }

    /** The refusal of a feature of other servers that this server does not have (501). */
    static OpenInferenceProblem absent(String detail) {
        return new OpenInferenceProblem(501, "Not implemented", detail);
    }

    /** The model answered something that the requested form cannot hold (500). */
    static OpenInferenceProblem failed(String detail) {
        return new OpenInferenceProblem(500, "Inference failed", detail);
    }
}
