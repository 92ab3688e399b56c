package dev.flsys.model.files;

import dev.flsys.settings.CheckedSettings;
import dev.flsys.settings.Settings;
import io.vertx.core.http.HttpMethod;
import io.vertx.core.http.HttpServerRequest;
import jakarta.inject.Inject;
import jakarta.inject.Singleton;
import java.util.regex.Pattern;

/**
 * The settings of uploads, checked.
 *
 * @param maxBytes the most bytes of an uploaded file
 */
@Singleton
public record UploadSettings(long maxBytes) implements CheckedSettings {

    /** The key in a routing context of the announced length of its upload; -1 if it is not known. */
    public static final String ANNOUNCED = UploadSettings.class.getName() + ".announced";

    private static final long DEFAULT = 1L << 30;
    private static final long SMALLEST = 1L << 20;
    private static final long LARGEST = 1L << 50;

    /** The path of uploads, as the resource has it. */
    private static final Pattern PATH = Pattern.compile("/api/models/?");

    @Inject
    UploadSettings(Settings settings) {
        this(Math.min(settings.get("MODEL_UPLOAD_MAX").bytes(DEFAULT, SMALLEST), LARGEST));
    }

    /** Whether the body of {@code request} is a model file. */
    public boolean isUpload(HttpServerRequest request) {
        return request.method().equals(HttpMethod.POST)
                && PATH.matcher(String.valueOf(request.path())).matches();
    }
}
