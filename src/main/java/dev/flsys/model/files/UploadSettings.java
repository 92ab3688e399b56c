package dev.flsys.model.files;

import dev.flsys.settings.CheckedSettings;
import dev.flsys.settings.Settings;
import io.vertx.core.http.HttpHeaders;
import io.vertx.core.http.HttpMethod;
import io.vertx.core.http.HttpServerRequest;
import io.vertx.ext.web.RoutingContext;
import jakarta.inject.Inject;
import jakarta.inject.Singleton;
import java.util.regex.Pattern;

/**
 * The settings of uploads, checked. Uploads are model files, and ZIP files of pictures that {@code evaluation} reads.
 *
 * @param maxBytes the most bytes of an uploaded file
 */
@Singleton
public record UploadSettings(long maxBytes) implements CheckedSettings {

    /** The key in a routing context of the announced length of its upload; -1 if it is not known. */
    public static final String ANNOUNCED = UploadSettings.class.getName() + ".announced";

    private static final long DEFAULT = 1L << 30;
    private static final long SMALLEST = 1L << 20;
    private static final long MAX_SIZE = 1L << 50;

    /** The media type of ZIP files. */
    public static final String ZIP = "application/zip";

    /** The end of a path: the matrix parameters of JAX-RS, which no resource has, and a slash. */
    private static final String END = "(;[^/]*)?/?";

    /** The path of model files, the same as the path of the resource. */
    private static final Pattern PATH = Pattern.compile("/api/models" + END);

    /** The path of ZIP files of pictures. Other bodies of this path are JSON. */
    private static final Pattern EVALUATIONS = Pattern.compile("/api/evaluations" + END);

    @Inject
    UploadSettings(Settings settings) {
        this(Math.min(settings.get("MODEL_UPLOAD_MAX").bytes(DEFAULT, SMALLEST), MAX_SIZE));
    }

    /** Whether the body of a request is a model file, or a ZIP file of pictures. */
    public boolean isUpload(RoutingContext exchange) {
        HttpServerRequest request = exchange.request();
        // The path with one slash in place of several, because resources are found in the same way.
        String path = String.valueOf(exchange.normalizedPath());
        return request.method().equals(HttpMethod.POST)
                && (PATH.matcher(path).matches() || (EVALUATIONS.matcher(path).matches() && isZip(request)));
    }

    private static boolean isZip(HttpServerRequest request) {
        String type = request.getHeader(HttpHeaders.CONTENT_TYPE);
        return type != null && type.split(";", 2)[0].strip().equalsIgnoreCase(ZIP);
    }
}
