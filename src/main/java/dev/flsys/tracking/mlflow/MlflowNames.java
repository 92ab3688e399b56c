package dev.flsys.tracking.mlflow;

import java.util.LinkedHashMap;
import java.util.Map;
import java.util.regex.Pattern;

/**
 * Names and values within the rules of MLflow. A key has at most 250 characters: letters, digits, underscores, dashes,
 * periods, spaces and slashes. It is a relative path, and no part of it is empty or consists of dots. Source:
 * {@code mlflow/utils/validation.py}. Colons, which only servers on some systems accept, are replaced, too.
 */
public final class MlflowNames {

    static final int MAX_KEY = 250;
    static final int MAX_PARAM = 6_000;
    /** The limit of MLflow 1. */
    static final int MAX_OLD_PARAM = 250;

    static final int MAX_TAG = 5_000;

    private static final Pattern REFUSED = Pattern.compile("[^\\w\\-. /]", Pattern.UNICODE_CHARACTER_CLASS);
    private static final Pattern EMPTY_PARTS = Pattern.compile("/{2,}");
    private static final Pattern DOTS = Pattern.compile("(^|/)\\.+(?=/|$)");
    private static final String CUT = "...";

    private MlflowNames() {}

    /** A valid key for any text. */
    public static String key(String text) {
        String plain = REFUSED.matcher(text).replaceAll("_");
        plain = DOTS.matcher(EMPTY_PARTS.matcher(plain).replaceAll("/")).replaceAll("$1_");
        plain = plain.replaceAll("^/+|/+$", "");
        if (plain.length() > MAX_KEY) {
            // Two long keys with the same beginning have to stay different.
            String hash = Integer.toHexString(plain.hashCode());
            plain = whole(plain, MAX_KEY - hash.length() - 1) + "_" + hash;
        }
        return plain.isEmpty() ? "_" : plain;
    }

    /** The entries with valid keys. If several keys become the same, the later ones get numbers. */
    public static Map<String, String> keys(Map<String, String> values) {
        Map<String, String> valid = new LinkedHashMap<>();
        values.forEach((name, value) -> {
            String key = key(name);
            String free = key;
            for (int number = 2; valid.containsKey(free); number++) {
                free = key(whole(key, MAX_KEY - 12)) + "_" + number;
            }
            valid.put(free, value);
        });
        return valid;
    }

    /** A value of at most {@code max} characters. */
    static String cut(String text, int max) {
        return text.length() <= max ? text : whole(text, max - CUT.length()) + CUT;
    }

    /** The beginning of a text, without half a surrogate pair. */
    private static String whole(String text, int max) {
        if (text.length() <= max) {
            return text;
        }
        int end = Character.isHighSurrogate(text.charAt(max - 1)) ? max - 1 : max;
        return text.substring(0, end);
    }
}
