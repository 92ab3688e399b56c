package dev.flsys.inference;

import java.util.function.BooleanSupplier;

/** A prediction on numbers that waits for a worker. */
final class TensorJob extends Job<TensorAnswer> {

    private final byte[] body;

    /** @param body of the request, JSON in UTF-8 */
    TensorJob(byte[] body, BooleanSupplier gone) {
        super(gone);
        this.body = body;
    }

    byte[] body() {
        return body;
    }
}
