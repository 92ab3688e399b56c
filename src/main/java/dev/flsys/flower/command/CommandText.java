package dev.flsys.flower.command;

import java.util.List;
import java.util.regex.Pattern;
import java.util.stream.Collectors;

/** A command as a line for people, quoted as a POSIX shell would need it. Nothing is ever run from it. */
public final class CommandText {

    private static final Pattern PLAIN = Pattern.compile("[\\p{L}\\p{N}_@%+=:,./-]+");

    private CommandText() {}

    /** The words of {@code command}, with blanks between them. */
    public static String of(List<String> command) {
        return command.stream().map(CommandText::quoted).collect(Collectors.joining(" "));
    }

    private static String quoted(String word) {
        return PLAIN.matcher(word).matches() ? word : "'" + word.replace("'", "'\\''") + "'";
    }
}
