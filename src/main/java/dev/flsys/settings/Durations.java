package dev.flsys.settings;

import java.time.Duration;
import java.util.Optional;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/** Reads times as users write them. */
final class Durations {

    private static final Pattern TIME = Pattern.compile("(\\d{1,9}(?:\\.\\d{1,3})?)\\s*(ms|s|m|h)?");

    private Durations() {}

    /** {@code 5}, {@code 0.5s}, {@code 500ms}, {@code 2m} or {@code 1h}; empty for anything else. */
    static Optional<Duration> parse(String text) {
        Matcher time = TIME.matcher(text.strip());
        if (!time.matches()) {
            return Optional.empty();
        }
        double amount = Double.parseDouble(time.group(1));
        String unit = time.group(2) == null ? "s" : time.group(2);
        double milliseconds =
                switch (unit) {
                    case "ms" -> amount;
                    case "m" -> amount * 60_000;
                    case "h" -> amount * 3_600_000;
                    default -> amount * 1_000;
                };
        return Optional.of(Duration.ofMillis(Math.round(milliseconds)));
    }
}
