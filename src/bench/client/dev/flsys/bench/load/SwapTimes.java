package dev.flsys.bench.load;

/**
 * The swaps, which determine the models that may answer. A swap happens between its sending and its acknowledgement.
 * Model {@code n % models} serves after n swaps. One thread writes, others read.
 */
final class SwapTimes {

    private volatile int sent;
    private volatile int acknowledged;

    /** Call it right before a swap is sent. */
    void send() {
        sent = sent + 1;
    }

    /** Call it after the answer. */
    void acknowledge() {
        acknowledged = sent;
    }

    /** The number of sent swaps. A request that is answered now may have seen all of them. */
    int sent() {
        return sent;
    }

    /** The number of acknowledged swaps. A request that is sent now must see all of them. */
    int acknowledged() {
        return acknowledged;
    }
}
