package dev.flsys.access;

import java.util.Optional;

/**
 * An entry of ALLOWED_HOSTS: {@code lab.example.org}, {@code lab.example.org:8443}, {@code *.example.org} (every name
 * below it), {@code .example.org} (that name and every name below it), {@code 192.0.2.7}, {@code [2001:db8::7]:8080} or
 * {@code *} (all).
 *
 * @param name the host, or the end of its name; empty for all hosts
 * @param exact whether {@code name} itself is allowed
 * @param below whether names below it are allowed
 * @param port the only port; -1 for any port
 */
record AllowedHost(String name, boolean exact, boolean below, int port) {

    private static final int MAX_PORT = 65_535;

    /** Reads an item; empty if it is not valid. */
    static Optional<AllowedHost> parse(String item) {
        if (item.equals("*")) {
            return Optional.of(new AllowedHost("", true, true, -1));
        }
        int colon = item.lastIndexOf(':');
        boolean hasPort = colon >= 0 && (colon == item.indexOf(':') || item.charAt(colon - 1) == ']');
        int port = hasPort ? parsePort(item.substring(colon + 1)) : -1;
        String host = hasPort ? item.substring(0, colon) : item;
        boolean wildcard = host.startsWith("*.");
        boolean dot = host.startsWith(".");
        if (hasPort && port < 0) {
            return Optional.empty();
        }
        return HostName.parse(host.substring(wildcard ? 2 : dot ? 1 : 0))
                .filter(name -> name.address() == null || (!wildcard && !dot))
                .map(name -> new AllowedHost(name.value(), !wildcard, wildcard || dot, port));
    }

    /** Whether every host is allowed. */
    boolean isAll() {
        return name.isEmpty();
    }

    /**
     * Whether a request to {@code host} is allowed.
     *
     * @param requested the port of its address; -1 if the address has none. Then 80 or 443 is meant, because a proxy
     *     may end TLS
     */
    boolean allows(HostName host, int requested) {
        boolean samePort = port < 0 || (requested < 0 ? port == 80 || port == 443 : port == requested);
        return samePort
                && (isAll()
                        || (exact && host.value().equals(name))
                        || (below && host.address() == null && host.value().endsWith("." + name)));
    }

    private static int parsePort(String text) {
        try {
            int port = Integer.parseInt(text);
            return port > 0 && port <= MAX_PORT && text.chars().allMatch(Character::isDigit) ? port : -1;
        } catch (NumberFormatException none) {
            return -1;
        }
    }
}
