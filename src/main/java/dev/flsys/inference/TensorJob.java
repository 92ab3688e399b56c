package dev.flsys.inference;

import dev.flsys.inference.pool.Job;
import java.util.function.BooleanSupplier;

/** A prediction on numbers that waits for a worker. */
public final class TensorJob extends Job<TensorAnswer> {

    private final byte[] body;

    /** @param body the body of the request, JSON in UTF-8 */
    public TensorJob(byte[] body, BooleanSupplier gone) {
        super(gone);
        this.body = body;
    }

    byte[] body() {
        return body;
    }
}
