package dev.flsys.picture.resize;

import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * The order in which a version of Pillow resizes the two sides of a picture. Each pass rounds to 8 bits, so the last
 * bit of some pixels depends on the order.
 *
 * <p>Source: {@code Image.resize} in Pillow's {@code Image.py} and {@code ImagingResampleInner} in its
 * {@code libImaging/Resample.c}, of 9.4, 12.1, 12.2, 12.3 and 13.0.
 */
public enum ResizeRule {

    /** Pillow before 12.2: rows always first. */
    BEFORE_12_2 {
        @Override
        boolean columnsFirst(int width, int height, int newWidth, int newHeight) {
            return false;
        }
    },

    /** Pillow 12.2 and 12.3: columns first if the height is more than 100 times the width and shrinks. */
    FROM_12_2 {
        @Override
        boolean columnsFirst(int width, int height, int newWidth, int newHeight) {
            return height > width * 100L && newHeight < height;
        }
    },

    /**
     * Pillow 13 and newer: columns first if the height shrinks by more than twice as many pixels as the width. A width
     * that grows shrinks by a negative number of pixels.
     */
    FROM_13 {
        @Override
        boolean columnsFirst(int width, int height, int newWidth, int newHeight) {
            int fewerRows = height - newHeight;
            return fewerRows > 0 && fewerRows > (width - newWidth) * 2L;
        }
    };

    /** The rule of the newest Pillow, used if the version is unknown. */
    public static final ResizeRule NEWEST = FROM_13;

    private static final Pattern VERSION = Pattern.compile("(\\d{1,6})(?:\\.(\\d{1,6}))?(?:\\D.*)?", Pattern.DOTALL);

    /** The rule of Pillow {@code version}, such as {@code 12.3.0}; {@link #NEWEST} for any other text. */
    public static ResizeRule of(String version) {
        Matcher numbers = VERSION.matcher(version);
        if (!numbers.matches()) {
            return NEWEST;
        }
        int major = Integer.parseInt(numbers.group(1));
        int minor = numbers.group(2) == null ? 0 : Integer.parseInt(numbers.group(2));
        if (major >= 13) {
            return FROM_13;
        }
        return major == 12 && minor >= 2 ? FROM_12_2 : BEFORE_12_2;
    }

    /** Whether the columns of a picture are resized before its rows. */
    abstract boolean columnsFirst(int width, int height, int newWidth, int newHeight);
}
