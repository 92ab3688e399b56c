package dev.flsys.access;

/** Text of unknown callers, sanitised for log lines and answers. */
final class SanitisedText {

    private static final int MAX_LENGTH = 200;

    private SanitisedText() {}

    /**
     * The first {@value #MAX_LENGTH} characters of {@code text}. All characters except visible ASCII become question
     * marks.
     */
    static String of(String text) {
        StringBuilder shown = new StringBuilder();
        text.chars().limit(MAX_LENGTH).forEach(each -> shown.append(each > ' ' && each < 0x7f ? (char) each : '?'));
        return shown.toString();
    }
}
