package dev.flsys.bench.load;

/**
 * Which models may answer: the n-th swap begins when it is sent and has happened for certain when it is acknowledged.
 * Model {@code n % models} serves after n swaps. One thread writes, others read.
 */
final class SwapTimes {

    private volatile int sent;
    private volatile int acknowledged;

    /** To be called right before a swap is sent. */
    void send() {
        sent = sent + 1;
    }

    /** To be called when the answer is there. */
    void acknowledge() {
        acknowledged = sent;
    }

    /** Swaps that were sent so far; a request that was answered now may have seen all of them. */
    int sent() {
        return sent;
    }

    /** Swaps that were acknowledged so far; a request that is sent now must see all of them. */
    int acknowledged() {
        return acknowledged;
    }
}
