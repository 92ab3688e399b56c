package dev.flsys.platform;

import com.sun.management.UnixOperatingSystemMXBean;
import io.smallrye.config.common.MapBackedConfigSource;
import java.lang.management.ManagementFactory;
import java.util.Map;

/**
 * The default of {@value #KEY}: open connections leave a reserve of open files for models, logs and child processes.
 * Without this limit, idle clients could use all open files, and the service would fail.
 */
public final class ConnectionLimit extends MapBackedConfigSource {

    private static final String KEY = "quarkus.http.limits.max-connections";
    /** Below application.properties (250), so that every other source takes precedence. */
    private static final int ORDINAL = 50;

    /** Measured: the service has 45 open files without clients; loaded models and children need some more. */
    private static final long RESERVE = 128;

    private static final int SHARE = 4;
    private static final long MIN = 16;

    /** The limit for the open files that this process may have. */
    public ConnectionLimit() {
        this(openFiles());
    }

    /** @param openFiles limit of open files; 0 if it is not known */
    ConnectionLimit(long openFiles) {
        super(
                "limit of connections",
                openFiles <= 0 ? Map.of() : Map.of(KEY, Long.toString(connections(openFiles))),
                ORDINAL);
    }

    /** A quarter of the open files, at least {@value #RESERVE}, is not for connections. */
    private static long connections(long openFiles) {
        long left = openFiles - Math.max(RESERVE, openFiles / SHARE);
        return Math.min(Integer.MAX_VALUE, Math.max(MIN, left));
    }

    private static long openFiles() {
        return ManagementFactory.getOperatingSystemMXBean() instanceof UnixOperatingSystemMXBean system
                ? system.getMaxFileDescriptorCount()
                : 0;
    }
}
