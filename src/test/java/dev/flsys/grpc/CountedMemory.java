package dev.flsys.grpc;

import java.util.concurrent.atomic.AtomicLong;

/** The memory of a test. */
final class CountedMemory implements CallLimits.Memory {

    private final long size;
    private final AtomicLong taken = new AtomicLong();

    CountedMemory(long size) {
        this.size = size;
    }

    long taken() {
        return taken.get();
    }

    @Override
    public long size() {
        return size;
    }

    @Override
    public boolean take(long bytes) {
        if (taken.addAndGet(bytes) <= size) {
            return true;
        }
        taken.addAndGet(-bytes);
        return false;
    }

    @Override
    public void give(long bytes) {
        taken.addAndGet(-bytes);
    }
}
