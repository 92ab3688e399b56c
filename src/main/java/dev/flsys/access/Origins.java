package dev.flsys.access;

import jakarta.inject.Singleton;
import java.util.Locale;
import org.jspecify.annotations.Nullable;

/** Which pages may open a live connection: those of the service itself and those of CORS_ORIGINS (RFC 6454 origins). */
@Singleton
public final class Origins {

    private final AccessSettings settings;

    Origins(AccessSettings settings) {
        this.settings = settings;
    }

    /**
     * Whether a page of {@code origin} may connect.
     *
     * @param origin the Origin header; without one the caller is not a page and may
     * @param host the Host header; a page whose host and port are the same is the service's own, whatever the scheme, as a
     *     proxy may end TLS
     */
    public boolean allow(@Nullable String origin, @Nullable String host) {
        if (origin == null) {
            return true;
        }
        String normal = origin.toLowerCase(Locale.ROOT);
        boolean own = host != null
                && normal.startsWith("http")
                && normal.substring(normal.indexOf("://") + 1).equals("//" + host.toLowerCase(Locale.ROOT));
        return own || settings.origins().stream().anyMatch(allowed -> allowed.equalsIgnoreCase(normal));
    }
}
