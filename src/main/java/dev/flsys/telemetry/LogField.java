package dev.flsys.telemetry;

import java.util.concurrent.ThreadFactory;
import java.util.concurrent.atomic.AtomicInteger;
import org.jboss.logging.MDC;

/**
 * A field of all log records that the present thread writes until the field is closed. Threads that it starts meanwhile
 * keep the field for their lifetime. Threads of a pool later work for other fields, so they must be made by
 * {@link #threads}.
 */
public final class LogField implements AutoCloseable {

    /** The size of a stack that the JVM chooses. */
    private static final long DEFAULT_STACK = 0;

    private final String name;

    private LogField(String name) {
        this.name = name;
    }

    /** Sets a field. */
    public static LogField of(String name, String value) {
        MDC.put(name, value);
        return new LogField(name);
    }

    /**
     * Daemon threads without the fields of the thread that starts them.
     *
     * @param name the name of all of them; a number follows it
     */
    public static ThreadFactory threads(String name) {
        AtomicInteger number = new AtomicInteger();
        return task -> {
            Thread thread = new Thread(null, task, name + "-" + number.incrementAndGet(), DEFAULT_STACK, false);
            // Newer JDKs take the loader of the JVM for such a thread, which does not have the classes of the service.
            thread.setContextClassLoader(Thread.currentThread().getContextClassLoader());
            thread.setDaemon(true);
            return thread;
        };
    }

    @Override
    public void close() {
        MDC.remove(name);
    }
}
