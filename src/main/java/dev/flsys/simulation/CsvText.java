package dev.flsys.simulation;

/** Texts in comma-separated values (RFC 4180). */
public final class CsvText {

    private CsvText() {}

    /**
     * A text as a field, in quotes if it needs them. A text that begins like a formula gets a leading apostrophe,
     * because a spreadsheet would run it.
     */
    public static String field(String text) {
        String harmless = !text.isEmpty() && "=+-@\t\r".indexOf(text.charAt(0)) >= 0 ? "'" + text : text;
        return harmless.chars().anyMatch(each -> ",\"\r\n".indexOf(each) >= 0)
                ? '"' + harmless.replace("\"", "\"\"") + '"'
                : harmless;
    }
}
