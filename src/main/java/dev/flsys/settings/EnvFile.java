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
 * {@code .env} of the working directory, read as python-dotenv reads it (UTF-8, {@code export}, quotes, comments after a
 * blank), because the same file served the Flask backend. Quarkus' own reading of the file takes quotes and comments for
 * part of the value; this source stands just above it and below the environment.
 */
public final class EnvFile implements ConfigSource {

    /** Quarkus reads {@code .env} at 295 and the environment at 300. */
    private static final int ORDINAL = 297;

    private static final Pattern ENTRY =
            Pattern.compile("\\s*(?:export\\s+)?([A-Za-z_][A-Za-z0-9_.\\-]*)\\s*=\\s*(.*)");

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
            // The settings that are missing then are reported one by one; this line tells why.
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
        char quote = text.isEmpty() ? ' ' : text.charAt(0);
        if (quote == '"' || quote == '\'') {
            int end = text.indexOf(quote, 1);
            String rest = end < 0 ? "x" : text.substring(end + 1).strip();
            if (rest.isEmpty() || rest.startsWith("#")) {
                return text.substring(1, end);
            }
        }
        int comment = text.startsWith("#") ? 0 : text.replace('\t', ' ').indexOf(" #");
        return comment < 0 ? text : text.substring(0, comment).strip();
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
