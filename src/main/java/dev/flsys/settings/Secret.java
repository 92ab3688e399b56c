package dev.flsys.settings;

import java.util.Arrays;
import java.util.Locale;
import java.util.Map;
import java.util.regex.Pattern;
import java.util.stream.Collectors;

/**
 * A setting whose value is never shown. Child processes run code of the project, so they do not inherit the setting.
 * The exception is a variable of another program, because the project may use that program itself.
 */
public enum Secret {
    FLASK_SECRET_KEY(true),
    API_TOKEN(true),
    NOTIFY_SECRET(true),
    MLFLOW_TRACKING_TOKEN(false),
    MLFLOW_TRACKING_PASSWORD(false);

    private static final String KEYS = Arrays.stream(values())
            .filter(secret -> secret.own)
            .map(Secret::name)
            .collect(Collectors.joining("|"));
    /**
     * A key, or its variable for one profile of Quarkus: {@code _PROD_API_TOKEN}, {@code %prod.API_TOKEN} in a file.
     */
    private static final Pattern VARIABLE = Pattern.compile("(_[A-Z0-9]+_)?(" + KEYS + ")");
    /** A system property in a variable with options of a JVM, such as {@code JDK_JAVA_OPTIONS}. */
    private static final Pattern PROPERTY = Pattern.compile("-D(%[\\w,]+\\.)?(" + KEYS + ")=");

    /** Whether it is a setting of FLSys alone. */
    private final boolean own;

    Secret(boolean own) {
        this.own = own;
    }

    /** Removes each variable that holds a secret of FLSys alone from {@code environment}. */
    public static void removeFrom(Map<String, String> environment) {
        environment
                .entrySet()
                .removeIf(variable -> isSecret(variable.getKey())
                        || PROPERTY.matcher(variable.getValue()).find());
    }

    /** Whether {@code name}, in any spelling that Quarkus accepts, names such a secret. */
    private static boolean isSecret(String name) {
        String variable = name.toUpperCase(Locale.ROOT).replaceAll("[^A-Z0-9]", "_");
        return VARIABLE.matcher(variable).matches();
    }
}
