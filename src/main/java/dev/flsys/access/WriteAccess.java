package dev.flsys.access;

import jakarta.inject.Inject;
import jakarta.inject.Singleton;
import java.util.Optional;
import org.eclipse.microprofile.config.inject.ConfigProperty;

/**
 * Whether clients may change files of the project. They may if API_TOKEN is set: {@link ApiTokenGate} then requires it.
 * Without a token, they may only if all clients are on this machine. For this, the service must listen on a loopback
 * address, and TRUSTED_PROXIES must not be set.
 */
@Singleton
public final class WriteAccess {

    private static final String MODEL_FILES = "Model files cannot be changed";

    /** The cause and the next step, as the end of a sentence. */
    private final Optional<String> refusal;

    @Inject
    WriteAccess(AccessSettings settings, @ConfigProperty(name = "quarkus.http.host") Optional<String> bound) {
        this(settings.apiToken().isPresent(), !settings.proxies().networks().isEmpty(), bound.orElse(""));
    }

    /** @param bound the host that the service listens on; empty for all addresses */
    WriteAccess(boolean token, boolean proxies, String bound) {
        boolean loopback = HostName.parse(bound).filter(HostName::isLoopback).isPresent();
        if (token || (loopback && !proxies)) {
            this.refusal = Optional.empty();
        } else {
            this.refusal = Optional.of(
                    loopback
                            ? "because TRUSTED_PROXIES is set and API_TOKEN is not: a"
                                    + " proxy passes on the calls of others. Set API_TOKEN and start the service again."
                            : "because API_TOKEN is not set and the service does not"
                                    + " listen on a loopback address. Set API_TOKEN, or QUARKUS_HTTP_HOST=127.0.0.1,"
                                    + " and start the service again.");
        }
    }

    /** The reason why clients may not change model files, with the next step; empty if they may. */
    public Optional<String> refusal() {
        return refusal(MODEL_FILES);
    }

    /**
     * The same as {@link #refusal()}, for other files.
     *
     * @param what the beginning of a sentence, such as "Pictures cannot be uploaded"
     */
    public Optional<String> refusal(String what) {
        return refusal.map(reason -> what + ", " + reason);
    }
}
