package dev.flsys.simulation;

import dev.flsys.flower.command.ShownText;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/**
 * The line of a simulation's output that says why it failed. It is the last of
 *
 * <ul>
 *   <li>the line with the exception of a Python traceback (also of one that Ray's actors, Flower, rich or an exception
 *       group decorate; not of one that follows {@code Exception ignored in}),
 *   <li>a line that begins with the name of an exception,
 *   <li>the error line of argparse, click or typer.
 * </ul>
 *
 * <p>Without any of these it is the last line with a letter or digit. Lines are read one by one, in constant memory,
 * and of each line at most {@value #READ} characters. For one thread at a time.
 */
final class FailureCause {

    private static final int READ = 2_000;
    /** Lines within a traceback that are neither a frame nor an exception: another process prints as well. */
    private static final int PATIENCE = 20;
    /** Longest {@code (ClientAppActor pid=123, ip=10.0.0.1) }. */
    private static final int LONGEST_ACTOR = 120;

    private static final String HEADER = "Traceback (most recent call last)";
    private static final Set<String> LEVELS =
            Set.of("DEBUG", "INFO", "WARNING", "WARN", "ERROR", "CRITICAL", "FATAL", "Warning");
    private static final List<String> EXCEPTIONS =
            List.of("Error", "Exception", "KeyboardInterrupt", "SystemExit", "StopIteration", "ExceptionGroup");
    private static final List<String> ERROR_LINES = List.of("Error: ", "error: ", "ERROR: ", "fatal: ");

    /**
     * A line of the output.
     *
     * @param text without colours and the prefixes of Ray and Flower
     * @param seq the number of its event
     */
    record Quote(String text, long seq) {}

    private @Nullable Quote found;
    /** Whether the message of what was found begins on the next line. */
    private boolean messageFollows;

    private @Nullable Quote last;

    /** Within a traceback: whose it is, and how many foreign lines may still come. */
    private boolean traceback;

    private String actor = "";
    private int patience;
    private boolean group;
    /** Whether the traceback, or the next one, is of an exception that Python ignores. */
    private boolean ignored;

    private boolean ignoredNext;
    private boolean errorBox;
    private boolean continuing;

    /**
     * Reads a line.
     *
     * @param continues whether the next one is a piece of the same line
     * @param seq the number of its event
     */
    void line(String text, boolean continues, long seq) {
        boolean piece = continuing;
        continuing = continues;
        if (piece || text.isBlank()) {
            return;
        }
        String read = text.length() <= READ ? text : text.substring(0, READ);
        if (read.indexOf('\u001B') >= 0) {
            read = ShownText.withoutEscapes(read);
        }
        int prefix = actorPrefix(read);
        read(read.substring(0, prefix).strip(), withoutLevel(read.substring(prefix)), seq);
    }

    /** The line that names an exception or an error; empty if there is none. */
    Optional<Quote> exception() {
        return Optional.ofNullable(found);
    }

    /** The line that says why it failed; empty if nothing was printed. */
    Optional<Quote> reason() {
        return exception().or(() -> Optional.ofNullable(last));
    }

    private void read(String by, String text, long seq) {
        boolean follows = messageFollows;
        messageFollows = false;
        if (text.contains(HEADER)) {
            begin(by, text.contains("Exception Group"));
            return;
        }
        if (text.startsWith("Exception ignored in")) {
            ignoredNext = true;
            return;
        }
        if (traceback && by.equals(actor) && inTraceback(text, seq)) {
            return;
        }
        if (!traceback && text.startsWith("  File \"") && text.contains("\", line ")) {
            // A syntax error in the script itself has no header.
            begin(by, false);
            return;
        }
        outside(text, follows, seq);
    }

    private void begin(String by, boolean ofGroup) {
        traceback = true;
        actor = by;
        patience = PATIENCE;
        group |= ofGroup;
        ignored = ignoredNext;
        ignoredNext = false;
    }

    /** Whether the line belongs to the traceback. */
    private boolean inTraceback(String text, long seq) {
        String content = group ? withoutMargin(text) : text;
        if (content.isEmpty() || isFrame(content.charAt(0))) {
            return true;
        }
        int name = nameLength(content);
        boolean bare = name == content.stripTrailing().length();
        if (name > 0 && (bare ? Character.isUpperCase(lastPart(content, name)) : content.charAt(name) == ':')) {
            traceback = false;
            if (!ignored) {
                found(content, seq);
            }
            return true;
        }
        traceback = --patience > 0;
        return false;
    }

    private void outside(String text, boolean follows, long seq) {
        String content = (group ? withoutMargin(text) : text).strip();
        group &= isMargin(text);
        String plain = isBox(content.isEmpty() ? ' ' : content.charAt(0)) ? withoutBox(content) : content;
        if (!hasLetterOrDigit(plain)) {
            return;
        }
        if (plain.equals("Error") && content.startsWith("╭")) {
            errorBox = true;
            return;
        }
        boolean unindented = !Character.isWhitespace(text.charAt(0)) || group;
        if (errorBox || (unindented && (isException(plain) || isErrorLine(plain)))) {
            errorBox = false;
            found(plain, seq);
        } else if (follows && found != null) {
            found = new Quote(found.text() + " " + plain, found.seq());
        }
        last = new Quote(plain, seq);
    }

    private void found(String text, long seq) {
        String line = withoutRepeats(text).strip();
        found = new Quote(line, seq);
        last = found;
        messageFollows = line.endsWith(":");
    }

    /** Whether it begins with the name of an exception, as a traceback's last line does. */
    private static boolean isException(String text) {
        int length = nameLength(text);
        boolean whole = length == text.length();
        if (length == 0 || (!whole && text.charAt(length) != ':')) {
            return false;
        }
        int open = text.indexOf('(');
        String name = text.substring(0, open > 0 && open < length ? open : length);
        String last = name.substring(name.lastIndexOf('.') + 1);
        if (!Character.isUpperCase(last.charAt(0)) || last.equals("Error") || last.equals("Exception")) {
            return false;
        }
        for (String end : EXCEPTIONS) {
            if (last.endsWith(end)) {
                return true;
            }
        }
        return false;
    }

    private static boolean hasLetterOrDigit(String text) {
        for (int at = 0; at < text.length(); at++) {
            if (Character.isLetterOrDigit(text.charAt(at))) {
                return true;
            }
        }
        return false;
    }

    private static boolean isErrorLine(String text) {
        for (String begin : ERROR_LINES) {
            if (text.startsWith(begin)) {
                return true;
            }
        }
        // argparse: the name of the program comes first.
        int error = text.indexOf(": error: ");
        return error > 0 && text.lastIndexOf(": ", error - 1) < 0;
    }

    /** Length of {@code pkg.Outer.<locals>.Name} or {@code Name(Other)} at the start; 0 if there is none. */
    private static int nameLength(String text) {
        int at = 0;
        while (at < text.length() && isInName(text.charAt(at))) {
            at++;
        }
        boolean ends = at == text.length() || text.charAt(at) == ':' || text.charAt(at) == '(';
        boolean name = ends
                && at > 0
                && Character.isJavaIdentifierStart(text.charAt(0))
                && text.charAt(at - 1) != '.'
                && !LEVELS.contains(text.substring(0, at));
        if (name && at < text.length() && text.charAt(at) == '(') {
            int close = text.indexOf(')', at);
            at = close < 0 ? 0 : close + 1;
        }
        return name ? at : 0;
    }

    private static boolean isInName(char c) {
        return (Character.isJavaIdentifierPart(c) && !Character.isISOControl(c)) || c == '.' || c == '<' || c == '>';
    }

    private static char lastPart(String text, int length) {
        return text.charAt(Math.max(0, text.lastIndexOf('.', length - 1) + 1));
    }

    private static boolean isFrame(char first) {
        return Character.isWhitespace(first) || isBox(first);
    }

    private static boolean isBox(char c) {
        return c >= '\u2500' && c <= '\u257F';
    }

    private static String withoutBox(String text) {
        int from = 0;
        int to = text.length();
        while (from < to && (isBox(text.charAt(from)) || Character.isWhitespace(text.charAt(from)))) {
            from++;
        }
        while (to > from && (isBox(text.charAt(to - 1)) || Character.isWhitespace(text.charAt(to - 1)))) {
            to--;
        }
        return text.substring(from, to);
    }

    private static boolean isMargin(String text) {
        String shown = text.stripLeading();
        return shown.startsWith("|") || shown.startsWith("+");
    }

    /** What comes after the {@code | } of an exception group; nothing of its {@code +----} lines. */
    private static String withoutMargin(String text) {
        String shown = text.stripLeading();
        if (shown.startsWith("+")) {
            return "";
        }
        return shown.startsWith("| ") ? shown.substring(2) : text;
    }

    /** Ray: {@code ValueError: x [repeated 3x across cluster] (Ray deduplicates logs ...)}. */
    private static String withoutRepeats(String text) {
        int repeated = text.indexOf(" [repeated ");
        return repeated < 0 ? text : text.substring(0, repeated);
    }

    /** Length of {@code (ClientAppActor pid=123) } at the start. */
    private static int actorPrefix(String text) {
        if (!text.startsWith("(")) {
            return 0;
        }
        int close = text.indexOf(") ");
        if (close < 0 || close > LONGEST_ACTOR) {
            return 0;
        }
        String inside = text.substring(1, close);
        return inside.contains("pid=") || inside.equals("raylet") || inside.equals("autoscaler") ? close + 2 : 0;
    }

    /** The text behind {@code ERROR : }, which Flower writes before what it logs. */
    private static String withoutLevel(String text) {
        int at = 0;
        while (at < text.length() && Character.isUpperCase(text.charAt(at))) {
            at++;
        }
        if (at == 0 || !LEVELS.contains(text.substring(0, at))) {
            return text;
        }
        int colon = at;
        while (colon < text.length() && text.charAt(colon) == ' ') {
            colon++;
        }
        boolean level = colon > at || text.startsWith(":  ", colon);
        return level && colon < text.length() && text.charAt(colon) == ':'
                ? text.substring(colon + 1).stripLeading()
                : text;
    }
}
