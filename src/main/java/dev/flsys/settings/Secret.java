package dev.flsys.settings;

import java.util.Arrays;
import java.util.Locale;
import java.util.Map;
import java.util.regex.Pattern;
import java.util.stream.Collectors;

/**
 * A setting whose value is never shown and never passed on. Child processes run code of the project and must not
 * inherit it.
 */
public enum Secret {
    FLASK_SECRET_KEY,
    API_TOKEN,
    NOTIFY_SECRET,
    MLFLOW_TRACKING_TOKEN,
    MLFLOW_TRACKING_PASSWORD;

    private static final String KEYS = Arrays.stream(values()).map(Secret::name).collect(Collectors.joining("|"));
    /**
     * A key, or its variable for one profile of Quarkus: {@code _PROD_API_TOKEN}, {@code %prod.API_TOKEN} in a file.
     */
    private static final Pattern VARIABLE = Pattern.compile("(_[A-Z0-9]+_)?(" + KEYS + ")");
    /** A system property in a variable with options of a JVM, such as {@code JDK_JAVA_OPTIONS}. */
    private static final Pattern PROPERTY = Pattern.compile("-D(%[\\w,]+\\.)?(" + KEYS + ")=");

    /** Removes each variable that holds a secret from {@code environment}. */
    public static void removeFrom(Map<String, String> environment) {
        environment
                .entrySet()
                .removeIf(variable -> isSecret(variable.getKey())
                        || PROPERTY.matcher(variable.getValue()).find());
    }

    /** Whether {@code name}, in any spelling that Quarkus accepts, names a secret. */
    private static boolean isSecret(String name) {
        String variable = name.toUpperCase(Locale.ROOT).replaceAll("[^A-Z0-9]", "_");
        return VARIABLE.matcher(variable).matches();
    }
}
