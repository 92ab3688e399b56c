package dev.flsys.project;

import com.fasterxml.jackson.annotation.JsonIgnore;
import com.fasterxml.jackson.annotation.JsonProperty;
import java.time.temporal.ChronoField;
import java.util.Locale;
import java.util.Map;

/**
 * A picture of the project to try models with.
 *
 * @param name the name of the file, by which clients request it
 * @param stamp its path, size and time when it was listed
 */
public record SamplePicture(String name, @JsonIgnore FileStamp stamp) {

    /** Media types by suffix. */
    private static final Map<String, String> TYPES = Map.of(
            "png", "image/png",
            "jpg", "image/jpeg",
            "jpeg", "image/jpeg",
            "webp", "image/webp",
            "bmp", "image/bmp",
            "gif", "image/gif",
            "tif", "image/tiff",
            "tiff", "image/tiff");

    /** Whether a file of that name is a picture. */
    public static boolean isPictureName(String name) {
        return TYPES.containsKey(suffix(name));
    }

    @JsonProperty("size_bytes")
    public long sizeBytes() {
        return stamp.sizeBytes();
    }

    /** The media type according to the suffix. The content is not checked. */
    public String mediaType() {
        return TYPES.getOrDefault(suffix(name), "application/octet-stream");
    }

    /** An entity tag of size and time, which changes with the content. */
    public String version() {
        return Long.toHexString(stamp.sizeBytes())
                + "-" + Long.toHexString(stamp.modified().getEpochSecond())
                + "-" + Integer.toHexString(stamp.modified().get(ChronoField.NANO_OF_SECOND));
    }

    private static String suffix(String name) {
        int dot = name.lastIndexOf('.');
        return dot < 0 ? "" : name.substring(dot + 1).toLowerCase(Locale.ROOT);
    }
}
