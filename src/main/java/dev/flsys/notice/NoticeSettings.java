package dev.flsys.notice;

import dev.flsys.settings.CheckedSettings;
import dev.flsys.settings.Secret;
import dev.flsys.settings.Setting;
import dev.flsys.settings.Settings;
import jakarta.inject.Inject;
import jakarta.inject.Singleton;
import java.net.URI;
import java.util.Optional;

/**
 * The settings of notices, checked.
 *
 * @param webhook address to which notices are sent; empty for none
 * @param secret key of their signatures; empty for none
 */
@Singleton
public record NoticeSettings(Optional<URI> webhook, Optional<String> secret) implements CheckedSettings {

    @Inject
    NoticeSettings(Settings settings) {
        this(
                webhook(settings.get("NOTIFY_WEBHOOK")),
                settings.get(Secret.NOTIFY_SECRET).text());
    }

    private static Optional<URI> webhook(Setting setting) {
        return setting.parsed(
                NoticeSettings::address, "It is not the address of a web server.", "for example https://host/path");
    }

    private static Optional<URI> address(String text) {
        try {
            URI address = URI.create(text);
            boolean web = "http".equalsIgnoreCase(address.getScheme()) || "https".equalsIgnoreCase(address.getScheme());
            return web && address.getHost() != null ? Optional.of(address) : Optional.empty();
        } catch (IllegalArgumentException malformed) {
            return Optional.empty();
        }
    }

    /** The settings without the secret, and without the path of the address, which may be a secret. */
    @Override
    public String toString() {
        return "NoticeSettings[webhook=" + webhook.map(URI::getHost).orElse("none") + "]";
    }
}
