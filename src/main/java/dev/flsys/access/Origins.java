package dev.flsys.access;

import io.quarkus.runtime.LaunchMode;
import io.vertx.core.http.HttpServerRequest;
import io.vertx.core.net.HostAndPort;
import jakarta.inject.Inject;
import jakarta.inject.Singleton;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/**
 * The pages that may call the service, by their origins (RFC 6454). These are the pages of the service and those of
 * CORS_ORIGINS. In development they are also the pages of this machine, where a program such as Vite may serve the
 * front end.
 */
@Singleton
public final class Origins {

    private static final String ORIGIN = "Origin";

    private final List<String> allowed;
    private final TrustedProxies proxies;
    private final boolean developing;

    @Inject
    Origins(AccessSettings settings) {
        this(settings.origins(), settings.proxies(), LaunchMode.current() == LaunchMode.DEVELOPMENT);
    }

    Origins(List<String> allowed, TrustedProxies proxies, boolean developing) {
        this.allowed = allowed;
        this.proxies = proxies;
        this.developing = developing;
    }

    /**
     * Whether the page that sent {@code request} may call. A request without Origin does not come from a foreign page.
     */
    public boolean allows(HttpServerRequest request) {
        return allows(request.getHeader(ORIGIN), request);
    }

    /** Whether a page of {@code origin} may send {@code request}; null if a page did not send it. */
    public boolean allows(@Nullable String origin, HttpServerRequest request) {
        return allows(origin, Hosts.authority(request, proxies).orElse(null));
    }

    /**
     * Whether a page of {@code origin} may call.
     *
     * @param origin the Origin header; without one the caller is not a page and may call
     * @param authority the host and port of the request, which {@link HostGate} has accepted. A page of the same host
     *     and port belongs to the service, with any scheme, as a proxy may end TLS. A page of another name of the
     *     loopback address also belongs to it.
     */
    boolean allows(@Nullable String origin, @Nullable HostAndPort authority) {
        if (origin == null) {
            return true;
        }
        String normal = origin.toLowerCase(Locale.ROOT);
        return allowed.stream().anyMatch(each -> each.equalsIgnoreCase(normal)) || isLocal(normal, authority);
    }

    private boolean isLocal(String origin, @Nullable HostAndPort authority) {
        int scheme = origin.startsWith("http://") ? 80 : origin.startsWith("https://") ? 443 : -1;
        if (scheme < 0) {
            return false;
        }
        HostAndPort page = HostAndPort.parseAuthority(origin.substring(origin.indexOf("://") + 3), scheme);
        Optional<HostName> host = page == null ? Optional.empty() : HostName.parse(page.host());
        return host.isPresent()
                && (isOwn(host.get(), page.port(), authority, scheme)
                        || (developing && host.get().isLoopback()));
    }

    private static boolean isOwn(HostName page, int port, @Nullable HostAndPort authority, int schemePort) {
        if (authority == null || port != (authority.port() < 0 ? schemePort : authority.port())) {
            return false;
        }
        return HostName.parse(authority.host())
                .filter(own -> own.equals(page) || (own.isLoopback() && page.isLoopback()))
                .isPresent();
    }
}
