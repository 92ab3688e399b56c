package dev.flsys.inference.pool;

/** The receiver of the measurements of a {@link WorkerPool}. Called by several threads; must not block. */
interface PoolMeters {

    PoolMeters NONE = new PoolMeters() {
        @Override
        public void recordWait(long nanos) {}

        @Override
        public void recordBatchSize(int requests) {}
    };

    /** A request has waited for {@code nanos} until a worker took it. */
    void recordWait(long nanos);

    /** A worker has taken {@code requests} as one batch. */
    void recordBatchSize(int requests);
}
