package dev.flsys.process;

import java.io.IOException;
import java.io.InputStream;
import java.time.Duration;

/**
 * The output of a child, which can end before every process that holds the pipe has closed it. A read of a pipe cannot
 * be interrupted, so a separate thread reads the pipe into a small buffer. Unread output fills this buffer and then the
 * pipe, and holds back the writer.
 *
 * <p>One thread reads; any thread may call {@link #endSoon}.
 */
final class ChildOutput extends InputStream {

    private static final int SIZE = 128 * 1024;

    /** The size of a pipe on Linux. */
    private static final int CHUNK = 64 * 1024;

    private final InputStream pipe;
    private final byte[] buffer = new byte[SIZE];
    private int start;
    private int length;

    /** Whether the output has ended. */
    private boolean ended;

    /** Whether the output ends when it is silent, although the pipe has not ended. */
    private boolean endsSoon;

    private final long timeout;
    private long deadline;

    /** @param timeout time without output after {@link #endSoon} after which the output ends */
    ChildOutput(InputStream pipe, Duration timeout) {
        this.pipe = pipe;
        this.timeout = timeout.toNanos();
    }

    /** Starts the thread that reads the pipe. */
    void start(String name) {
        Thread thread = new Thread(this::pump, name);
        thread.setDaemon(true);
        thread.start();
    }

    /** Ends the output once it has been silent for the timeout, even if a process still holds the pipe. */
    synchronized void endSoon() {
        if (!endsSoon) {
            endsSoon = true;
            deadline = System.nanoTime() + timeout;
            notifyAll();
        }
    }

    private void pump() {
        byte[] chunk = new byte[CHUNK];
        try {
            for (int read = pipe.read(chunk); read >= 0; read = pipe.read(chunk)) {
                if (!add(chunk, read)) {
                    break;
                }
            }
        } catch (IOException closed) {
            // The output so far is complete.
        }
        synchronized (this) {
            ended = true;
            notifyAll();
        }
    }

    /** Waits for room. Returns false if no thread reads the output any more. */
    private synchronized boolean add(byte[] chunk, int count) {
        try {
            while (!ended && SIZE - length < count) {
                wait();
            }
        } catch (InterruptedException unexpected) {
            return false;
        }
        if (ended) {
            return false;
        }
        int at = (start + length) % SIZE;
        int first = Math.min(count, SIZE - at);
        System.arraycopy(chunk, 0, buffer, at, first);
        System.arraycopy(chunk, first, buffer, 0, count - first);
        length += count;
        deadline = System.nanoTime() + timeout;
        notifyAll();
        return true;
    }

    @Override
    public int read() throws IOException {
        byte[] one = new byte[1];
        return read(one, 0, 1) < 0 ? -1 : one[0] & 0xff;
    }

    @Override
    public synchronized int read(byte[] target, int offset, int count) throws IOException {
        if (count == 0) {
            return 0;
        }
        boolean interrupted = false;
        while (length == 0 && !ended) {
            long left = deadline - System.nanoTime();
            if (endsSoon && left <= 0) {
                ended = true;
                notifyAll();
                break;
            }
            try {
                // The time is rounded up, because a wait of 0 would have no limit.
                wait(endsSoon ? left / 1_000_000 + 1 : 0);
            } catch (InterruptedException later) {
                // Like a read of the pipe, this call cannot be interrupted.
                interrupted = true;
            }
        }
        if (interrupted) {
            Thread.currentThread().interrupt();
        }
        if (length == 0) {
            return -1;
        }
        int read = Math.min(count, length);
        int first = Math.min(read, SIZE - start);
        System.arraycopy(buffer, start, target, offset, first);
        System.arraycopy(buffer, 0, target, offset + first, read - first);
        start = (start + read) % SIZE;
        length -= read;
        notifyAll();
        return read;
    }

    @Override
    public synchronized int available() {
        return length;
    }

    /** Ends the output. Later output of the child is dropped. */
    @Override
    public synchronized void close() {
        ended = true;
        length = 0;
        notifyAll();
    }
}
