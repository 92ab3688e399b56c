package dev.flsys.console;

import io.quarkiverse.web.bundler.runtime.Bundle;
import jakarta.inject.Singleton;
import java.util.Map;
import java.util.Objects;

/**
 * The HTML page of the console. All its addresses are relative, so it works under any path prefix of a proxy.
 * Immutable.
 */
@Singleton
final class ConsolePage {

    /**
     * The security headers of the page. The browser loads only scripts and styles that the service sends as files
     * (Content Security Policy Level 3). A log line that became HTML by mistake could therefore not run. Other pages
     * cannot embed it in a frame.
     */
    static final Map<String, String> HEADERS = Map.of(
            "Content-Security-Policy",
            "default-src 'none'; script-src 'self'; style-src 'self'; img-src 'self' blob: data:; connect-src 'self'; "
                    + "base-uri 'none'; form-action 'none'; frame-ancestors 'none'",
            "X-Content-Type-Options",
            "nosniff",
            "Referrer-Policy",
            "no-referrer",
            "Cache-Control",
            "no-cache");

    private static final String ENTRY = "console";

    private static final String TEMPLATE = """
            <!doctype html>
            <html lang="en">
            <head>
            <meta charset="utf-8">
            <title>FLSys</title>
            <meta name="viewport" content="width=device-width, initial-scale=1">
            <meta name="color-scheme" content="light dark">
            <meta name="description" content="The control room of a Flower federated-learning project">
            <link rel="icon" type="image/svg+xml" href="data:image/svg+xml,{icon}">
            <link rel="stylesheet" href="{base}{style}">
            <script type="module" src="{base}{script}" data-charts="{base}{charts}" data-pictures="{base}{pictures}" data-chinese="{base}{chinese}"></script>
            </head>
            <body>
            <flsys-app></flsys-app>
            <noscript>The console needs JavaScript. The interface of the service is described at
            <a href="{base}../q/swagger-ui">/q/swagger-ui</a>.</noscript>
            </body>
            </html>
            """;

    /** A flower of five petals, percent-encoded. */
    private static final String ICON = "%3Csvg xmlns='http://www.w3.org/2000/svg' viewBox='0 0 32 32'%3E"
            + "%3Cg fill='%234f6bed'%3E%3Ccircle cx='16' cy='7' r='5.5'/%3E%3Ccircle cx='24.6' cy='13.2' r='5.5'/%3E"
            + "%3Ccircle cx='21.3' cy='23.3' r='5.5'/%3E%3Ccircle cx='10.7' cy='23.3' r='5.5'/%3E"
            + "%3Ccircle cx='7.4' cy='13.2' r='5.5'/%3E%3C/g%3E%3Ccircle cx='16' cy='16' r='5' fill='%23f5b83d'/%3E%3C/svg%3E";

    /** The path of the page. The bundle is in a folder of it, see quarkus.web-bundler.bundle-path. */
    private static final String FOLDER = "/console/";

    private final String html;

    ConsolePage(Bundle bundle) {
        this.html = TEMPLATE.replace("{icon}", ICON)
                .replace("{style}", relativise(bundle.style(ENTRY)))
                .replace("{script}", relativise(bundle.script(ENTRY)))
                .replace("{charts}", relativise(bundle.script("charts")))
                .replace("{pictures}", relativise(bundle.script("pictures")))
                .replace("{chinese}", relativise(bundle.script("chinese")));
    }

    /** @param base the path of {@code /console/}, relative to the address of the page */
    String render(String base) {
        return html.replace("{base}", base);
    }

    /** {@code static/console-HASH.js} of {@code /console/static/console-HASH.js}, for any root path. */
    private static String relativise(String path) {
        String file = Objects.requireNonNull(path, "The build has created no bundle of the console");
        return file.substring(file.lastIndexOf(FOLDER) + FOLDER.length());
    }
}
