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

/** The names of this machine: its host name, and that with its domain. Safe for use by several threads. */
final class MachineNames {

    private static final Path KERNEL = Path.of("/proc/sys/kernel/hostname");

    private final Set<String> names = ConcurrentHashMap.newKeySet();

    private MachineNames() {}

    /**
     * Reads what the machine knows at once; asks for the domain, which may take a name server's time, on a thread of
     * its own.
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
            // not on this system: the name comes with the domain
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
            String whole = local.getCanonicalHostName().toLowerCase(Locale.ROOT);
            // anything else is what a name server calls the address
            if (names.stream().anyMatch(name -> whole.startsWith(name + "."))) {
                add(whole);
            }
        } catch (UnknownHostException unresolvable) {
            // the machine cannot resolve its own name: it has no domain
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
                    // by multicast DNS (RFC 6762)
                    names.add(first + ".local");
                });
    }
}
