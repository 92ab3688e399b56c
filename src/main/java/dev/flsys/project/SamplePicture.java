package dev.flsys.project;

import com.fasterxml.jackson.annotation.JsonIgnore;
import com.fasterxml.jackson.annotation.JsonProperty;
import java.time.temporal.ChronoField;
import java.util.Locale;
import java.util.Map;

/**
 * A picture of the project to try models with.
 *
 * @param name the file's, by which clients ask for it
 * @param stamp where it is, and what it looked like when it was found
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
    static boolean isPictureName(String name) {
        return TYPES.containsKey(suffix(name));
    }

    @JsonProperty("size_bytes")
    public long sizeBytes() {
        return stamp.sizeBytes();
    }

    /** The media type that its suffix says; what it holds is not looked at. */
    public String mediaType() {
        return TYPES.getOrDefault(suffix(name), "application/octet-stream");
    }

    /** Another one for each content, as far as size and time tell. */
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
