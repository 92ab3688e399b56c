package dev.flsys.process;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.stream.Stream;
import org.jboss.logging.Logger;

/**
 * Children with a limit of time whose service was killed, so that nobody watches their limits any more. Each has the
 * identity of its service in its environment, so the next service of the user finds them. Linux only.
 */
public final class Orphans {

    private static final Logger LOG = Logger.getLogger(Orphans.class);

    /** The variable with the identity of the service. */
    private static final String SERVICE = "FLSYS_SERVICE";

    private static final Path PROC = Path.of("/proc");
    /** The field of {@code /proc/PID/stat} after the command's that holds the start in ticks, see proc(5). */
    private static final int START = 19;

    private Orphans() {}

    /** {@code launch}, marked as a child of this service. */
    static Launch marked(Launch launch) {
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
            all.map(process -> environment(process.pid())).forEach(environment -> {
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

    /** Whether no process has that identity. A number of another process namespace says nothing. */
    private static boolean hasEnded(String service) {
        List<String> parts = List.of(service.split(" "));
        return parts.size() == 3
                && parts.get(0).matches("\\d{1,9}")
                && namespace().filter(parts.get(2)::equals).isPresent()
                && !identity(Long.parseLong(parts.get(0))).equals(Optional.of(service));
    }

    /** Number, start and namespace of a process; empty if it has ended, or the system has no {@code /proc}. */
    private static Optional<String> identity(long pid) {
        try {
            String stat = Files.readString(PROC.resolve(pid + "/stat"), StandardCharsets.ISO_8859_1);
            String[] fields = stat.substring(stat.lastIndexOf(')') + 2).split(" ");
            boolean ended = fields[0].equals("Z") || fields[0].equals("X");
            return ended ? Optional.empty() : namespace().map(space -> pid + " " + fields[START] + " " + space);
        } catch (IOException gone) {
            return Optional.empty();
        }
    }

    private static Optional<String> namespace() {
        try {
            return Optional.of(
                    Files.readSymbolicLink(PROC.resolve("self/ns/pid")).toString());
        } catch (IOException | UnsupportedOperationException notLinux) {
            return Optional.empty();
        }
    }

    private static Map<String, String> environment(long pid) {
        Map<String, String> variables = new HashMap<>();
        try {
            String all = Files.readString(PROC.resolve(pid + "/environ"), StandardCharsets.ISO_8859_1);
            for (String each : all.split("\0")) {
                int equals = each.indexOf('=');
                if (each.startsWith("FLSYS_") && equals > 0) {
                    variables.put(each.substring(0, equals), each.substring(equals + 1));
                }
            }
        } catch (IOException goneOrNotOurs) {
            return Map.of();
        }
        return variables;
    }
}
