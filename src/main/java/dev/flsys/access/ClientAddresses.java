package dev.flsys.access;

import io.vertx.core.http.HttpServerRequest;
import jakarta.inject.Inject;
import jakarta.inject.Singleton;

/** The addresses of clients, behind TRUSTED_PROXIES, too. Thread-safe. */
@Singleton
public class ClientAddresses {

    private final TrustedProxies proxies;

    @Inject
    ClientAddresses(AccessSettings settings) {
        this.proxies = settings.proxies();
    }

    /** The IP address of the client that sent {@code request}; empty if the connection has none. */
    public String of(HttpServerRequest request) {
        return proxies.clientAddress(request);
    }
}
