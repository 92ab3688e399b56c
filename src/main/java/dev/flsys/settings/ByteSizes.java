package dev.flsys.settings;

import java.util.Locale;
import java.util.Optional;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/** Sizes in bytes in the form of settings: {@code 500MiB}. */
final class ByteSizes {

    private static final Pattern SIZE = Pattern.compile("(\\d{1,15}) ?(?:([KMGT])(?:I?B)?|B)?");
    private static final String UNITS = "KMGT";
    private static final int BITS = 10;

    private ByteSizes() {}

    /** The bytes; empty if {@code text} is no size or too large. */
    static Optional<Long> parse(String text) {
        Matcher size = SIZE.matcher(text.toUpperCase(Locale.ROOT));
        if (!size.matches()) {
            return Optional.empty();
        }
        long number = Long.parseLong(size.group(1));
        int shift = size.group(2) == null ? 0 : BITS * (UNITS.indexOf(size.group(2)) + 1);
        return number > Long.MAX_VALUE >> shift ? Optional.empty() : Optional.of(number << shift);
    }
}
