package dev.flsys.access;

import dev.flsys.settings.CheckedSettings;
import dev.flsys.settings.Secret;
import dev.flsys.settings.Setting;
import dev.flsys.settings.Settings;
import jakarta.inject.Inject;
import jakarta.inject.Singleton;
import java.util.List;
import java.util.Optional;
import java.util.regex.Pattern;
import org.jboss.logging.Logger;

/**
 * The settings of access, checked.
 *
 * @param secretKey key that signs session tokens and links to runs
 * @param origins origins, besides those of the service itself, whose pages may call; exact,
 *     {@code scheme://host[:port]}
 * @param apiToken token that every call except health and metrics must send, if it is set
 * @param allowedHosts hosts that requests may name, besides the known hosts of the service
 * @param proxies the proxies whose X-Forwarded headers count
 */
@Singleton
public record AccessSettings(
        String secretKey,
        List<String> origins,
        Optional<String> apiToken,
        List<AllowedHost> allowedHosts,
        TrustedProxies proxies)
        implements CheckedSettings {

    private static final Logger LOG = Logger.getLogger(AccessSettings.class);
    private static final int SHORT_KEY = 16;
    /** The value in .env.example and common variants of it: such a key is public. */
    private static final Pattern PLACEHOLDER = Pattern.compile("change[-_ ]?me([^a-z].*)?", Pattern.CASE_INSENSITIVE);

    private static final String MAKE_A_KEY =
            "a random text: openssl rand -hex 32 prints one, and so does python3 -c 'import secrets;"
                    + " print(secrets.token_hex(32))'. Sessions live as long as it stays the same";

    private static final Pattern ORIGIN = Pattern.compile("[a-z][a-z0-9+.-]*://[^/\\s,*]+");

    @Inject
    AccessSettings(Settings settings) {
        this(
                secretKey(settings.get(Secret.FLASK_SECRET_KEY)),
                origins(settings.get("CORS_ORIGINS")),
                settings.get(Secret.API_TOKEN).text(),
                allowedHosts(settings.get("ALLOWED_HOSTS")),
                trustedProxies(settings.get("TRUSTED_PROXIES")));
    }

    private static String secretKey(Setting key) {
        String secretKey = key.required(MAKE_A_KEY);
        if (PLACEHOLDER.matcher(secretKey).matches()) {
            key.reportWrong("It is a placeholder, as in .env.example, so it is not secret.", MAKE_A_KEY);
        } else if (!secretKey.isEmpty() && secretKey.length() < SHORT_KEY) {
            LOG.warnf("FLASK_SECRET_KEY has fewer than %d characters: session tokens can be guessed.", SHORT_KEY);
        }
        return secretKey;
    }

    private static List<String> origins(Setting origins) {
        List<String> allowed = origins.list("origins between commas, such as http://localhost:5173");
        if (allowed.stream()
                .anyMatch(origin -> !origin.isEmpty() && !ORIGIN.matcher(origin).matches())) {
            origins.reportWrong(
                    "An origin is a scheme, a host and, if need be, a port; there are no wildcards and no path.",
                    "for example http://localhost:5173,https://lab.example.org");
        }
        return allowed;
    }

    private static List<AllowedHost> allowedHosts(Setting setting) {
        List<String> items = setting.list("host names between commas, such as flsys.example.org");
        List<AllowedHost> hosts =
                items.stream().flatMap(item -> AllowedHost.parse(item).stream()).toList();
        if (hosts.size() < items.stream().filter(item -> !item.isEmpty()).count()) {
            setting.reportWrong(
                    "An item is a host name or an IP address with, if need be, a port; there is no scheme and no path.",
                    "for example flsys.example.org,*.lab.example.org,192.0.2.7:8080");
        }
        return hosts;
    }

    private static TrustedProxies trustedProxies(Setting setting) {
        List<String> items = setting.list("IP addresses of proxies between commas, such as 192.0.2.7").stream()
                .filter(item -> !item.isEmpty())
                .toList();
        List<TrustedProxies.Network> networks = items.stream()
                .flatMap(item -> TrustedProxies.Network.parse(item).stream())
                .toList();
        if (networks.size() < items.size()) {
            setting.reportWrong(
                    "An item is an IP address or a network; names are not looked up.",
                    "for example 127.0.0.1,10.0.0.0/8,2001:db8::/32");
        }
        return new TrustedProxies(networks);
    }

    /** The settings without the secrets. */
    @Override
    public String toString() {
        return "AccessSettings[origins=" + origins + ", allowedHosts=" + allowedHosts + ", proxies="
                + proxies.networks() + "]";
    }
}
