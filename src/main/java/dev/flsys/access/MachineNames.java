package dev.flsys.access;

import java.io.IOException;
import java.net.InetAddress;
import java.net.UnknownHostException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Locale;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;

/** The names of this machine: its host name, without and with the domain. Thread-safe. */
final class MachineNames {

    private static final Path KERNEL = Path.of("/proc/sys/kernel/hostname");

    private final Set<String> names = ConcurrentHashMap.newKeySet();

    private MachineNames() {}

    /**
     * Reads the names that the machine knows. The domain may need a name server, so it is read on a separate thread.
     */
    static MachineNames read() {
        MachineNames all = new MachineNames();
        String variable = System.getenv("HOSTNAME");
        if (variable != null) {
            all.add(variable);
        }
        try {
            all.add(Files.readString(KERNEL, StandardCharsets.UTF_8));
        } catch (IOException none) {
            // This system has no such file; the name is read together with the domain.
        }
        Thread lookup = new Thread(all::lookUp, "machine-name");
        lookup.setDaemon(true);
        lookup.start();
        return all;
    }

    static MachineNames of(String... names) {
        MachineNames all = new MachineNames();
        for (String name : names) {
            all.add(name);
        }
        return all;
    }

    boolean contains(String host) {
        return names.contains(host);
    }

    private void lookUp() {
        try {
            InetAddress local = InetAddress.getLocalHost();
            add(local.getHostName());
            String fullName = local.getCanonicalHostName().toLowerCase(Locale.ROOT);
            // Any other name comes from a name server.
            if (names.stream().anyMatch(name -> fullName.startsWith(name + "."))) {
                add(fullName);
            }
        } catch (UnknownHostException unresolvable) {
            // The machine cannot resolve its own name, so its domain is unknown.
        }
    }

    private void add(String name) {
        HostName.parse(name)
                .filter(host -> host.address() == null)
                .map(HostName::value)
                .ifPresent(host -> {
                    names.add(host);
                    int dot = host.indexOf('.');
                    String first = dot < 0 ? host : host.substring(0, dot);
                    names.add(first);
                    // Multicast DNS (RFC 6762).
                    names.add(first + ".local");
                });
    }
}
