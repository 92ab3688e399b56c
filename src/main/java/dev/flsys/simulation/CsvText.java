package dev.flsys.simulation;

/** Texts in comma-separated values (RFC 4180). */
public final class CsvText {

    private CsvText() {}

    /** A text, in quotes if it needs them. A spreadsheet would run a text that begins like a formula. */
    public static String field(String text) {
        String harmless = !text.isEmpty() && "=+-@\t\r".indexOf(text.charAt(0)) >= 0 ? "'" + text : text;
        return harmless.chars().anyMatch(each -> ",\"\r\n".indexOf(each) >= 0)
                ? '"' + harmless.replace("\"", "\"\"") + '"'
                : harmless;
    }
}
