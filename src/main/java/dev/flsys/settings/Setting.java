package dev.flsys.settings;

import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.function.Function;

/**
 * One setting as it was written, and the ways to read it. What cannot be read goes into the {@link SettingsReport}, and
 * a harmless fallback comes back, so that reading goes on and the report gets complete.
 */
public final class Setting {

    private final String key;
    private final Optional<String> written;
    private final boolean secret;
    private final SettingsReport report;

    private Setting(String key, Optional<String> written, boolean secret, SettingsReport report) {
        this.key = key;
        this.written = written.map(String::strip).filter(text -> !text.isEmpty());
        this.secret = secret;
        this.report = report;
    }

    /** The setting {@code key}; blank text counts as not set. */
    public static Setting of(String key, Optional<String> written, SettingsReport report) {
        return new Setting(key, written, false, report);
    }

    /** A setting whose value is never shown. */
    public static Setting secret(String key, Optional<String> written, SettingsReport report) {
        return new Setting(key, written, true, report);
    }

    /** The text, if there is any. */
    public Optional<String> text() {
        return written;
    }

    /** The text; reported with {@code remedy} if there is none. */
    public String required(String remedy) {
        if (written.isEmpty()) {
            wrong("It is required.", remedy);
        }
        return written.orElse("");
    }

    /** A whole number from {@code min} to {@code max}, or {@code fallback} if nothing is written. */
    public int integer(int fallback, int min, int max) {
        return written.map(text -> {
                    try {
                        int number = Integer.parseInt(text);
                        if (number >= min && number <= max) {
                            return number;
                        }
                    } catch (NumberFormatException notANumber) {
                        // told below, as for a number out of range
                    }
                    wrong("It is not a whole number from " + min + " to " + max + ".", "for example " + fallback);
                    return fallback;
                })
                .orElse(fallback);
    }

    /**
     * A time such as {@code 5s}, {@code 2m}, {@code 500ms}, or a number of seconds; {@code fallback} if nothing is
     * written.
     */
    public Duration duration(Duration fallback) {
        return written.flatMap(text -> {
                    Optional<Duration> read = Durations.parse(text);
                    if (read.isEmpty()) {
                        wrong("It is not a time.", "seconds such as 5, or 500ms, 5s, 2m, 1h");
                    }
                    return read;
                })
                .orElse(fallback);
    }

    /** A time as {@link #duration}, greater than zero. */
    public Duration positiveDuration(Duration fallback) {
        Duration read = duration(fallback);
        if (read.isZero()) {
            wrong(
                    "It must be greater than zero.",
                    "seconds such as " + fallback.toSeconds() + ", or 500ms, 5s, 2m, 1h");
            return fallback;
        }
        return read;
    }

    /** Items between commas, each stripped; reported if one of them is blank. */
    public List<String> list(String remedy) {
        List<String> items = new ArrayList<>();
        written.ifPresent(text -> {
            for (String item : text.split(",", -1)) {
                items.add(item.strip());
            }
            if (items.contains("")) {
                wrong("An item is empty.", remedy);
            }
        });
        return List.copyOf(items);
    }

    /**
     * What {@code read} makes of the text; null from {@code read} is reported with {@code reason} and {@code remedy}.
     */
    public <T> Optional<T> parsed(Function<String, Optional<T>> read, String reason, String remedy) {
        Optional<T> value = written.flatMap(read);
        if (written.isPresent() && value.isEmpty()) {
            wrong(reason, remedy);
        }
        return value;
    }

    /** Reports this setting. */
    public void wrong(String reason, String remedy) {
        report.add(finding(reason, remedy));
    }

    /**
     * Warns of this setting: the service starts.
     *
     * @param remedy a sentence with what happens now, and what to do
     */
    public void warn(String reason, String remedy) {
        report.warn(finding(reason, remedy));
    }

    private SettingsReport.Wrong finding(String reason, String remedy) {
        return new SettingsReport.Wrong(
                key, written.map(text -> secret ? "(hidden)" : text).orElse(null), reason, remedy);
    }
}
