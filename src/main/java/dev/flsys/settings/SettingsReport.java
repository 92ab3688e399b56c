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
 * <p>Thread-safe.
 */
@Singleton
public final class SettingsReport {

    private static final Comparator<Wrong> ORDER =
            Comparator.comparing(Wrong::key).thenComparingInt(Wrong::line);

    private final List<Wrong> wrong = new CopyOnWriteArrayList<>();
    private final List<Wrong> warnings = new CopyOnWriteArrayList<>();

    /**
     * One setting that cannot be used.
     *
     * @param key the key as the user writes it, or the name of the file
     * @param line the line in that file; 0 for a setting, and for a fault of the whole file
     * @param written the setting as it was written, with its place; never a secret
     * @param reason the reason why the setting cannot be used
     * @param remedy the value to write instead, or another step
     */
    public record Wrong(String key, int line, String written, String reason, String remedy) {

        /** @param value the value as written; null if it is not set; never a secret */
        static Wrong of(String key, @Nullable String value, String reason, String remedy) {
            return new Wrong(key, 0, value == null ? key + " is not set" : key + " = " + value, reason, remedy);
        }

        /**
         * A fault in a file of settings.
         *
         * @param line from 1; 0 for the whole file
         * @param written the key and its value; may be empty
         */
        public static Wrong inFile(String file, int line, String written, String reason, String remedy) {
            String place = line == 0 ? file : file + ", line " + line;
            return new Wrong(file, line, written.isEmpty() ? place : place + ": " + written, reason, remedy);
        }

        /** The fault in one line. */
        public String inOneLine() {
            return written + ": " + reason + " -> " + remedy;
        }

        private String description() {
            return "  " + written + "\n      " + reason + "\n      -> " + remedy;
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
                .sorted(ORDER)
                .map(finding -> finding.written() + ": " + finding.reason() + " " + finding.remedy())
                .toList();
    }

    /** The faults so far, sorted by key. */
    public List<Wrong> findings() {
        return wrong.stream().sorted(ORDER).toList();
    }

    /** The message for the user with all faults; empty if there is none. */
    public String message() {
        if (wrong.isEmpty()) {
            return "";
        }
        String count = wrong.size() == 1 ? "1 setting is" : wrong.size() + " settings are";
        return "FLSys cannot start: " + count
                + " wrong.\nSettings come from system properties, the environment, .env in the working directory, and"
                + " flsys.toml in the Flower project; .env.example and docs/settings.md explain each of them.\n\n"
                + findings().stream().map(Wrong::description).collect(Collectors.joining("\n"));
    }
}
