package dev.flsys.settings;

import jakarta.inject.Singleton;
import java.util.Comparator;
import java.util.List;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;

/**
 * Collects the faults of all settings, so that a user sees them in one message.
 *
 * <p>Safe for use by several threads.
 */
@Singleton
public final class SettingsReport {

    private final List<Wrong> wrong = new CopyOnWriteArrayList<>();
    private final List<Wrong> warnings = new CopyOnWriteArrayList<>();

    /**
     * One setting that cannot be used.
     *
     * @param key the key as the user writes it
     * @param value the value as written; null if it is not set; never a secret
     * @param reason why it cannot be used
     * @param remedy what to write instead
     */
    public record Wrong(String key, @Nullable String value, String reason, String remedy) {

        private String line() {
            return key + (value == null ? "" : " = " + value) + ": " + reason + " " + remedy;
        }

        private String description() {
            return "  " + key + (value == null ? " is not set" : " = " + value) + "\n      " + reason + "\n      -> "
                    + remedy;
        }
    }

    /** Adds a fault with which the service cannot start. */
    public void add(Wrong finding) {
        wrong.add(finding);
    }

    /** Adds a finding with which the service can start. */
    public void warn(Wrong finding) {
        warnings.add(finding);
    }

    /** The warnings, one line each, sorted by key. */
    public List<String> warnings() {
        return warnings.stream()
                .sorted(Comparator.comparing(Wrong::key))
                .map(Wrong::line)
                .toList();
    }

    /** The faults so far, sorted by key. */
    public List<Wrong> findings() {
        return wrong.stream().sorted(Comparator.comparing(Wrong::key)).toList();
    }

    /** The message for the user with all faults; empty if there is none. */
    public String message() {
        if (wrong.isEmpty()) {
            return "";
        }
        String count = wrong.size() == 1 ? "1 setting is" : wrong.size() + " settings are";
        return "FLSys cannot start: " + count
                + " wrong.\nSettings come from system properties, the environment, and .env in the working directory;"
                + " .env.example explains each of them.\n\n"
                + findings().stream().map(Wrong::description).collect(Collectors.joining("\n"));
    }
}
