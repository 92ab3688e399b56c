package dev.flsys.platform;

import com.sun.management.UnixOperatingSystemMXBean;
import java.lang.management.ManagementFactory;
import java.util.Map;
import java.util.Set;
import org.eclipse.microprofile.config.spi.ConfigSource;
import org.jspecify.annotations.Nullable;

/**
 * The default of {@value #KEY}: open connections leave a reserve of open files for models, logs and child processes.
 * Without it, idle clients take all open files, and then nothing works.
 */
public final class ConnectionLimit implements ConfigSource {

    private static final String KEY = "quarkus.http.limits.max-connections";
    /** Below application.properties (250), so that every other source takes precedence. */
    private static final int ORDINAL = 50;

    /** Measured: the service has 45 open files without clients; loaded models and children need some more. */
    private static final long RESERVE = 128;

    private static final int SHARE = 4;
    private static final long FEWEST = 16;

    private final Map<String, String> entries;

    /** The limit for the open files that this process may have. */
    public ConnectionLimit() {
        this(openFiles());
    }

    /** @param openFiles limit of open files; 0 if it is not known */
    ConnectionLimit(long openFiles) {
        this.entries = openFiles <= 0 ? Map.of() : Map.of(KEY, Long.toString(connections(openFiles)));
    }

    /** A quarter of the open files, at least {@value #RESERVE}, is not for connections. */
    private static long connections(long openFiles) {
        long left = openFiles - Math.max(RESERVE, openFiles / SHARE);
        return Math.min(Integer.MAX_VALUE, Math.max(FEWEST, left));
    }

    private static long openFiles() {
        return ManagementFactory.getOperatingSystemMXBean() instanceof UnixOperatingSystemMXBean system
                ? system.getMaxFileDescriptorCount()
                : 0;
    }

    @Override
    public Set<String> getPropertyNames() {
        return entries.keySet();
    }

    @Override
    public @Nullable String getValue(String name) {
        return entries.get(name);
    }

    @Override
    public String getName() {
        return "limit of connections";
    }

    @Override
    public int getOrdinal() {
        return ORDINAL;
    }
}
