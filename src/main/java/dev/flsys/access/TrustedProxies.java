package dev.flsys.access;

import io.vertx.core.http.HttpServerRequest;
import io.vertx.core.net.HostAndPort;
import io.vertx.core.net.SocketAddress;
import java.net.InetAddress;
import java.util.List;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/**
 * The proxies whose headers the service trusts. {@code X-Forwarded-Host} and {@code X-Forwarded-Port} name the host
 * that the browser asked for. {@code X-Forwarded-For} names the address of the browser. A client that reaches the
 * service directly could write these headers itself, so they are read only if a proxy sent the request.
 *
 * @param networks the items of TRUSTED_PROXIES
 */
record TrustedProxies(List<Network> networks) {

    private static final String HOST = "X-Forwarded-Host";
    private static final String FOR = "X-Forwarded-For";
    private static final String PORT = "X-Forwarded-Port";
    private static final int MAX_PORT = 65_535;

    /**
     * Addresses that have the same first bits: {@code 192.0.2.7}, {@code 10.0.0.0/8} or {@code 2001:db8::/32}.
     *
     * @param address the address of a proxy, or another one
     * @param bits number of the bits that are the same
     */
    record Network(InetAddress address, int bits) {

        /** Reads an item; empty if it is not valid. */
        static Optional<Network> parse(String item) {
            int slash = item.indexOf('/');
            Optional<InetAddress> address = HostName.parse(slash < 0 ? item : item.substring(0, slash))
                    .flatMap(host -> Optional.ofNullable(host.address()));
            return address.flatMap(found -> {
                int longest = found.getAddress().length * Byte.SIZE;
                int bits = slash < 0 ? longest : parseNumber(item.substring(slash + 1), longest);
                return bits < 0 ? Optional.empty() : Optional.of(new Network(found, bits));
            });
        }

        boolean contains(InetAddress other) {
            byte[] own = address.getAddress();
            byte[] others = other.getAddress();
            if (own.length != others.length) {
                return false;
            }
            int left = bits;
            for (int i = 0; left > 0; i++, left -= Byte.SIZE) {
                int mask = left >= Byte.SIZE ? 0xff : 0xff << (Byte.SIZE - left);
                if (((own[i] ^ others[i]) & mask) != 0) {
                    return false;
                }
            }
            return true;
        }
    }

    /** Whether {@code peer} is the address of a trusted proxy. */
    boolean contain(@Nullable SocketAddress peer) {
        String text = peer == null || networks.isEmpty() ? null : peer.hostAddress();
        return text != null && contain(address(text));
    }

    private boolean contain(@Nullable InetAddress address) {
        return address != null && networks.stream().anyMatch(network -> network.contains(address));
    }

    /**
     * The address of the client that sent {@code request}. If a trusted proxy sent the request, it is the last address
     * in {@code X-Forwarded-For} that is not a trusted proxy. The client itself may have written the addresses before
     * it. An item that is not an address ends the search, and the proxy that added the item counts as the client.
     */
    String clientAddress(HttpServerRequest request) {
        SocketAddress remote = request.remoteAddress();
        String client = remote == null ? null : remote.hostAddress();
        if (client == null) {
            return "";
        }
        List<String> headers =
                networks.isEmpty() ? List.of() : request.headers().getAll(FOR);
        for (int i = headers.size() - 1; i >= 0; i--) {
            String header = headers.get(i);
            for (int end = header.length(); end >= 0; ) {
                int comma = header.lastIndexOf(',', end - 1);
                InetAddress before = contain(address(client)) ? forwarded(header.substring(comma + 1, end)) : null;
                if (before == null) {
                    return client;
                }
                client = HostName.of(before).value();
                end = comma;
            }
        }
        return client;
    }

    /** The address of an item, to which some proxies add a port; null if it is not an address. */
    private static @Nullable InetAddress forwarded(String item) {
        String text = item.strip();
        int colon = text.lastIndexOf(':');
        boolean hasPort = text.startsWith("[") ? !text.endsWith("]") : colon >= 0 && colon == text.indexOf(':');
        return address(hasPort && colon > 0 ? text.substring(0, colon) : text);
    }

    private static @Nullable InetAddress address(String text) {
        int scope = text.indexOf('%');
        return HostName.parse(scope < 0 ? text : text.substring(0, scope))
                .map(HostName::address)
                .orElse(null);
    }

    /**
     * The host and port for which a trusted proxy got {@code request}. Null if no trusted proxy sent it, or the proxy
     * does not name them. A host that cannot be read is returned as an empty name.
     */
    @Nullable HostAndPort authority(HttpServerRequest request) {
        List<String> hosts = networks.isEmpty() ? List.of() : request.headers().getAll(HOST);
        if (hosts.isEmpty() || !contain(request.remoteAddress())) {
            return null;
        }
        HostAndPort host = HostAndPort.parseAuthority(lastValue(hosts), -1);
        if (host == null) {
            return HostAndPort.create("", -1);
        }
        List<String> ports = request.headers().getAll(PORT);
        int port = ports.isEmpty() ? -1 : parseNumber(lastValue(ports), MAX_PORT);
        // A host without a port has the default port of either scheme.
        return host.port() >= 0 || port <= 0 || port == 80 || port == 443
                ? host
                : HostAndPort.create(host.host(), port);
    }

    /** The value that the nearest proxy added. A client may have sent the values before it. */
    private static String lastValue(List<String> values) {
        String all = values.get(values.size() - 1);
        return all.substring(all.lastIndexOf(',') + 1).strip();
    }

    /** A number from 0 to {@code max}; -1 if the text is not one. */
    private static int parseNumber(String text, int max) {
        if (text.isEmpty() || text.length() > 5 || !text.chars().allMatch(each -> each >= '0' && each <= '9')) {
            return -1;
        }
        int number = Integer.parseInt(text);
        return number <= max ? number : -1;
    }
}
