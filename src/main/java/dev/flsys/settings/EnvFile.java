package dev.flsys.settings;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Set;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.eclipse.microprofile.config.spi.ConfigSource;
import org.jspecify.annotations.Nullable;

/**
 * {@code .env} in the working directory, in the format of python-dotenv: UTF-8, {@code export}, quotes with escapes,
 * comments after a blank, one line for each value. The Flask backend reads the same file. Quarkus would read quotes and
 * comments as part of a value. This source has a higher priority than Quarkus' own source of {@code .env}, and a lower
 * priority than the environment.
 */
public final class EnvFile implements ConfigSource {

    /** Quarkus reads {@code .env} at 295 and the environment at 300. */
    private static final int ORDINAL = 297;

    private static final Pattern ENTRY =
            Pattern.compile("\\s*(?:export\\s+)?([A-Za-z_][A-Za-z0-9_.\\-]*)\\s*=\\s*(.*)");

    private static final Pattern SINGLE_ESCAPE = Pattern.compile("\\\\([\\\\'])");
    private static final Pattern DOUBLE_ESCAPE = Pattern.compile("\\\\([\\\\'\"abfnrtv])");
    private static final String CONTROL_LETTERS = "abfnrtv";
    private static final String CONTROLS = "\u0007\b\f\n\r\t\u000b";

    private final Map<String, String> entries;

    /** The file in the working directory; empty if there is none. */
    public EnvFile() {
        this(Path.of(".env"));
    }

    EnvFile(Path file) {
        this.entries = Files.isRegularFile(file) ? read(file) : Map.of();
    }

    private static Map<String, String> read(Path file) {
        try {
            return parse(MarkedText.decode(Files.readAllBytes(file)));
        } catch (IOException unreadable) {
            // The missing settings are reported one by one; this line is their cause.
            System.err.println(".env cannot be read: " + unreadable);
            return Map.of();
        }
    }

    static Map<String, String> parse(String text) {
        Map<String, String> entries = new LinkedHashMap<>();
        for (String line : MarkedText.withoutMark(text).split("\\R")) {
            Matcher entry = ENTRY.matcher(line);
            if (!line.stripLeading().startsWith("#") && entry.matches()) {
                entries.put(entry.group(1), value(entry.group(2)));
            }
        }
        return entries;
    }

    private static String value(String written) {
        String text = written.strip();
        int close = closingQuote(text);
        if (close > 0) {
            String within = text.substring(1, close);
            Pattern escape = text.charAt(0) == '\'' ? SINGLE_ESCAPE : DOUBLE_ESCAPE;
            return escape.matcher(within).replaceAll(match -> Matcher.quoteReplacement(unescaped(match.group(1))));
        }
        int comment = text.startsWith("#") ? 0 : text.replace('\t', ' ').indexOf(" #");
        return comment < 0 ? text : text.substring(0, comment).strip();
    }

    /**
     * The position of the quote that ends a value in quotes; -1 if the text is not in quotes. Only a comment may
     * follow. A quote after a backslash ends the value only if there is no other quote. A regular expression is not
     * used, because Java's would need stack for each character.
     */
    private static int closingQuote(String text) {
        char quote = text.isEmpty() ? 0 : text.charAt(0);
        if (quote != '\'' && quote != '"') {
            return -1;
        }
        int end = 1;
        while (end < text.length() && text.charAt(end) != quote) {
            end += text.charAt(end) == '\\' && end + 1 < text.length() && text.charAt(end + 1) == quote ? 2 : 1;
        }
        if (end < text.length() && isEnd(text, end + 1)) {
            return end;
        }
        for (int at = Math.min(end, text.length()) - 1; at > 1; at--) {
            if (text.charAt(at) == quote && isEnd(text, at + 1)) {
                return at;
            }
        }
        return -1;
    }

    /** Whether nothing or a comment follows. */
    private static boolean isEnd(String text, int from) {
        int at = from;
        while (at < text.length() && isBlank(text.charAt(at))) {
            at++;
        }
        return at == text.length() || text.charAt(at) == '#';
    }

    private static boolean isBlank(char character) {
        return " \t\n\u000b\f\r".indexOf(character) >= 0;
    }

    private static String unescaped(String letter) {
        int control = CONTROL_LETTERS.indexOf(letter);
        return control < 0 ? letter : CONTROLS.substring(control, control + 1);
    }

    @Override
    public Set<String> getPropertyNames() {
        return entries.keySet();
    }

    @Override
    public @Nullable String getValue(String name) {
        return entries.get(name);
    }

    @Override
    public String getName() {
        return "FLSys .env";
    }

    @Override
    public int getOrdinal() {
        return ORDINAL;
    }
}
