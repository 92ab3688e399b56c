package dev.flsys.process;

import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.stream.Stream;
import org.jboss.logging.Logger;

/**
 * Children with a limit of time whose service was killed, so that no service enforces their limits any more. Each has
 * the identity of its service in its environment, so the next service of the user finds them. Linux only.
 */
public final class Orphans {

    private static final Logger LOG = Logger.getLogger(Orphans.class);

    /** The variable with the identity of the service. */
    private static final String SERVICE = "FLSYS_SERVICE";

    private Orphans() {}

    /** {@code launch}, marked as a child of this service. */
    static Launch mark(Launch launch) {
        Optional<String> service = identity(ProcessHandle.current().pid());
        if (service.isEmpty()) {
            return launch;
        }
        Map<String, String> environment = new HashMap<>(launch.environment());
        environment.put(SERVICE, service.get());
        return new Launch(launch.command(), launch.directory(), environment, launch.marker());
    }

    /** Kills the marked children, with their trees, of all services that have ended. Blocks while it reads /proc. */
    public static void end() {
        Set<String> markers = new HashSet<>();
        try (Stream<ProcessHandle> all = ProcessHandle.allProcesses()) {
            all.map(process -> ProcessTable.environment(process.pid(), "FLSYS_"))
                    .forEach(environment -> {
                        String service = environment.get(SERVICE);
                        String marker = environment.get(Launch.MARKER_VARIABLE);
                        if (service != null && marker != null && hasEnded(service)) {
                            markers.add(marker);
                        }
                    });
        }
        for (String marker : markers) {
            LOG.infof("Processes that a killed service left behind are ended (%s)", marker);
            MarkedProcesses.end(marker, null);
        }
    }

    /** Whether no process has that identity. The number of a process in another process namespace is not comparable. */
    private static boolean hasEnded(String service) {
        List<String> parts = List.of(service.split(" "));
        return parts.size() == 3
                && parts.get(0).matches("\\d{1,9}")
                && ProcessIdentity.namespace().filter(parts.get(2)::equals).isPresent()
                && !identity(Long.parseLong(parts.get(0))).equals(Optional.of(service));
    }

    /** Number, start and namespace of a process; empty if it has ended, or the system has no {@code /proc}. */
    private static Optional<String> identity(long pid) {
        return ProcessTable.startTicks(pid)
                .flatMap(start -> ProcessIdentity.namespace().map(space -> pid + " " + start + " " + space));
    }
}
