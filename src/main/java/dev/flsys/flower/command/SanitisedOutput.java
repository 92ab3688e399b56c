package dev.flsys.flower.command;

import dev.flsys.python.PythonMessage;
import java.nio.file.Path;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;

/** Output of scripts in a form for clients: one bounded line without colours, control characters and absolute paths. */
public final class SanitisedOutput {

    /** The most characters of a help text or a description. */
    static final int MAX_LENGTH = 1_000;

    /** The most characters of a text that are read. */
    private static final int MAX_READ = 2 * MAX_LENGTH;

    /**
     * ECMA-48: control sequences (colours among them), operating system commands (links, titles), and other escapes.
     */
    private static final Pattern ESCAPES = Pattern.compile(
            "\\u001B(?:\\[[0-?]*[ -/]*[@-~]|\\][^\\u0007\\u001B]*(?:\\u0007|\\u001B\\\\)?|[ -/]*[0-~])");

    /** Blanks, control characters and format characters. Some format characters reverse the direction of text. */
    private static final Pattern UNSEEN = Pattern.compile("[\\p{Cntrl}\\p{Cf}\\p{Zl}\\p{Zp}\\s]+");

    private SanitisedOutput() {}

    /** The text without colours and other escapes, its lines kept. */
    public static String withoutEscapes(String text) {
        return ESCAPES.matcher(text).replaceAll("");
    }

    /** One line of at most {@link #MAX_LENGTH} characters; null if the text has no visible character. */
    public static @Nullable String line(String text, Path root) {
        String read = text.length() <= MAX_READ ? text : text.substring(0, MAX_READ);
        String clean = PythonMessage.withoutPaths(
                        UNSEEN.matcher(withoutEscapes(read)).replaceAll(" "), root)
                .strip();
        if (clean.isEmpty()) {
            return null;
        }
        return clean.length() <= MAX_LENGTH ? clean : clean.substring(0, MAX_LENGTH - 1) + "…";
    }
}
