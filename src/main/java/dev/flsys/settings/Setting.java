package dev.flsys.settings;

import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.function.Function;

/**
 * One setting with its written value, and the methods that read the value. A fault is added to the
 * {@link SettingsReport}, and a harmless fallback is returned, so that reading continues and the report is complete.
 */
public final class Setting {

    private final String key;
    private final Optional<String> written;
    private final boolean secret;
    private final SettingsReport report;

    Setting(String key, Optional<String> written, boolean secret, SettingsReport report) {
        this.key = key;
        this.written = written.map(String::strip).filter(text -> !text.isEmpty());
        this.secret = secret;
        this.report = report;
    }

    /** The text, if there is any. */
    public Optional<String> text() {
        return written;
    }

    /** The text. If there is none, the setting is reported with {@code remedy}. */
    public String required(String remedy) {
        if (written.isEmpty()) {
            reportWrong("It is required.", remedy);
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
                        // Reported below, like a number out of range.
                    }
                    reportWrong("It is not a whole number from " + min + " to " + max + ".", "for example " + fallback);
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
                        reportWrong("It is not a time.", "seconds such as 5, or 500ms, 5s, 2m, 1h");
                    }
                    return read;
                })
                .orElse(fallback);
    }

    /** A time in the format of {@link #duration}, greater than zero. */
    public Duration positiveDuration(Duration fallback) {
        Duration read = duration(fallback);
        if (read.isZero()) {
            reportWrong(
                    "It must be greater than zero.",
                    "seconds such as " + fallback.toSeconds() + ", or 500ms, 5s, 2m, 1h");
            return fallback;
        }
        return read;
    }

    /**
     * A size in bytes, such as {@code 1048576}, {@code 500MiB}, {@code 2G}; {@code fallback} if nothing is written.
     * {@code K}, {@code M}, {@code G} and {@code T} are powers of 1024, with and without {@code iB} or {@code B}.
     */
    public long bytes(long fallback, long min) {
        return parsed(
                        text -> ByteSizes.parse(text).filter(size -> size >= min),
                        "It is not a size of at least " + min + " bytes.",
                        "for example 500MiB or 2GiB")
                .orElse(fallback);
    }

    /** The items of a list that is separated by commas, each stripped. A blank item is reported. */
    public List<String> list(String remedy) {
        List<String> items = new ArrayList<>();
        written.ifPresent(text -> {
            for (String item : text.split(",", -1)) {
                items.add(item.strip());
            }
            if (items.contains("")) {
                reportWrong("An item is empty.", remedy);
            }
        });
        return List.copyOf(items);
    }

    /**
     * The value that {@code read} returns for the text. If it returns none, the setting is reported with {@code reason}
     * and {@code remedy}.
     */
    public <T> Optional<T> parsed(Function<String, Optional<T>> read, String reason, String remedy) {
        Optional<T> value = written.flatMap(read);
        if (written.isPresent() && value.isEmpty()) {
            reportWrong(reason, remedy);
        }
        return value;
    }

    /** Reports this setting. */
    public void reportWrong(String reason, String remedy) {
        report.add(finding(reason, remedy));
    }

    /**
     * Adds a warning for this setting, with which the service can start.
     *
     * @param remedy a sentence with the present effect and what to do
     */
    public void warn(String reason, String remedy) {
        report.warn(finding(reason, remedy));
    }

    private SettingsReport.Wrong finding(String reason, String remedy) {
        return SettingsReport.Wrong.of(
                key, written.map(text -> secret ? "(hidden)" : text).orElse(null), reason, remedy);
    }
}
