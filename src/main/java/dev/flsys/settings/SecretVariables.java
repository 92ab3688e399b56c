package dev.flsys.settings;

import java.util.Locale;
import java.util.Map;
import java.util.Set;
import java.util.regex.Pattern;

/**
 * The environment variables that hold secrets of the service. Its child processes run code of the project and must not
 * inherit them.
 */
public final class SecretVariables {

    /** Keys as users write them, and the names that Quarkus reads their values by. */
    private static final Set<String> KEYS =
            Set.of("FLASK_SECRET_KEY", "API_TOKEN", "FLSYS_ACCESS_SECRET_KEY", "FLSYS_ACCESS_API_TOKEN");

    /** A variable for one profile of Quarkus: {@code _PROD_API_TOKEN}, written {@code %prod.API_TOKEN} in a file. */
    private static final Pattern PROFILE = Pattern.compile("^_[A-Z0-9]+_(?=" + String.join("|", KEYS) + ")");

    /** A system property with a secret in a variable of options for a JVM, such as {@code JDK_JAVA_OPTIONS}. */
    private static final Pattern PROPERTY = Pattern.compile(
            "-D(%[\\w,]+\\.)?(FLASK_SECRET_KEY|API_TOKEN|flsys\\.access\\.secret-key|flsys\\.access\\.api-token)=");

    private SecretVariables() {}

    /** Removes the variables that hold a secret from {@code environment}. */
    public static void removeFrom(Map<String, String> environment) {
        environment
                .entrySet()
                .removeIf(variable -> isSecret(variable.getKey())
                        || PROPERTY.matcher(variable.getValue()).find());
    }

    /** Whether {@code name}, in any spelling that Quarkus accepts, names a secret. */
    static boolean isSecret(String name) {
        String upper = name.toUpperCase(Locale.ROOT).replaceAll("[^A-Z0-9]", "_");
        return KEYS.contains(PROFILE.matcher(upper).replaceFirst(""));
    }
}
