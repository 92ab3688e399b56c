package dev.flsys.access;

import io.vertx.core.http.HttpServerRequest;
import io.vertx.core.net.HostAndPort;
import io.vertx.core.net.SocketAddress;
import jakarta.inject.Inject;
import jakarta.inject.Singleton;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import org.eclipse.microprofile.config.inject.ConfigProperty;
import org.jspecify.annotations.Nullable;

/**
 * The hosts by which the service may be addressed. A name server can answer a foreign name with an address of this
 * machine (DNS rebinding). For the browser, a page of that name then has the same origin as the service. Only the host
 * of the request, which the page cannot choose, shows that the page is foreign. Thread-safe.
 */
@Singleton
final class Hosts {

    /** Limit of the names that are kept; a service has few. */
    private static final int MAX_KEPT = 256;

    private final Optional<HostName> bound;
    private final List<AllowedHost> allowed;
    private final TrustedProxies proxies;
    private final MachineNames machine;
    private final Set<String> admitted = ConcurrentHashMap.newKeySet();

    @Inject
    Hosts(AccessSettings settings, @ConfigProperty(name = "quarkus.http.host") Optional<String> bound) {
        this(settings.allowedHosts(), settings.proxies(), bound.orElse(""), MachineNames.read());
    }

    Hosts(List<AllowedHost> allowed, TrustedProxies proxies, String bound, MachineNames machine) {
        this.allowed = allowed;
        this.proxies = proxies;
        this.bound = HostName.parse(bound);
        this.machine = machine;
    }

    /** The host and port of {@code request}; empty if it has none or one that cannot be read. */
    Optional<HostAndPort> authority(HttpServerRequest request) {
        return authority(request, proxies);
    }

    /** The same, by the headers of {@code proxies} if one of them has sent {@code request}. */
    static Optional<HostAndPort> authority(HttpServerRequest request, TrustedProxies proxies) {
        HostAndPort forwarded = proxies.authority(request);
        if (forwarded != null) {
            return Optional.of(forwarded).filter(authority -> !authority.host().isEmpty());
        }
        String target = request.uri();
        int scheme = target.startsWith("/") ? -1 : target.indexOf("://");
        if (scheme < 0) {
            return Optional.ofNullable(request.authority())
                    .filter(authority -> !authority.host().isEmpty());
        }
        // Absolute form: the host of the target counts, not the Host header (RFC 9112, section 3.2.2).
        int from = scheme + 3;
        int to = from;
        while (to < target.length() && "/?#".indexOf(target.charAt(to)) < 0) {
            to++;
        }
        return Optional.ofNullable(HostAndPort.parseAuthority(target.substring(from, to), -1));
    }

    /**
     * Whether a request for {@code authority} may be answered.
     *
     * @param local the address of this machine at which the request arrived; a client that uses this address did not
     *     use a name server
     */
    boolean allows(HostAndPort authority, @Nullable SocketAddress local) {
        String key = authority.toString();
        if (admitted.contains(key)) {
            return true;
        }
        Optional<HostName> host = HostName.parse(authority.host());
        if (host.isEmpty()) {
            return false;
        }
        if (isKnown(host.get(), authority.port())) {
            if (admitted.size() >= MAX_KEPT) {
                admitted.clear();
            }
            admitted.add(key);
            return true;
        }
        return host.get().address() != null && isOf(host.get(), local);
    }

    private boolean isKnown(HostName host, int port) {
        return host.isLoopback()
                || bound.filter(host::equals).isPresent()
                || machine.contains(host.value())
                || allowed.stream().anyMatch(each -> each.allows(host, port));
    }

    private static boolean isOf(HostName host, @Nullable SocketAddress local) {
        String address = local == null ? null : local.hostAddress();
        return address != null
                && HostName.parse(withoutScope(address)).filter(host::equals).isPresent();
    }

    private static String withoutScope(String address) {
        int scope = address.indexOf('%');
        return scope < 0 ? address : address.substring(0, scope);
    }
}
