package dev.flsys.platform.openapi;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import dev.flsys.testsupport.Unchecked;
import java.net.URI;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import java.util.regex.Pattern;

/** The OpenAPI document of the running service. */
final class DescribedApi {

    private static final Pattern PARAMETER = Pattern.compile("\\{[^/]+}");

    private final JsonNode document;

    private DescribedApi(JsonNode document) {
        this.document = document;
    }

    /** @param base address of the service, without a slash at its end */
    static DescribedApi at(String base) {
        return Unchecked.io(() -> new DescribedApi(new ObjectMapper()
                .readTree(URI.create(base + "/q/openapi?format=json").toURL())));
    }

    JsonNode document() {
        return document;
    }

    /** The operation that answers {@code method} at {@code path}; empty if the document has none. */
    Optional<JsonNode> operation(String method, String path) {
        String plain = path.length() > 1 && path.endsWith("/") ? path.substring(0, path.length() - 1) : path;
        JsonNode best = null;
        for (String template : names(document.path("paths"))) {
            // A path without parameters takes precedence.
            if (template.equals(plain) || (best == null && matches(template, plain))) {
                best = document.path("paths").path(template);
            }
        }
        return Optional.ofNullable(best).map(item -> item.get(method.toLowerCase(Locale.ROOT)));
    }

    static List<String> names(JsonNode object) {
        List<String> names = new ArrayList<>();
        object.fieldNames().forEachRemaining(names::add);
        return names;
    }

    private static boolean matches(String template, String path) {
        String[] expected = template.split("/", -1);
        String[] actual = path.split("/", -1);
        if (expected.length != actual.length) {
            return false;
        }
        for (int i = 0; i < expected.length; i++) {
            if (!PARAMETER.matcher(expected[i]).matches() && !expected[i].equals(actual[i])) {
                return false;
            }
        }
        return true;
    }
}
