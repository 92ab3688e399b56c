package dev.flsys.settings;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
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
 * comments as part of a value. This source has a higher priority than that of Quarkus and a lower one than the
 * environment.
 */
public final class EnvFile implements ConfigSource {

    /** Quarkus reads {@code .env} at 295 and the environment at 300. */
    private static final int ORDINAL = 297;

    private static final Pattern ENTRY =
            Pattern.compile("\\s*(?:export\\s+)?([A-Za-z_][A-Za-z0-9_.\\-]*)\\s*=\\s*(.*)");

    /**
     * A value in single or double quotes, and an optional comment. A quote after a backslash does not end the value.
     */
    private static final Pattern QUOTED =
            Pattern.compile("(?:'((?:[^'\\\\]++|\\\\'|\\\\)*)'|\"((?:[^\"\\\\]++|\\\\\"|\\\\)*)\")\\s*(?:#.*)?");

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
            return parse(new String(Files.readAllBytes(file), StandardCharsets.UTF_8));
        } catch (IOException unreadable) {
            // The missing settings are reported one by one; this line is their cause.
            System.err.println(".env cannot be read: " + unreadable);
            return Map.of();
        }
    }

    static Map<String, String> parse(String text) {
        Map<String, String> entries = new LinkedHashMap<>();
        String withoutMark = text.startsWith("\uFEFF") ? text.substring(1) : text;
        for (String line : withoutMark.split("\\R")) {
            Matcher entry = ENTRY.matcher(line);
            if (!line.stripLeading().startsWith("#") && entry.matches()) {
                entries.put(entry.group(1), value(entry.group(2)));
            }
        }
        return entries;
    }

    private static String value(String written) {
        String text = written.strip();
        Matcher quoted = QUOTED.matcher(text);
        if (quoted.matches()) {
            String within = quoted.group(1) != null ? quoted.group(1) : quoted.group(2);
            Pattern escape = quoted.group(1) != null ? SINGLE_ESCAPE : DOUBLE_ESCAPE;
            return escape.matcher(within).replaceAll(match -> Matcher.quoteReplacement(unescaped(match.group(1))));
        }
        int comment = text.startsWith("#") ? 0 : text.replace('\t', ' ').indexOf(" #");
        return comment < 0 ? text : text.substring(0, comment).strip();
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
